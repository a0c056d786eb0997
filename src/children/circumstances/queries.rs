//! A child's circumstances in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{Child, CircumstanceKind};
use crate::children::queries::Circumstance;
use crate::db::schema::circumstances;
use crate::error::Result;
use crate::id::Id;

/// One circumstance.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = circumstances)]
pub struct CircumstanceRow {
    /// Which.
    pub id: Id<Circumstance>,
    /// What.
    pub kind: CircumstanceKind,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// It is over, also where nobody knows since when.
    pub ended: bool,
    /// The words it was told in.
    pub note: String,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's circumstances: those that last first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn circumstances(&mut self, child: Id<Child>) -> Result<Vec<CircumstanceRow>> {
        Ok(circumstances::table
            .filter(circumstances::authority_code.eq(self.authority()))
            .filter(circumstances::child_id.eq(child))
            .order((circumstances::ended, circumstances::id.desc()))
            .select(CircumstanceRow::as_select())
            .load(self.sql())?)
    }
}

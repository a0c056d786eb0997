//! The education provided to a child, in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{Child, ProvidedBy};
use crate::children::queries::Provision;
use crate::db::schema::provisions;
use crate::error::Result;
use crate::id::Id;

/// Education that is or was provided.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = provisions)]
pub struct ProvisionRow {
    /// Which.
    pub id: Id<Provision>,
    /// By whom.
    pub provided_by: ProvidedBy,
    /// The tutor's or provider's name.
    pub provider_name: String,
    /// Hours a week, where known.
    pub hours_per_week: Option<f64>,
    /// Where.
    pub place: String,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day; none while it goes on.
    pub to_on: Option<NaiveDate>,
    /// Anything else.
    pub note: String,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The education provided: what goes on first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn provisions(&mut self, child: Id<Child>) -> Result<Vec<ProvisionRow>> {
        Ok(provisions::table
            .filter(provisions::authority_code.eq(self.authority()))
            .filter(provisions::child_id.eq(child))
            .order((provisions::to_on.is_not_null(), provisions::id.desc()))
            .select(ProvisionRow::as_select())
            .load(self.sql())?)
    }
}

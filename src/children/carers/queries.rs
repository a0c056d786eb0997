//! A child's parents and carers in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{Child, DigitalAccess, ParentOrCarer, PreferredContact};
use crate::contacts::model::Answer;
use crate::db::schema::carers;
use crate::error::Result;
use crate::id::Id;

/// One parent or carer.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = carers)]
pub struct CarerRow {
    /// Which.
    pub id: Id<ParentOrCarer>,
    /// Full name.
    pub name: String,
    /// In words.
    pub relationship: String,
    /// Parental responsibility.
    pub parental_responsibility: Answer,
    /// Lives with the child.
    pub lives_with_child: Answer,
    /// As given.
    pub telephone: String,
    /// As given.
    pub email: String,
    /// How they like to be reached.
    pub preferred_contact: PreferredContact,
    /// What they can use.
    pub digital_access: DigitalAccess,
    /// Anything else.
    pub note: String,
    /// Until this day; none while current.
    pub until_on: Option<NaiveDate>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's parents and carers: current first, in the order they were added.
    ///
    /// # Errors
    /// `Database`.
    pub fn carers(&mut self, child: Id<Child>) -> Result<Vec<CarerRow>> {
        Ok(carers::table
            .filter(carers::authority_code.eq(self.authority()))
            .filter(carers::child_id.eq(child))
            .order((carers::until_on.is_not_null(), carers::id))
            .select(CarerRow::as_select())
            .load(self.sql())?)
    }
}

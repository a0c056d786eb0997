//! Visits in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Visit, VisitState};
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::contacts::model::{Contact, Mode};
use crate::db::schema::visits;
use crate::error::Result;
use crate::id::Id;

/// A visit about to be planned.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = visits)]
pub struct NewVisit {
    /// Minted with the form.
    pub id: Id<Visit>,
    /// To whose family.
    pub child_id: Id<Child>,
    /// The day.
    pub planned_on: NaiveDate,
    /// The time in words, where known.
    pub planned_time: String,
    /// How.
    pub mode: Mode,
    /// Where, in words.
    pub place: String,
    /// What for.
    pub purpose: String,
    /// Who goes.
    pub goes: Option<Id<Account>>,
    /// Planned, done or cancelled.
    pub state: VisitState,
    /// The contact it became.
    pub contact_id: Option<Id<Contact>>,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Plans a visit.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the id was used before.
    pub fn add_visit(&mut self, visit: &NewVisit) -> Result<()> {
        let (authority, now, planner) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(visits::table)
            .values((visit, visits::authority_code.eq(authority), visits::created_by.eq(planner), visits::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }
}

//! Visits in the database.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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

/// The visit a list shows beside a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextVisit {
    /// Which.
    pub id: Id<Visit>,
    /// Its day; before today when nobody has said what came of it.
    pub planned_on: NaiveDate,
    /// Its time in words, or empty.
    pub planned_time: String,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The next visit of each of these children: the first planned from today on, or else the last
    /// whose day has passed without an outcome. A child without either is not in the answer.
    ///
    /// # Errors
    /// `Database`.
    pub fn next_visits(&mut self, children: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, NextVisit>> {
        let today = self.today();
        let rows: Vec<(Id<Child>, Id<Visit>, NaiveDate, String)> = visits::table
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::state.eq(VisitState::Planned))
            .filter(visits::child_id.eq_any(children))
            .order((visits::planned_on, visits::planned_time, visits::id))
            .select((visits::child_id, visits::id, visits::planned_on, visits::planned_time))
            .load(self.sql())?;
        let mut next = BTreeMap::new();
        for (child, id, planned_on, planned_time) in rows {
            let visit = NextVisit { id, planned_on, planned_time };
            match next.entry(child) {
                Entry::Vacant(place) => {
                    place.insert(visit);
                }
                Entry::Occupied(mut known) if known.get().planned_on < today => {
                    known.insert(visit);
                }
                Entry::Occupied(_) => {}
            }
        }
        Ok(next)
    }
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

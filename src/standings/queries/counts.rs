//! How many open registrations fall due when: kept with every change, compared with the truth.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::kept::AddToCount;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::db::schema::{due_counts, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::standings::model::{Clock, Period, Stored, TEAM, UNASSIGNED};

impl<R: Staff, M> Desk<'_, R, M> {
    /// Counts by due date that are not what the registrations say: whose, period, day, clock, stored,
    /// true.
    ///
    /// # Errors
    /// `Database`.
    pub fn count_differences(&mut self) -> Result<Vec<String>> {
        let authority = self.authority();
        let stored: Vec<(String, Period, NaiveDate, Clock, i32)> = due_counts::table
            .filter(due_counts::authority_code.eq(authority))
            .filter(due_counts::children.ne(0))
            .select((due_counts::whose, due_counts::period, due_counts::due_on, due_counts::clock, due_counts::children))
            .load(self.sql())?;
        let stored: Counts =
            stored.into_iter().map(|(whose, period, due, clock, children)| ((whose, period, due, clock), children)).collect();
        let truth = self.count_by_due_date()?;
        let keys: BTreeSet<_> = stored.keys().chain(truth.keys()).collect();
        Ok(keys
            .into_iter()
            .filter(|key| stored.get(*key) != truth.get(*key))
            .map(|key| {
                let (whose, period, due, clock) = key;
                format!("{whose} {period} {due} {clock}: counted {:?}, there are {:?}", stored.get(key), truth.get(key))
            })
            .collect())
    }

    fn count_by_due_date(&mut self) -> Result<Counts> {
        let mut counts = Counts::new();
        macro_rules! count {
            ($clock:expr, $due:ident $(, $only:expr)?) => {
                let rows: Vec<(Option<Id<Account>>, Option<NaiveDate>, i64)> = registrations::table
                    .filter(registrations::authority_code.eq(self.authority()))
                    .filter(registrations::ended_on.is_null())
                    $(.filter($only))?
                    .group_by((registrations::officer_id, registrations::$due))
                    .select((registrations::officer_id, registrations::$due, count_star()))
                    .load(self.sql())?;
                for (officer, due, children) in rows {
                    let Some(due) = due else { continue };
                    for key in keys(officer, $clock, due) {
                        *counts.entry(key).or_insert(0) += i32::try_from(children).unwrap_or(i32::MAX);
                    }
                }
            };
        }
        count!(Clock::Seen, unseen_due_on, registrations::last_seen_on.is_not_null());
        count!(Clock::Never, unseen_due_on, registrations::last_seen_on.is_null());
        count!(Clock::Contact, contact_due_on);
        Ok(counts)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Counts anew how many open registrations fall due on each day; after a load that stored its own
    /// standings.
    ///
    /// # Errors
    /// `Database`.
    pub fn recount(&mut self) -> Result<()> {
        let authority = self.authority();
        diesel::delete(due_counts::table.filter(due_counts::authority_code.eq(authority))).execute(self.sql())?;
        let counts = self.count_by_due_date()?;
        self.add_counts(counts)
    }

    pub(super) fn move_counts(&mut self, before: Option<Counted>, after: Option<Counted>) -> Result<()> {
        let mut moved = Counts::new();
        tally(&mut moved, before, after);
        self.add_counts(moved)
    }

    pub(super) fn add_counts(&mut self, mut moved: Counts) -> Result<()> {
        moved.retain(|_, by| *by != 0);
        let authority = self.authority();
        // In the order of their keys, so that two transactions cannot wait for each other.
        for ((whose, period, due_on, clock), by) in &moved {
            AddToCount { authority, whose, period: *period, due_on: *due_on, clock: *clock, by: *by }.execute(self.sql())?;
        }
        Ok(())
    }
}

pub(super) type Counted = (Option<Id<Account>>, Stored);
type Key = (String, Period, NaiveDate, Clock);
pub(super) type Counts = BTreeMap<Key, i32>;

/// Takes a registration out of the counts as it stood, and into them as it stands.
pub(super) fn tally(counts: &mut Counts, before: Option<Counted>, after: Option<Counted>) {
    for (side, by) in [(before, -1), (after, 1)] {
        for key in side.iter().flat_map(|(officer, stored)| counted(*officer, stored)) {
            *counts.entry(key).or_insert(0) += by;
        }
    }
}

/// The rows of `due_counts` that a registration stands in: for the team and for its officer.
fn counted(officer: Option<Id<Account>>, stored: &Stored) -> Vec<Key> {
    let sighting = if stored.last_seen_on.is_some() { Clock::Seen } else { Clock::Never };
    let clocks = [(sighting, stored.unseen_due_on), (Clock::Contact, stored.contact_due_on)];
    clocks.into_iter().filter_map(|(clock, due)| Some(keys(officer, clock, due?))).flatten().collect()
}

/// The rows that one due date stands in: by day and by month, for the team and for an officer.
fn keys(officer: Option<Id<Account>>, clock: Clock, due: NaiveDate) -> Vec<Key> {
    let whose = [TEAM.to_owned(), whose(officer)];
    let rows = whose.iter().flat_map(|whose| Period::ALL.iter().map(|period| (whose.clone(), *period, period.begin(due), clock)));
    rows.collect()
}

/// Under which name an officer's children are counted.
fn whose(officer: Option<Id<Account>>) -> String {
    officer.map_or_else(|| UNASSIGNED.to_owned(), |officer| officer.to_string())
}

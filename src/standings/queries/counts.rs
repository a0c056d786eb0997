//! How many open registrations fall due when: kept with every change, compared with the truth.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::kept::{KeepMonths, Key, KnownMonths, MONTHS_AT_ONCE, Month};
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::db::dialect::direct;
use crate::db::schema::{due_months, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::standings::model::{Clock, DueDays, Stored, TEAM, UNASSIGNED, month_of};

impl<R: Staff, M> Desk<'_, R, M> {
    /// Counts by due date that are not what the registrations say: whose, clock, month, stored, true.
    ///
    /// # Errors
    /// `Database`; `Internal` for a count that cannot be read.
    pub fn count_differences(&mut self) -> Result<Vec<String>> {
        let rows: Vec<(String, Clock, NaiveDate, i32, String)> = due_months::table
            .filter(due_months::authority_code.eq(self.authority()))
            .select((due_months::whose, due_months::clock, due_months::month, due_months::children, due_months::days))
            .load(self.sql())?;
        let mut stored: BTreeMap<Key, (i32, DueDays)> = BTreeMap::new();
        for (whose, clock, month, children, days) in rows {
            stored.insert((whose, clock, month), (children, serde_json::from_str(&days)?));
        }
        let truth = self.count_by_due_date()?;
        let keys: BTreeSet<_> = stored.keys().chain(truth.keys()).collect();
        let none = (0, DueDays::default());
        Ok(keys
            .into_iter()
            .filter_map(|key| {
                let (whose, clock, month) = key;
                let stored = stored.get(key).unwrap_or(&none);
                let truth = truth.get(key).map_or_else(|| none.clone(), |days| (days.sum(), days.clone()));
                (*stored != truth).then(|| format!("{whose} {clock} {month}: counted {stored:?}, there are {truth:?}"))
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
                    count_in(&mut counts, officer, $clock, due, i32::try_from(children).unwrap_or(i32::MAX));
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
        diesel::delete(due_months::table.filter(due_months::authority_code.eq(authority))).execute(self.sql())?;
        let counts = self.count_by_due_date()?;
        self.add_counts(&counts)
    }

    pub(super) fn move_counts(&mut self, before: Option<Counted>, after: Option<Counted>) -> Result<()> {
        let mut moved = Counts::new();
        tally(&mut moved, before, after);
        self.add_counts(&moved)
    }

    /// Whoever changes an authority's part of the register does it alone (docs/decisions/0016), so that a month can
    /// be read and written back.
    pub(super) fn add_counts(&mut self, moved: &Counts) -> Result<()> {
        let (authority, moved) = (self.authority(), moved.iter().filter(|(_, by)| !by.is_empty()));
        for some in moved.collect::<Vec<_>>().chunks(MONTHS_AT_ONCE) {
            let keys: Vec<Key> = some.iter().map(|(key, _)| (*key).clone()).collect();
            let asked = KnownMonths { authority, keys: &keys };
            let rows: Vec<(String, Clock, NaiveDate, String)> = direct!(self.sql(), |conn| asked.load(conn))?;
            let mut known = BTreeMap::new();
            for (whose, clock, month, days) in rows {
                known.insert((whose, clock, month), serde_json::from_str::<DueDays>(&days)?);
            }
            let mut months = Vec::new();
            for (key, by) in some {
                let mut days = known.remove(*key).unwrap_or_default();
                days.add_all(by);
                months.push(Month { key, children: days.sum(), days: serde_json::to_string(&days)? });
            }
            let keep = KeepMonths { authority, months: &months };
            direct!(self.sql(), |conn| keep.execute(conn))?;
        }
        Ok(())
    }
}

pub(super) type Counted = (Option<Id<Account>>, Stored);
pub(super) type Counts = BTreeMap<Key, DueDays>;

/// Takes a registration out of the counts as it stood, and into them as it stands.
pub(super) fn tally(counts: &mut Counts, before: Option<Counted>, after: Option<Counted>) {
    for (side, by) in [(before, -1), (after, 1)] {
        let Some((officer, stored)) = side else { continue };
        let sighting = if stored.last_seen_on.is_some() { Clock::Seen } else { Clock::Never };
        for (clock, due) in [(sighting, stored.unseen_due_on), (Clock::Contact, stored.contact_due_on)] {
            if let Some(due) = due {
                count_in(counts, officer, clock, due, by);
            }
        }
    }
}

/// Counts one due date: for the team and for an officer.
fn count_in(counts: &mut Counts, officer: Option<Id<Account>>, clock: Clock, due: NaiveDate, by: i32) {
    for whose in [TEAM.to_owned(), whose(officer)] {
        counts.entry((whose, clock, month_of(due))).or_default().add(due.day(), by);
    }
}

/// Under which name an officer's children are counted.
fn whose(officer: Option<Id<Account>>) -> String {
    officer.map_or_else(|| UNASSIGNED.to_owned(), |officer| officer.to_string())
}

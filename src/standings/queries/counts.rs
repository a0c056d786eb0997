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
use crate::db::schema::{due_months, due_totals, registrations};
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
        let mut differences = self.total_differences(&truth)?;
        let keys: BTreeSet<_> = stored.keys().chain(truth.keys()).collect();
        let none = (0, DueDays::default());
        differences.extend(keys.into_iter().filter_map(|key| {
            let (whose, clock, month) = key;
            let stored = stored.get(key).unwrap_or(&none);
            let truth = truth.get(key).map_or_else(|| none.clone(), |days| (days.sum(), days.clone()));
            (*stored != truth).then(|| format!("{whose} {clock} {month}: counted {stored:?}, there are {truth:?}"))
        }));
        Ok(differences)
    }

    fn total_differences(&mut self, truth: &Counts) -> Result<Vec<String>> {
        let rows: Vec<(String, Clock, i32)> = due_totals::table
            .filter(due_totals::authority_code.eq(self.authority()))
            .select((due_totals::whose, due_totals::clock, due_totals::children))
            .load(self.sql())?;
        let stored: Totals = rows.into_iter().map(|(whose, clock, children)| ((whose, clock), children)).collect();
        let truth = totals(truth.iter());
        let keys: BTreeSet<_> = stored.keys().chain(truth.keys()).collect();
        let of = |totals: &Totals, key| totals.get(key).copied().unwrap_or(0);
        Ok(keys
            .into_iter()
            .filter(|key| of(&stored, key) != of(&truth, key))
            .map(|key| format!("{} {} altogether: counted {}, there are {}", key.0, key.1, of(&stored, key), of(&truth, key)))
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
        diesel::delete(due_totals::table.filter(due_totals::authority_code.eq(authority))).execute(self.sql())?;
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
        self.add_totals(&totals(moved.clone()))?;
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

    /// A due date that moves from one month to another changes no total.
    fn add_totals(&mut self, moved: &Totals) -> Result<()> {
        let authority = self.authority();
        for ((whose, clock), by) in moved.iter().filter(|(_, by)| **by != 0) {
            let total = due_totals::table.find((authority, whose, *clock));
            let known = diesel::update(total).set(due_totals::children.eq(due_totals::children + by)).execute(self.sql())?;
            if known == 0 {
                diesel::insert_into(due_totals::table)
                    .values((
                        due_totals::authority_code.eq(authority),
                        due_totals::whose.eq(whose),
                        due_totals::clock.eq(*clock),
                        due_totals::children.eq(by),
                    ))
                    .execute(self.sql())?;
            }
        }
        Ok(())
    }
}

pub(super) type Counted = (Option<Id<Account>>, Stored);
pub(super) type Counts = BTreeMap<Key, DueDays>;
/// How many of whose children have a due date of a clock, or how many more.
type Totals = BTreeMap<(String, Clock), i32>;

fn totals<'c>(counts: impl Iterator<Item = (&'c Key, &'c DueDays)>) -> Totals {
    let mut totals = Totals::new();
    for ((whose, clock, _), days) in counts {
        *totals.entry((whose.clone(), *clock)).or_default() += days.sum();
    }
    totals
}

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

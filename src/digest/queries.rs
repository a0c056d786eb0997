//! What the letters are made of, and which weeks are decided.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::contents::{Call, Entry, Facts, Person, VISIT_DAYS};
use super::schedule::Schedule;
use crate::access::account::{Account, AccountRole};
use crate::access::role::{Role, System};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, authorities, children, digest_weeks, notifications, registrations, visits};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::transport::is_address;
use crate::notifications::model::LONG_WAIT_SCHOOL_DAYS;
use crate::registrations::model::Registration;
use crate::visits::model::VisitState;

/// How an authority stands with its letters.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// When they are due.
    pub schedule: Schedule,
    /// Since when the authority is there, UTC.
    pub began: NaiveDateTime,
    /// The latest week that was decided, by its Monday.
    pub decided: Option<NaiveDate>,
}

type EntryRow = (Option<Id<Account>>, String, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);
type CallRow = (Option<Id<Account>>, Option<Id<Account>>, String, NaiveDate);

impl<R: Role, M> Desk<'_, R, M> {
    /// The name of the authority.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn authority_name(&mut self) -> Result<String> {
        Ok(authorities::table.find(self.authority()).select(authorities::name).first(self.sql())?)
    }

    /// How the authority stands with its letters.
    ///
    /// # Errors
    /// `Database`.
    pub fn letters_kept(&mut self) -> Result<Kept> {
        let (pattern, began): (String, NaiveDateTime) = authorities::table
            .find(self.authority())
            .select((authorities::digest_pattern, authorities::created_at))
            .first(self.sql())?;
        let decided = digest_weeks::table
            .filter(digest_weeks::authority_code.eq(self.authority()))
            .select(diesel::dsl::max(digest_weeks::week_on))
            .first(self.sql())?;
        Ok(Kept { schedule: Schedule::stored(&pattern), began, decided })
    }
}

impl<M> Desk<'_, System, M> {
    /// What there is to tell today: from what is stored, as the pages have it.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn digest_facts(&mut self) -> Result<Facts> {
        let today = self.today();
        let rows: Vec<EntryRow> = registrations::table
            .inner_join(children::table)
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .select((
                registrations::officer_id,
                children::reference,
                registrations::last_seen_on,
                registrations::unseen_due_on,
                registrations::contact_due_on,
            ))
            .load(self.sql())?;
        let entries = rows.into_iter().filter_map(|(officer, reference, seen, unseen_due, contact_due)| {
            Entry::on(today, officer, reference, seen.is_some(), unseen_due, contact_due)
        });
        let (people, calls, waiting) = (self.people()?, self.calls(today)?, self.long_waiting()?);
        Ok(Facts { entries: entries.collect(), people, calls, waiting })
    }

    /// What there is to tell on a day that is not the clock's: from the facts, which `seen not-seen`
    /// goes by too. Officers, accounts and visits are those of now.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn digest_facts_of_another_day(&mut self) -> Result<Facts> {
        let (day, standards) = (self.today(), self.standards()?);
        let officers: BTreeMap<Id<Registration>, Id<Account>> = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::officer_id.is_not_null())
            .select((registrations::id, registrations::officer_id.assume_not_null()))
            .load::<(Id<Registration>, Id<Account>)>(self.sql())?
            .into_iter()
            .collect();
        let (mut entries, mut after) = (Vec::new(), None);
        loop {
            after = self.look_back(&[day], &standards, after, |day, episode, standing| {
                entries.extend(Entry::on(
                    day,
                    officers.get(&episode.id).copied(),
                    episode.reference.clone(),
                    standing.clocks.seen.is_some(),
                    Some(standing.due.unseen()),
                    Some(standing.due.contact),
                ));
            })?;
            if after.is_none() {
                let (people, calls, waiting) = (self.people()?, self.calls(day)?, self.long_waiting()?);
                return Ok(Facts { entries, people, calls, waiting });
            }
        }
    }

    /// The e-mail address of each account.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn email_addresses(&mut self) -> Result<BTreeMap<Id<Account>, String>> {
        let rows: Vec<(Id<Account>, String)> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .select((accounts::id, accounts::email))
            .load(self.sql())?;
        Ok(rows.into_iter().collect())
    }

    /// How many notifications of schools have waited for too long.
    fn long_waiting(&mut self) -> Result<usize> {
        let since = self.school_days()?.longer_ago_than(LONG_WAIT_SCHOOL_DAYS, self.today());
        let waiting: i64 = notifications::table
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::is_waiting.eq(true))
            .filter(notifications::received_on.le(since))
            .count()
            .get_result(self.sql())?;
        Ok(usize::try_from(waiting).unwrap_or(0))
    }

    fn people(&mut self) -> Result<Vec<Person>> {
        let rows: Vec<(Id<Account>, AccountRole, String, Option<NaiveDateTime>)> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .order((accounts::name, accounts::id))
            .select((accounts::id, accounts::role, accounts::email, accounts::disabled_at))
            .load(self.sql())?;
        let people = rows.into_iter().map(|(id, role, email, disabled_at)| Person {
            id,
            role,
            is_reachable: disabled_at.is_none() && is_address(&email),
        });
        Ok(people.collect())
    }

    /// Planned visits of the next days. As on the pages, one for which nobody is named is the child's
    /// officer's.
    fn calls(&mut self, today: NaiveDate) -> Result<Vec<Call>> {
        let last = today.checked_add_days(Days::new(VISIT_DAYS - 1)).unwrap_or(NaiveDate::MAX);
        let open = registrations::child_id.eq(visits::child_id).and(registrations::ended_on.is_null());
        let rows: Vec<CallRow> = visits::table
            .inner_join(children::table)
            .left_join(registrations::table.on(open))
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::state.eq(VisitState::Planned))
            .filter(visits::planned_on.between(today, last))
            .order((visits::planned_on, visits::id))
            .select((visits::goes, registrations::officer_id.nullable(), children::reference, visits::planned_on))
            .load(self.sql())?;
        let calls = rows.into_iter().map(|(goes, officer, reference, planned_on)| Call {
            whose: goes.or(officer),
            reference,
            in_days: (planned_on - today).num_days(),
        });
        Ok(calls.collect())
    }
}

impl Desk<'_, System, Changing> {
    /// Begins a week, first of all: of two nodes at once, the row lets one through.
    ///
    /// # Errors
    /// `Conflict` when the week is decided already.
    pub(super) fn begin_week(&mut self, week: NaiveDate) -> Result<()> {
        let (authority, now, today) = (self.authority(), self.now(), self.today());
        diesel::insert_into(digest_weeks::table)
            .values((
                digest_weeks::authority_code.eq(authority),
                digest_weeks::week_on.eq(week),
                digest_weeks::decided_on.eq(today),
                digest_weeks::decided_at.eq(now),
                digest_weeks::letters.eq(0),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { Error::Conflict("This week is decided.".into()) } else { error })?;
        Ok(())
    }

    /// Says how many letters a week has.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn end_week(&mut self, week: NaiveDate, letters: usize) -> Result<()> {
        let number = i32::try_from(letters).unwrap_or(i32::MAX);
        diesel::update(digest_weeks::table.find((self.authority(), week)))
            .set(digest_weeks::letters.eq(number))
            .execute(self.sql())?;
        self.showing(letters);
        Ok(())
    }
}

//! Counting in the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{case_when, sum};
use diesel::prelude::*;

use super::model::{DayFigures, Episode, Step, Tally, WEEKS_OVER, soon_until};
use crate::access::role::{ReadsFigures, Staff};
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::contacts::standard::{Standing, Starts};
use crate::db::schema::{children, daily_figures, due_counts, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standards::model::Standards;
use crate::standings::model::{Clock, Period, TEAM};

/// The sum of the children of those rows that fit.
macro_rules! sum_of {
    ($what:expr) => {
        sum(case_when($what, due_counts::children))
    };
}

/// Children looked back on at a time.
const CHUNK: i64 = 2_000;

impl<R: ReadsFigures, M> Desk<'_, R, M> {
    /// How many stand where: of the team, or of one officer (`due_counts.whose`). What is past is
    /// summed by months and the days of this one, so that it costs the same however long it is past.
    ///
    /// # Errors
    /// `Database`.
    pub fn tally(&mut self, whose: &str) -> Result<Tally> {
        let (today, this_month) = (self.today(), Period::Month.begin(self.today()));
        let counts = due_counts::table
            .filter(due_counts::authority_code.eq(self.authority()))
            .filter(due_counts::whose.eq(whose.to_owned()));
        type Months = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
        let (never, seen, seen_before, contact, contact_before): Months = counts
            .clone()
            .filter(due_counts::period.eq(Period::Month))
            .select((
                sum_of!(due_counts::clock.eq(Clock::Never)),
                sum_of!(due_counts::clock.eq(Clock::Seen)),
                sum_of!(due_counts::clock.eq(Clock::Seen).and(due_counts::due_on.lt(this_month))),
                sum_of!(due_counts::clock.eq(Clock::Contact)),
                sum_of!(due_counts::clock.eq(Clock::Contact).and(due_counts::due_on.lt(this_month))),
            ))
            .first(self.sql())?;
        type Days = (Option<i64>, Option<i64>, Option<i64>, Option<i64>);
        let (seen_past, seen_soon, contact_past, contact_soon): Days = counts
            .filter(due_counts::period.eq(Period::Day))
            .filter(due_counts::due_on.between(this_month, soon_until(today)))
            .select((
                sum_of!(due_counts::clock.eq(Clock::Seen).and(due_counts::due_on.lt(today))),
                sum_of!(due_counts::clock.eq(Clock::Seen).and(due_counts::due_on.ge(today))),
                sum_of!(due_counts::clock.eq(Clock::Contact).and(due_counts::due_on.lt(today))),
                sum_of!(due_counts::clock.eq(Clock::Contact).and(due_counts::due_on.ge(today))),
            ))
            .first(self.sql())?;
        let all = |parts: [Option<i64>; 2]| parts.into_iter().flatten().sum::<i64>();
        let (overdue, due_soon) = (all([seen_before, seen_past]), all([seen_soon, None]));
        let (contact_overdue, contact_due_soon) = (all([contact_before, contact_past]), all([contact_soon, None]));
        Ok(Tally {
            never: never.unwrap_or(0),
            overdue,
            due_soon,
            in_date: seen.unwrap_or(0) - overdue - due_soon,
            contact_overdue,
            contact_due_soon,
            contact_in_date: contact.unwrap_or(0) - contact_overdue - contact_due_soon,
        })
    }

    /// Unseen children of the team by how long they are over the standard.
    ///
    /// # Errors
    /// `Database`.
    pub fn weeks_over(&mut self) -> Result<Vec<(&'static Step, i64)>> {
        let today = self.today();
        WEEKS_OVER
            .iter()
            .map(|step| {
                let (from, until) = step.due_between(today);
                Ok((step, self.past_due_between(from, until)?))
            })
            .collect()
    }

    /// How many children of the team were to be seen from one day (none: since always) until another,
    /// those days included.
    fn past_due_between(&mut self, from: Option<NaiveDate>, until: NaiveDate) -> Result<i64> {
        let this_month = Period::Month.begin(until);
        let counts = due_counts::table
            .filter(due_counts::authority_code.eq(self.authority()))
            .filter(due_counts::whose.eq(TEAM))
            .filter(due_counts::clock.ne(Clock::Contact))
            .select(sum(due_counts::children));
        let days = counts
            .filter(due_counts::period.eq(Period::Day))
            .filter(due_counts::due_on.between(from.unwrap_or(this_month), until));
        let mut total: Option<i64> = days.first(self.sql())?;
        if from.is_none() {
            let months = counts.filter(due_counts::period.eq(Period::Month)).filter(due_counts::due_on.lt(this_month));
            let before: Option<i64> = months.first(self.sql())?;
            total = Some(total.unwrap_or(0) + before.unwrap_or(0));
        }
        Ok(total.unwrap_or(0))
    }

    /// The figures kept of these days.
    ///
    /// # Errors
    /// `Database`.
    pub fn kept_figures(&mut self, days: &[NaiveDate]) -> Result<BTreeMap<NaiveDate, DayFigures>> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(BTreeMap::new()) };
        let rows: Vec<(NaiveDate, i32, i32, i32, i32)> = daily_figures::table
            .filter(daily_figures::authority_code.eq(self.authority()))
            .filter(daily_figures::on_day.between(first, last))
            .select((
                daily_figures::on_day,
                daily_figures::open_registrations,
                daily_figures::never_seen,
                daily_figures::overdue,
                daily_figures::contact_overdue,
            ))
            .load(self.sql())?;
        let figures = rows
            .into_iter()
            .map(|(day, open, never, overdue, contact_overdue)| (day, DayFigures { open, never, overdue, contact_overdue }));
        Ok(figures.filter(|(day, _)| days.contains(day)).collect())
    }
}

type EpisodeRow = (Id<Registration>, Id<Child>, RegistrationKind, Level, NaiveDate, Option<NaiveDate>);

impl<R: Staff, M> Desk<'_, R, M> {
    /// The rule on days that have passed, or on any day but today, from the facts: for the children
    /// after `after`, some at a time, `each` is told every episode open on a day and its standing.
    /// Answers the last of them, or none when there are no more.
    ///
    /// # Errors
    /// `Database`.
    pub fn look_back(
        &mut self,
        days: &[NaiveDate],
        standards: &Standards,
        after: Option<Id<Child>>,
        mut each: impl FnMut(NaiveDate, &Episode, &Standing),
    ) -> Result<Option<Id<Child>>> {
        let authority = self.authority();
        let after = after.map_or_else(String::new, |child| child.to_string());
        let references: Vec<(Id<Child>, String)> = children::table
            .filter(children::authority_code.eq(authority))
            .filter(children::id.gt(after))
            .order(children::id)
            .limit(CHUNK)
            .select((children::id, children::reference))
            .load(self.sql())?;
        let (Some(first), Some(last)) = (references.first(), references.last()) else { return Ok(None) };
        let (first, last) = (first.0, last.0);
        let facts = self.facts_between(first, last)?;
        let mut episodes = self.episodes_between(first, last)?;
        for (child, reference) in references {
            let of_child = episodes.remove(&child).unwrap_or_default();
            let Some(earliest) = of_child.iter().map(|row| row.4).min() else { continue };
            let facts = facts.get(&child).map_or(&[][..], Vec::as_slice);
            for (id, child, kind, level, started_on, ended_on) in of_child {
                let episode = Episode { id, child, reference: reference.clone(), kind, level, started_on, ended_on };
                for &day in days.iter().filter(|day| episode.is_open_on(**day)) {
                    let starts = Starts { earliest, open: started_on };
                    each(day, &episode, &Standing::on(day, facts, starts, standards.in_force(kind, level, day)));
                }
            }
        }
        Ok(Some(last))
    }

    fn episodes_between(&mut self, first: Id<Child>, last: Id<Child>) -> Result<BTreeMap<Id<Child>, Vec<EpisodeRow>>> {
        let rows: Vec<EpisodeRow> = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::child_id.between(first, last))
            .order((registrations::child_id, registrations::started_on, registrations::id))
            .select((
                registrations::id,
                registrations::child_id,
                registrations::kind,
                registrations::level,
                registrations::started_on,
                registrations::ended_on,
            ))
            .load(self.sql())?;
        let mut episodes: BTreeMap<Id<Child>, Vec<EpisodeRow>> = BTreeMap::new();
        for row in rows {
            episodes.entry(row.1).or_default().push(row);
        }
        Ok(episodes)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps the figures of a day that has passed.
    ///
    /// # Errors
    /// `Database`.
    pub fn keep_figures(&mut self, day: NaiveDate, figures: DayFigures) -> Result<()> {
        let authority = self.authority();
        diesel::delete(daily_figures::table.find((authority, day))).execute(self.sql())?;
        diesel::insert_into(daily_figures::table)
            .values((
                daily_figures::authority_code.eq(authority),
                daily_figures::on_day.eq(day),
                daily_figures::open_registrations.eq(figures.open),
                daily_figures::never_seen.eq(figures.never),
                daily_figures::overdue.eq(figures.overdue),
                daily_figures::contact_overdue.eq(figures.contact_overdue),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

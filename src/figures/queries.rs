//! Counting in the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::sum;
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
use crate::registrations::reasons::EndReason;
use crate::standards::model::Standards;
use crate::standings::model::{Clock, Period, TEAM};

/// How many children fall due, on one clock, from one day until another: a walk along the index, to be
/// selected beside others.
macro_rules! due_between {
    ($desk:expr, $whose:expr, $period:expr, $clock:expr, $from:expr, $until:expr) => {
        due_counts::table
            .filter(due_counts::authority_code.eq($desk.authority()))
            .filter(due_counts::whose.eq($whose))
            .filter(due_counts::period.eq($period))
            .filter(due_counts::clock.eq($clock))
            .filter(due_counts::due_on.between($from, $until))
            .select(sum(due_counts::children))
            .single_value()
    };
}

/// Before and after every due date, for both databases.
const EVER: (NaiveDate, NaiveDate) =
    (NaiveDate::from_ymd_opt(1, 1, 1).expect("a day"), NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day"));

/// What the database sums up: none where there is no row.
type Sum = Option<i64>;

fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
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
        let (last_month, yesterday) = (before(this_month), before(today));
        macro_rules! of {
            ($period:ident, $clock:ident, $from:expr, $until:expr) => {
                due_between!(self, whose, Period::$period, Clock::$clock, $from, $until)
            };
        }
        type Sums = (Sum, Sum, Sum, Sum, Sum, Sum, Sum, Sum, Sum);
        let sums = diesel::select((
            of!(Month, Never, EVER.0, EVER.1),
            of!(Month, Seen, EVER.0, last_month),
            of!(Month, Seen, this_month, EVER.1),
            of!(Month, Contact, EVER.0, last_month),
            of!(Month, Contact, this_month, EVER.1),
            of!(Day, Seen, this_month, yesterday),
            of!(Day, Seen, today, soon_until(today)),
            of!(Day, Contact, this_month, yesterday),
            of!(Day, Contact, today, soon_until(today)),
        ));
        let (never, seen_before, seen_since, contact_before, contact_since, seen_past, seen_soon, contact_past, contact_soon): Sums =
            sums.first(self.sql())?;
        let all = |parts: &[Sum]| parts.iter().flatten().sum::<i64>();
        let (overdue, due_soon) = (all(&[seen_before, seen_past]), all(&[seen_soon]));
        let (contact_overdue, contact_due_soon) = (all(&[contact_before, contact_past]), all(&[contact_soon]));
        Ok(Tally {
            never: all(&[never]),
            overdue,
            due_soon,
            in_date: all(&[seen_before, seen_since]) - overdue - due_soon,
            contact_overdue,
            contact_due_soon,
            contact_in_date: all(&[contact_before, contact_since]) - contact_overdue - contact_due_soon,
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
        let days_from = from.unwrap_or(this_month);
        let months_until = if from.is_none() { before(this_month) } else { EVER.0 };
        let (seen, never, seen_before, never_before): (Sum, Sum, Sum, Sum) = diesel::select((
            due_between!(self, TEAM, Period::Day, Clock::Seen, days_from, until),
            due_between!(self, TEAM, Period::Day, Clock::Never, days_from, until),
            due_between!(self, TEAM, Period::Month, Clock::Seen, EVER.0, months_until),
            due_between!(self, TEAM, Period::Month, Clock::Never, EVER.0, months_until),
        ))
        .first(self.sql())?;
        Ok([seen, never, seen_before, never_before].into_iter().flatten().sum())
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

type EpisodeRow = (Id<Registration>, Id<Child>, RegistrationKind, Level, NaiveDate, Option<NaiveDate>, Option<EndReason>);

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
            let episodes: Vec<(Episode, bool)> = of_child
                .into_iter()
                .map(|(id, child, kind, level, started_on, ended_on, end_reason)| {
                    let episode = Episode { id, child, reference: reference.clone(), kind, level, started_on, ended_on };
                    (episode, end_reason == Some(EndReason::Merged))
                })
                .collect();
            for (episode, is_merged) in &episodes {
                let &Episode { id, kind, level, started_on, .. } = episode;
                // Two records had one each on that day: the child counts once.
                let goes_on = |day| episodes.iter().any(|(other, _)| other.id != id && other.is_open_on(day));
                for &day in days.iter().filter(|day| episode.is_open_on(**day) && !(*is_merged && goes_on(**day))) {
                    let starts = Starts { earliest, open: started_on };
                    each(day, episode, &Standing::on(day, facts, starts, standards.in_force(kind, level, day)));
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
                registrations::end_reason,
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

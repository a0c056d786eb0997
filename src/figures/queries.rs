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
use crate::db::dialect::direct;
use crate::db::schema::{children, daily_figures, due_months, due_totals, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::registrations::reasons::EndReason;
use crate::standards::model::Standards;
use crate::standings::model::{Clock, DueDays, TEAM, before, month_of};

/// Months of one clock, or of two, with how many fall due on each of their days.
type Months = Vec<(Clock, NaiveDate, String)>;

/// Children looked back on at a time.
const CHUNK: i64 = 2_000;

impl<R: ReadsFigures, M> Desk<'_, R, M> {
    /// How many stand where: of the team, or of one officer (`due_months.whose`). What is past is all
    /// but what is to come, and the days of this month that are over: no month that is past is read.
    ///
    /// # Errors
    /// `Database`; `Internal` for a count that cannot be read.
    pub fn tally(&mut self, whose: &str) -> Result<Tally> {
        let (today, this_month, soon) = (self.today(), month_of(self.today()), soon_until(self.today()));
        let counts =
            due_months::table.filter(due_months::authority_code.eq(self.authority())).filter(due_months::whose.eq(whose));
        let authority = self.authority();
        let all: Vec<(Clock, i32)> = direct!(self.sql(), |conn| due_totals::table
            .filter(due_totals::authority_code.eq(authority))
            .filter(due_totals::whose.eq(whose))
            .select((due_totals::clock, due_totals::children))
            .load(conn))?;
        let not_past: Vec<(Clock, NaiveDate, i32, String)> = direct!(self.sql(), |conn| counts
            .filter(due_months::clock.eq(Clock::Seen).or(due_months::clock.eq(Clock::Contact)))
            .filter(due_months::month.ge(this_month))
            .select((due_months::clock, due_months::month, due_months::children, due_months::days))
            .load(conn))?;
        let all = |clock| all.iter().find(|(of, _)| *of == clock).map_or(0, |(_, all)| i64::from(*all));
        let not_past_of =
            |clock| not_past.iter().filter(|(of, ..)| *of == clock).map(|(.., many, _)| i64::from(*many)).sum::<i64>();
        let past = |clock| all(clock) - not_past_of(clock);
        let (seen_past, contact_past) = (past(Clock::Seen), past(Clock::Contact));
        let days: Months = not_past.into_iter().map(|(clock, month, _, days)| (clock, month, days)).collect();
        let overdue = seen_past + fall_due(&days, Clock::Seen, this_month, before(today))?;
        let due_soon = fall_due(&days, Clock::Seen, today, soon)?;
        let contact_overdue = contact_past + fall_due(&days, Clock::Contact, this_month, before(today))?;
        let contact_due_soon = fall_due(&days, Clock::Contact, today, soon)?;
        Ok(Tally {
            never: all(Clock::Never),
            overdue,
            due_soon,
            in_date: all(Clock::Seen) - overdue - due_soon,
            contact_overdue,
            contact_due_soon,
            contact_in_date: all(Clock::Contact) - contact_overdue - contact_due_soon,
        })
    }

    /// Unseen children of the team by how long they are over the standard.
    ///
    /// # Errors
    /// As [`Desk::tally`].
    pub fn weeks_over(&mut self) -> Result<Vec<(&'static Step, i64)>> {
        let today = self.today();
        let steps = WEEKS_OVER.iter().map(|step| (step, step.due_between(today)));
        // Before the month in which the last step begins, all belong to that step.
        let first = month_of(steps.clone().map(|(_, (from, until))| from.unwrap_or(until)).min().unwrap_or(today));
        let counts = due_months::table
            .filter(due_months::authority_code.eq(self.authority()))
            .filter(due_months::whose.eq(TEAM))
            .filter(due_months::clock.eq(Clock::Seen).or(due_months::clock.eq(Clock::Never)));
        let long_ago: Option<i64> =
            direct!(self.sql(), |conn| counts.filter(due_months::month.lt(first)).select(sum(due_months::children)).first(conn))?;
        let months: Months = direct!(self.sql(), |conn| counts
            .filter(due_months::month.between(first, month_of(today)))
            .select((due_months::clock, due_months::month, due_months::days))
            .load(conn))?;
        steps
            .map(|(step, (from, until))| {
                let mut over = if from.is_none() { long_ago.unwrap_or(0) } else { 0 };
                for clock in [Clock::Seen, Clock::Never] {
                    over += fall_due(&months, clock, from.unwrap_or(first), until)?;
                }
                Ok((step, over))
            })
            .collect()
    }

    /// The figures kept of these days.
    ///
    /// # Errors
    /// `Database`.
    pub fn kept_figures(&mut self, days: &[NaiveDate]) -> Result<BTreeMap<NaiveDate, DayFigures>> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(BTreeMap::new()) };
        let authority = self.authority();
        let rows: Vec<(NaiveDate, i32, i32, i32, i32)> = direct!(self.sql(), |conn| daily_figures::table
            .filter(daily_figures::authority_code.eq(authority))
            .filter(daily_figures::on_day.between(first, last))
            .select((
                daily_figures::on_day,
                daily_figures::open_registrations,
                daily_figures::never_seen,
                daily_figures::overdue,
                daily_figures::contact_overdue,
            ))
            .load(conn))?;
        let figures = rows
            .into_iter()
            .map(|(day, open, never, overdue, contact_overdue)| (day, DayFigures { open, never, overdue, contact_overdue }));
        Ok(figures.filter(|(day, _)| days.contains(day)).collect())
    }
}

/// How many fall due on one clock from one day until another, both included, within these months.
fn fall_due(months: &Months, clock: Clock, from: NaiveDate, until: NaiveDate) -> Result<i64> {
    let mut many = 0;
    for (_, month, days) in months.iter().filter(|(of, month, _)| *of == clock && (month_of(from)..=until).contains(month)) {
        let days: DueDays = serde_json::from_str(days)?;
        many += days.between(*month, from, until);
    }
    Ok(many)
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

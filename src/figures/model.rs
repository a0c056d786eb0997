//! What is counted, and over which days.

use chrono::{Datelike, Days, NaiveDate};

use crate::contacts::standard::{Standing, Verdict};
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::{children::model::Child, contacts::standard::DUE_SOON_DAYS};

/// How many children of the team, or of one officer, stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Never seen by any agency.
    pub never: i64,
    /// Seen once, and past the date to be seen again.
    pub overdue: i64,
    /// To be seen again within fourteen days.
    pub due_soon: i64,
    /// To be seen again later than that.
    pub in_date: i64,
    /// Past the date of the authority's own contact.
    pub contact_overdue: i64,
    /// Own contact due within fourteen days.
    pub contact_due_soon: i64,
    /// Own contact due later than that.
    pub contact_in_date: i64,
}

impl Tally {
    /// *Not seen*, as DESIGN section 2, rule 6 has it on every page.
    pub fn not_seen(&self) -> i64 {
        self.never + self.overdue
    }

    /// Every open registration.
    pub fn everybody(&self) -> i64 {
        self.not_seen() + self.due_soon + self.in_date
    }
}

/// The figures of one day, over every registration that was open on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Open registrations.
    pub open: i32,
    /// Never seen.
    pub never: i32,
    /// Overdue to be seen.
    pub overdue: i32,
    /// Own contact overdue.
    pub contact_overdue: i32,
}

impl DayFigures {
    /// Counts one registration in.
    pub fn add(&mut self, day: NaiveDate, standing: &Standing) {
        let verdict = standing.verdict(day);
        self.open += 1;
        self.never += i32::from(verdict == Verdict::NeverSeen);
        self.overdue += i32::from(verdict == Verdict::Overdue);
        self.contact_overdue += i32::from(standing.is_contact_overdue(day));
    }

    /// Adds the figures of other registrations.
    pub fn join(&mut self, others: Self) {
        self.open += others.open;
        self.never += others.never;
        self.overdue += others.overdue;
        self.contact_overdue += others.contact_overdue;
    }

    /// Never seen and overdue together.
    pub fn not_seen(&self) -> i32 {
        self.never + self.overdue
    }
}

/// An episode on the register as it is looked back on: open on a day when it had begun and had not
/// ended.
#[derive(Clone, Debug)]
pub struct Episode {
    /// Which.
    pub id: Id<Registration>,
    /// Whose.
    pub child: Id<Child>,
    /// The child's reference.
    pub reference: String,
    /// Its kind.
    pub kind: RegistrationKind,
    /// Its level.
    pub level: Level,
    /// Its first day.
    pub started_on: NaiveDate,
    /// The day it ended, which is no longer within it.
    pub ended_on: Option<NaiveDate>,
}

impl Episode {
    /// Whether it was open on a day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.started_on <= day && self.ended_on.is_none_or(|ended| ended > day)
    }
}

/// A step of "how long over the standard": words, first and last day over (none: no end).
pub struct Step {
    /// The words beside the bar.
    pub label: &'static str,
    first: u64,
    last: Option<u64>,
}

/// How long over the standard, in weeks.
pub const WEEKS_OVER: [Step; 6] = [
    Step { label: "Up to 1 week", first: 1, last: Some(7) },
    Step { label: "2 to 4 weeks", first: 8, last: Some(28) },
    Step { label: "5 to 12 weeks", first: 29, last: Some(84) },
    Step { label: "13 to 26 weeks", first: 85, last: Some(182) },
    Step { label: "27 to 52 weeks", first: 183, last: Some(364) },
    Step { label: "Over a year", first: 365, last: None },
];

impl Step {
    /// The due dates of the children who are that long over on `day`: from (none: since always), until.
    pub fn due_between(&self, day: NaiveDate) -> (Option<NaiveDate>, NaiveDate) {
        let back = |days| day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        (self.last.map(back), back(self.first))
    }
}

/// The last days of the twelve months before the month of `day`, oldest first.
pub fn month_ends_before(day: NaiveDate) -> Vec<NaiveDate> {
    let mut first = day.with_day(1).unwrap_or(day);
    let mut ends = Vec::with_capacity(12);
    for _ in 0..12 {
        let Some(end) = first.pred_opt() else { break };
        ends.push(end);
        first = end.with_day(1).unwrap_or(end);
    }
    ends.reverse();
    ends
}

/// The last day that is *due soon*.
pub fn soon_until(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(DUE_SOON_DAYS)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn month_ends_are_the_twelve_before_this_month() {
        let ends = month_ends_before(day("2026-03-31"));
        assert_eq!(ends.len(), 12);
        assert_eq!((ends[0], ends[11]), (day("2025-03-31"), day("2026-02-28")));
    }

    #[test]
    fn the_steps_of_weeks_leave_no_day_out_and_take_none_twice() {
        let today = day("2026-03-02");
        for over in 1..1000u64 {
            let due = today - Days::new(over);
            let within = WEEKS_OVER.iter().filter(|step| {
                let (from, until) = step.due_between(today);
                from.is_none_or(|from| from <= due) && due <= until
            });
            assert_eq!(within.count(), 1, "{over} days over");
        }
    }
}

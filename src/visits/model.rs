//! A visit: planned, and then done or cancelled.

use chrono::{Datelike, Days, NaiveDate};

use crate::contacts::model::Mode;

/// A visit: what an [`Id`](crate::id::Id) of one names.
pub struct Visit;

/// A move or a cancellation: what an [`Id`](crate::id::Id) of one names.
pub struct VisitChange;

crate::closed_list! {
    /// How far a visit has come.
    pub enum VisitState {
        Planned = "planned" "Planned",
        Done = "done" "Done",
        Cancelled = "cancelled" "Cancelled",
    }
}

crate::closed_list! {
    /// What became of a plan.
    pub enum ChangeKind {
        Moved = "moved" "Moved",
        Cancelled = "cancelled" "Cancelled",
        OutcomeWithdrawn = "outcome_withdrawn" "Its outcome was marked as entered in error",
    }
}

crate::closed_list! {
    /// When a visit is, seen from today. Nothing falls between them.
    pub enum When {
        NoOutcome = "no-outcome" "The day has passed and no outcome is recorded",
        Today = "today" "Today",
        ThisWeek = "this-week" "Later this week",
        Later = "later" "After this week",
    }
}

impl When {
    /// The days it holds, first and last, seen from `today`; none where it is open on that side. The
    /// week ends on Sunday. On a Sunday nothing is left of it, and the first day is after the last.
    pub fn days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let ahead = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
        let left = u64::from(6 - today.weekday().num_days_from_monday());
        match self {
            Self::NoOutcome => (None, today.pred_opt()),
            Self::Today => (Some(today), Some(today)),
            Self::ThisWeek => (Some(ahead(1)), Some(ahead(left))),
            Self::Later => (Some(ahead(left + 1)), None),
        }
    }
}

/// How a visit can be planned: a letter is not a visit.
pub const VISIT_MODES: &[Mode] = &[Mode::HomeVisit, Mode::InPersonElsewhere, Mode::Video, Mode::Phone];

/// A time of day as people type it ("14:30", "2.30pm", "9am", "0930"), as `HH:MM`.
pub fn time_of_day(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase().replace([' ', '.'], ":");
    let (clock, half) = match text.trim_end_matches(':') {
        t if t.ends_with("am") || t.ends_with("pm") => t.split_at(t.len() - 2),
        t => (t, ""),
    };
    let clock = clock.trim_end_matches(':');
    let is_digits = |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if is_digits(hour, 2) && minute.len() == 2 && is_digits(minute, 2) => (hour, minute),
        None if clock.len() == 4 && is_digits(clock, 4) => clock.split_at(2),
        None if !half.is_empty() && is_digits(clock, 2) => (clock, "00"),
        _ => return None,
    };
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        "" => hour,
        _ if !(1..=12).contains(&hour) => return None,
        "am" => hour % 12,
        _ => hour % 12 + 12,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_type_it() {
        for (text, time) in [
            ("14:30", "14:30"),
            ("2.30pm", "14:30"),
            ("9am", "09:00"),
            ("12 pm", "12:00"),
            ("12am", "00:00"),
            ("0930", "09:30"),
            ("9:05", "09:05"),
        ] {
            assert_eq!(time_of_day(text).as_deref(), Some(time), "{text}");
        }
        for text in ["", "noon", "25:00", "12:60", "13pm", "0am", "9", "1:2", "::", "am", "é", "12:30:00"] {
            assert_eq!(time_of_day(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_day_belongs_to_exactly_one_part_of_the_list() {
        let monday: NaiveDate = "2026-11-23".parse().unwrap();
        for ahead in 0..7 {
            let today = monday + Days::new(ahead);
            for offset in 0..40 {
                let day = monday - Days::new(14) + Days::new(offset);
                let holds = |when: &&When| {
                    let (first, last) = when.days(today);
                    first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
                };
                assert_eq!(When::ALL.iter().filter(holds).count(), 1, "{day} seen from {today}");
            }
        }
    }
}

//! A dated episode of a child on the register, and how closely the authority keeps in touch.

use chrono::NaiveDate;

pub use super::kind::RegistrationKind;
use super::reasons::{Destination, EndReason, Reason, Source};
use crate::dates::long_date;
use crate::id::Id;

crate::closed_list! {
    /// How closely the authority keeps in touch.
    pub enum Level {
        Standard = "standard" "Standard",
        Enhanced = "enhanced" "Enhanced",
        Intensive = "intensive" "Intensive",
    }
}

crate::closed_list! {
    /// What can happen to a registration after it began.
    pub enum Change {
        LevelSet = "level_set" "Level set",
        OfficerAssigned = "officer_assigned" "Officer assigned",
        Closed = "closed" "Registration closed",
        Reopened = "reopened" "Registration reopened",
        Corrected = "corrected" "Registration corrected",
    }
}

/// A registration: what an [`Id`](crate::id::Id) of one names.
pub struct Registration;
/// One thing that happened to a registration: what an [`Id`](crate::id::Id) of one names.
pub struct RegistrationChange;

/// How a registration ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The last day on the register.
    pub ended_on: NaiveDate,
    /// Why.
    pub reason: EndReason,
    /// Where the child goes.
    pub destination: Destination,
    /// Anything else, in words.
    pub words: String,
}

/// How a registration began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The first day on the register.
    pub started_on: NaiveDate,
    /// How the authority came to know.
    pub source: Source,
    /// Why; one that fits the kind.
    pub reason: Reason,
    /// The reason as it was given.
    pub reason_words: String,
}

impl Begun {
    /// On one line.
    pub fn in_words(&self) -> String {
        let words = if self.reason_words.is_empty() { String::new() } else { format!(" (“{}”)", self.reason_words) };
        let (start, source) = (long_date(self.started_on), self.source.label());
        format!("since {start}; how we knew: {source}; main reason: {}{words}", self.reason.label())
    }
}

/// How a registration becomes one of another kind, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindChange {
    /// The id of the registration that begins, minted with the form.
    pub id: Id<Registration>,
    /// The new kind.
    pub kind: RegistrationKind,
    /// The day the old one ends and the new one begins.
    pub on: NaiveDate,
    /// Why; one that fits the new kind.
    pub reason: Reason,
    /// Why, in words.
    pub words: String,
}

/// The sentence for a start that cannot be, or none: not in the future, not before the child was
/// born, not within an earlier registration.
pub fn start_fault(start: NaiveDate, today: NaiveDate, born: NaiveDate, last_end: Option<NaiveDate>) -> Option<String> {
    if start > today {
        return Some("A registration cannot start in the future".to_owned());
    }
    if start < born {
        return Some(format!("A registration cannot start before the child was born, on {}", long_date(born)));
    }
    last_end
        .filter(|end| start < *end)
        .map(|end| format!("The child’s last registration ended on {}: this one cannot start before that", long_date(end)))
}

/// The sentence for an end that cannot be, or none: not in the future, not before the start.
pub fn end_fault(end: NaiveDate, today: NaiveDate, start: NaiveDate) -> Option<String> {
    if end > today {
        return Some("A registration cannot end in the future: close it on the day, or after".to_owned());
    }
    (end < start).then(|| format!("The registration started on {}: it cannot end before that", long_date(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_start_is_past_after_birth_and_after_the_last_end() {
        let (today, born) = (day("2026-11-23"), day("2014-03-03"));
        let fault = |start: &str, last_end: Option<&str>| start_fault(day(start), today, born, last_end.map(day)).is_some();
        assert!(!fault("2026-11-23", None) && !fault("2014-03-03", None) && !fault("2026-05-01", Some("2026-05-01")));
        assert!(fault("2026-11-24", None) && fault("2014-03-02", None) && fault("2026-04-30", Some("2026-05-01")));
    }

    #[test]
    fn an_end_is_past_and_not_before_the_start() {
        let (today, start) = (day("2026-11-23"), day("2026-03-03"));
        let fault = |end: &str| end_fault(day(end), today, start).is_some();
        assert!(!fault("2026-11-23") && !fault("2026-03-03"));
        assert!(fault("2026-11-24") && fault("2026-03-02"));
    }
}

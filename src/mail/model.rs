//! A letter's way: queued, taken, sent, put off or given up.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::access::account::Account;
use crate::id::Id;

/// A letter in the outbox: what an [`Id`](crate::id::Id) of one names.
pub struct Letter;

crate::closed_list! {
    /// How far a letter has come.
    pub enum LetterState {
        Queued = "queued" "Queued",
        /// Somebody has it and will say what came of it, or has died over it.
        Sending = "sending" "Being sent",
        /// It was put off, and is tried again.
        Retrying = "retrying" "Trying again",
        Sent = "sent" "Sent",
        /// Nobody tries any more, until somebody says so.
        Failed = "failed" "Failed",
    }
}

impl LetterState {
    /// Whether the product still does something about it by itself.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::Retrying)
    }
}

/// Whoever has taken a letter and has not said what came of it for this long has died over it. Longer
/// than [`Post`](super::Post) ever tries.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Minutes after each failed try: eleven tries in a day and two hours.
const PAUSES: [i64; 10] = [1, 5, 15, 30, 60, 120, 240, 360, 360, 360];

/// The longest pause: whatever is put off for longer was put off by a clock that was wrong.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(360);

/// How long to wait after so many tries; none when it is enough.
pub fn pause_after(attempts: i32) -> Option<TimeDelta> {
    let tried = usize::try_from(attempts).unwrap_or(0).max(1);
    PAUSES.get(tried - 1).map(|minutes| TimeDelta::minutes(*minutes))
}

/// A letter about to be queued.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// Which; its Message-ID follows from it.
    pub id: Id<Letter>,
    /// To whom.
    pub account: Id<Account>,
    /// The Monday of the week it is for.
    pub week: NaiveDate,
    /// Empty for the letter of the week, of which each account has one; else what it is about: each
    /// account has one letter about a thing in a week.
    pub about: String,
    /// The subject, without personal data.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// A letter somebody has taken to send it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Which.
    pub id: Id<Letter>,
    /// The e-mail address it goes to.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// How often it was taken, this time included.
    pub attempts: i32,
    /// When it was queued, UTC: its date.
    pub queued_at: NaiveDateTime,
}

/// What came of a try. The sentences hold codes and no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The server has taken it.
    Sent,
    /// Not now: refused for the moment, or nobody knows whether it was taken.
    NotYet(String),
    /// Never: refused for good.
    Never(String),
}

/// What is to be written down of a letter after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How far it has come.
    pub state: LetterState,
    /// When it is tried again, UTC.
    pub next_try_at: Option<NaiveDateTime>,
    /// What was the matter, or empty.
    pub problem: String,
}

impl Outcome {
    /// After so many tries, at an instant.
    pub fn of(ending: Ending, attempts: i32, now: NaiveDateTime) -> Self {
        match (ending, pause_after(attempts)) {
            (Ending::Sent, _) => Self { state: LetterState::Sent, next_try_at: None, problem: String::new() },
            (Ending::NotYet(problem), Some(pause)) => {
                Self { state: LetterState::Retrying, next_try_at: Some(now + pause), problem }
            }
            (Ending::NotYet(problem), None) => Self {
                state: LetterState::Failed,
                next_try_at: None,
                problem: format!("{problem} Given up after {attempts} tries."),
            },
            (Ending::Never(problem), _) => Self { state: LetterState::Failed, next_try_at: None, problem },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let now = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(7, 0, 0).unwrap();
        let mut before = TimeDelta::zero();
        for attempts in 1..=10 {
            let outcome = Outcome::of(Ending::NotYet("No.".into()), attempts, now);
            assert_eq!(outcome.state, LetterState::Retrying);
            let pause = outcome.next_try_at.unwrap() - now;
            assert!(pause >= before && pause <= LONGEST_PAUSE, "{attempts}: {pause}");
            before = pause;
        }
        let last = Outcome::of(Ending::NotYet("No.".into()), 11, now);
        assert_eq!((last.state, last.next_try_at), (LetterState::Failed, None));
        assert_eq!(last.problem, "No. Given up after 11 tries.");
        assert_eq!(Outcome::of(Ending::Never("No.".into()), 1, now).state, LetterState::Failed);
        assert_eq!(Outcome::of(Ending::Sent, 3, now).state, LetterState::Sent);
    }
}

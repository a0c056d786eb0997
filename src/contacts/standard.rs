//! The rule at the heart: what counts, when it is due, and the verdict on a day (DESIGN section 2).
//!
//! Pure: facts and a day go in, a standing comes out. There is no other copy of this rule; the
//! database only compares the dates computed here with a day.

use chrono::{Days, NaiveDate};

use super::model::{Answer, Mode, Outcome};
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, RegistrationKind};

/// At most this many days left is *due soon* (rule 6).
pub const DUE_SOON_DAYS: u64 = 14;

/// One contact, reduced to what the rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// Whose contact it is: the observer's agency, not the recorder's.
    pub agency: AgencyKind,
    /// How.
    pub mode: Mode,
    /// What came of it.
    pub outcome: Outcome,
    /// The child was seen.
    pub child_seen: Answer,
    /// The child was spoken to.
    pub spoken_to: Answer,
    /// Alone.
    pub alone: Answer,
    /// It counts for nothing.
    pub entered_in_error: bool,
}

impl Fact {
    /// Rule 1.
    pub fn counts_as_contact(&self) -> bool {
        !self.entered_in_error && self.outcome == Outcome::Completed && self.mode.is_two_way()
    }

    /// Rule 2.
    pub fn counts_as_seen(&self) -> bool {
        self.counts_as_contact() && self.mode != Mode::Phone && self.child_seen == Answer::Yes
    }

    /// Rule 2.
    pub fn counts_as_seen_in_person(&self) -> bool {
        self.counts_as_seen() && self.mode.is_in_person()
    }

    /// Rule 2.
    pub fn counts_as_spoken_to_alone(&self) -> bool {
        self.counts_as_seen() && self.spoken_to == Answer::Yes && self.alone == Answer::Yes
    }

    /// Rule 3: only the authority's own teams move its contact clock.
    pub fn counts_as_own_contact(&self) -> bool {
        self.counts_as_contact() && self.agency.is_own_team()
    }

    /// What it counts for, in a sentence.
    pub fn effect(&self) -> String {
        if self.entered_in_error {
            return "Entered in error: it counts for nothing.".to_owned();
        }
        let clocks = [
            (self.counts_as_own_contact(), "our own contact"),
            (self.counts_as_contact() && !self.agency.is_own_team(), "contact by another agency"),
            (self.counts_as_seen(), "seen"),
            (self.counts_as_seen_in_person(), "seen in person"),
            (self.counts_as_spoken_to_alone(), "spoken to alone"),
        ];
        let counted: Vec<&str> = clocks.iter().filter(|(counts, _)| *counts).map(|(_, words)| *words).collect();
        match counted.split_last() {
            None => "Counts as an attempt only.".to_owned(),
            Some((only, [])) => format!("Counts as {only}."),
            Some((last, rest)) => format!("Counts as {} and {last}.", rest.join(", ")),
        }
    }
}

/// When, by whom and how something last happened. Later is greater; on one day the choice between
/// agencies does not depend on the order of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub on: NaiveDate,
    /// By which kind of agency.
    pub agency: AgencyKind,
    /// How.
    pub mode: Mode,
}

/// The last time of each kind, looking back from a day (that day included).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// Anything at all that was tried and is not marked as an error.
    pub attempt: Option<Moment>,
    /// Contact by anyone.
    pub contact: Option<Moment>,
    /// Contact by the authority's own teams.
    pub own_contact: Option<Moment>,
    /// Seen by anyone.
    pub seen: Option<Moment>,
    /// Seen in person by anyone.
    pub seen_in_person: Option<Moment>,
    /// Spoken to alone by anyone.
    pub spoken_alone: Option<Moment>,
}

impl Clocks {
    /// Reads the clocks on `day` from facts in any order. Later facts do not count (rule 4).
    pub fn read(facts: &[Fact], day: NaiveDate) -> Self {
        let mut clocks = Self::default();
        for fact in facts.iter().filter(|fact| fact.occurred_on <= day && !fact.entered_in_error) {
            let moment = Some(Moment { on: fact.occurred_on, agency: fact.agency, mode: fact.mode });
            let mut move_on = |clock: fn(&mut Self) -> &mut Option<Moment>, counts: bool| {
                let clock = clock(&mut clocks);
                if counts && moment > *clock {
                    *clock = moment;
                }
            };
            move_on(|c| &mut c.attempt, true);
            move_on(|c| &mut c.contact, fact.counts_as_contact());
            move_on(|c| &mut c.own_contact, fact.counts_as_own_contact());
            move_on(|c| &mut c.seen, fact.counts_as_seen());
            move_on(|c| &mut c.seen_in_person, fact.counts_as_seen_in_person());
            move_on(|c| &mut c.spoken_alone, fact.counts_as_spoken_to_alone());
        }
        clocks
    }
}

/// The three days that due dates are reckoned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Last {
    /// Contact by the authority's own teams.
    pub own_contact: Option<NaiveDate>,
    /// Seen by anyone.
    pub seen: Option<NaiveDate>,
    /// Seen in person by anyone.
    pub seen_in_person: Option<NaiveDate>,
}

impl From<&Clocks> for Last {
    fn from(clocks: &Clocks) -> Self {
        let day = |moment: Option<Moment>| moment.map(|moment| moment.on);
        Self { own_contact: day(clocks.own_contact), seen: day(clocks.seen), seen_in_person: day(clocks.seen_in_person) }
    }
}

/// A contact standard, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    /// From the start of a registration to the first contact and the first sighting.
    pub first: u32,
    /// Between contacts of the authority's own teams.
    pub contact: u32,
    /// Between sightings.
    pub seen: u32,
    /// Between sightings in person.
    pub in_person: u32,
}

impl Standard {
    /// The standards the product ships, effective from 1900-01-01 (rule 8).
    pub fn shipped(kind: RegistrationKind, level: Level) -> Self {
        let days = |first, contact, seen, in_person| Self { first, contact, seen, in_person };
        match (kind, level) {
            (RegistrationKind::Cme, Level::Standard) => days(5, 28, 28, 56),
            (RegistrationKind::Cme, Level::Enhanced) => days(3, 14, 14, 28),
            (RegistrationKind::Cme, Level::Intensive) => days(1, 7, 7, 14),
            (_, Level::Standard) => days(14, 365, 365, 365),
            (_, Level::Enhanced) => days(10, 182, 91, 182),
            (_, Level::Intensive) => days(5, 28, 28, 28),
        }
    }
}

/// When a child came on the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Starts {
    /// The child's earliest registration with this authority: what *first* sightings are due from, so
    /// that neither reopening nor a change of kind gives fresh grace (rule 5).
    pub earliest: NaiveDate,
    /// The open registration: what the first contact is due from.
    pub open: NaiveDate,
}

/// The days up to which, that day included, all is in date (rule 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDates {
    /// Contact by the authority's own teams.
    pub contact: NaiveDate,
    /// Seen by anyone.
    pub seen: NaiveDate,
    /// Seen in person by anyone.
    pub in_person: NaiveDate,
}

impl DueDates {
    /// Rule 5. Total: every child has all of them.
    pub fn of(last: Last, starts: Starts, standard: Standard) -> Self {
        let after = |last: Option<NaiveDate>, days| last.map(|day| days_after(day, days));
        let first_sighting = days_after(starts.earliest, standard.first);
        let first_contact = days_after(starts.open, standard.first);
        Self {
            contact: after(last.own_contact, standard.contact).map_or(first_contact, |due| due.max(first_contact)),
            seen: after(last.seen, standard.seen).unwrap_or(first_sighting),
            in_person: after(last.seen_in_person, standard.in_person).unwrap_or(first_sighting),
        }
    }

    /// The earlier of the two sightings.
    pub fn unseen(&self) -> NaiveDate {
        self.seen.min(self.in_person)
    }
}

fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

crate::closed_list! {
    /// The verdict of the contact standard on one child on one day (rule 6).
    pub enum Verdict {
        NeverSeen = "never_seen" "Never seen",
        Overdue = "overdue" "Overdue",
        DueSoon = "due_soon" "Due soon",
        InDate = "in_date" "In date",
    }
}

impl Verdict {
    /// Rule 6, from what is stored: whether the child was ever seen, and when that is next due.
    pub fn on(day: NaiveDate, ever_seen: bool, unseen_due_on: NaiveDate) -> Self {
        if !ever_seen {
            Self::NeverSeen
        } else if day > unseen_due_on {
            Self::Overdue
        } else if unseen_due_on <= due_soon_until(day) {
            Self::DueSoon
        } else {
            Self::InDate
        }
    }

    /// Whether *Not seen* includes it, on every page, letter and command.
    pub fn is_not_seen(self) -> bool {
        matches!(self, Self::NeverSeen | Self::Overdue)
    }
}

/// The second verdict of rule 6, from what is stored: when our own contact is next due.
pub fn is_contact_overdue(day: NaiveDate, contact_due_on: NaiveDate) -> bool {
    day > contact_due_on
}

/// The last due date that is *due soon* on `day`.
pub fn due_soon_until(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(DUE_SOON_DAYS)).unwrap_or(NaiveDate::MAX)
}

/// Where one child stands: everything a page says of the contact standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The clocks.
    pub clocks: Clocks,
    /// What is due when.
    pub due: DueDates,
    /// The standard it is held against.
    pub standard: Standard,
    /// Since when.
    pub starts: Starts,
}

impl Standing {
    /// The whole rule: facts in any order, the starts, the standard in force on `day`.
    pub fn on(day: NaiveDate, facts: &[Fact], starts: Starts, standard: Standard) -> Self {
        let clocks = Clocks::read(facts, day);
        Self { clocks, due: DueDates::of(Last::from(&clocks), starts, standard), standard, starts }
    }
}

#[cfg(test)]
#[path = "standard_tests.rs"]
mod tests;

//! What a verdict rests on, and the sentence that says so: days only, so that a list makes it from
//! the stored columns and a record from the facts, and both read the same.

use chrono::NaiveDate;

use super::standard::{DueDates, Last, Standard, Standing, Starts, Verdict, is_contact_overdue};
use crate::dates::{long_date, number_of_days};

/// The days behind one child's verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// When each thing that counts last happened.
    pub last: Last,
    /// What is due when.
    pub due: DueDates,
    /// The standard it is held against.
    pub standard: Standard,
    /// Since when.
    pub starts: Starts,
}

impl Grounds {
    /// The grounds under a standard: rule 5 from the last days, without the facts behind them.
    pub fn under(standard: Standard, last: Last, starts: Starts) -> Self {
        Self { last, due: DueDates::of(last, starts, standard), standard, starts }
    }

    /// Rule 6.
    pub fn verdict(&self, day: NaiveDate) -> Verdict {
        Verdict::on(day, self.last.seen.is_some(), self.due.unseen())
    }

    /// The second verdict of rule 6.
    pub fn is_contact_overdue(&self, day: NaiveDate) -> bool {
        is_contact_overdue(day, self.due.contact)
    }

    /// The reason of the verdict in a sentence.
    pub fn reason(&self, day: NaiveDate) -> String {
        let due = long_date(self.due.unseen());
        let on_register = number_of_days(self.starts.earliest, day);
        let in_person_decides = self.due.in_person <= self.due.seen;
        let (how, last, days) = if in_person_decides {
            ("seen in person", self.last.seen_in_person, self.standard.in_person)
        } else {
            ("seen", self.last.seen, self.standard.seen)
        };
        match (self.verdict(day), last) {
            (Verdict::NeverSeen, _) if day > self.due.unseen() => {
                format!("Never seen by any agency in {on_register} on the register; the first sighting was due by {due}.")
            }
            (Verdict::NeverSeen, _) => {
                format!("Never seen by any agency; on the register for {on_register}, to be seen by {due}.")
            }
            (Verdict::Overdue, Some(last)) => {
                format!("Not {how} by anyone for {}; the standard is {days}.", number_of_days(last, day))
            }
            (Verdict::Overdue, None) => {
                format!("Never {how} by anyone in {on_register} on the register; that was due by {due}.")
            }
            (Verdict::DueSoon | Verdict::InDate, Some(last)) => {
                format!("Last {how} {} ago; to be {how} again by {due}.", number_of_days(last, day))
            }
            (Verdict::DueSoon | Verdict::InDate, None) => format!("Not yet {how}; to be {how} by {due}."),
        }
    }

    /// The reason of the contact verdict in a sentence.
    pub fn contact_reason(&self, day: NaiveDate) -> String {
        let due = long_date(self.due.contact);
        match (self.is_contact_overdue(day), self.last.own_contact) {
            (true, Some(last)) => {
                format!(
                    "No contact by our own teams for {}; the standard is {}.",
                    number_of_days(last, day),
                    self.standard.contact
                )
            }
            (true, None) => format!("No contact by our own teams since the registration began; the first was due by {due}."),
            (false, _) => format!("Our own next contact is due by {due}."),
        }
    }
}

impl Standing {
    /// What its verdict rests on.
    pub fn grounds(&self) -> Grounds {
        Grounds { last: Last::from(&self.clocks), due: self.due, standard: self.standard, starts: self.starts }
    }

    /// Rule 6.
    pub fn verdict(&self, day: NaiveDate) -> Verdict {
        self.grounds().verdict(day)
    }

    /// The second verdict of rule 6.
    pub fn is_contact_overdue(&self, day: NaiveDate) -> bool {
        self.grounds().is_contact_overdue(day)
    }

    /// The reason of the verdict in a sentence.
    pub fn reason(&self, day: NaiveDate) -> String {
        self.grounds().reason(day)
    }

    /// The reason of the contact verdict in a sentence.
    pub fn contact_reason(&self, day: NaiveDate) -> String {
        self.grounds().contact_reason(day)
    }
}

//! A row meets a record: what is to be added, what the sheet says differently from the last file,
//! and where that meets something an officer has changed since, which becomes a task. Pure; the steps
//! are carried out in `queries.rs`.

mod queries;
mod register;
mod who;

use chrono::NaiveDate;

use super::held::Record;
use super::row::{Address, Carer, Episode, Meeting, Understood};
use super::words::Circumstance;
use crate::access::account::Account;
use crate::children::identifiers::Identifier;
use crate::children::model::{ParentOrCarer, Sex};
use crate::children::queries::Address as AddressRow;
use crate::id::Id;
use crate::registrations::reasons::Reason;

/// Something to be done to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Given and family name; the old ones become former names.
    Names(String, String),
    /// The name the child goes by.
    PreferredName(String),
    /// The date of birth.
    Birth(NaiveDate),
    /// The sex.
    Sex(Sex),
    /// The UPN.
    Upn(Identifier),
    /// The NHS number.
    NhsNumber(Identifier),
    /// A home address from now on, in place of the one before.
    Address {
        /// Where.
        address: Address,
        /// The one that ends.
        replaces: Option<Id<AddressRow>>,
        /// The mark goes with the child.
        do_not_share: bool,
    },
    /// The home address is not to be shared.
    DoNotShare(Id<AddressRow>),
    /// One parent or carer more.
    Carer(Carer),
    /// New details of a parent or carer.
    CarerDetails(Id<ParentOrCarer>, Carer),
    /// A registration, open or ended.
    Episode(Episode),
    /// The open registration ended.
    End(NaiveDate),
    /// The open registration is of another kind from today.
    Kind(Episode),
    /// The open registration began on another day.
    Start(NaiveDate),
    /// The open registration's reason.
    Reason(Reason, String),
    /// The open registration's officer.
    Officer(Id<Account>),
    /// A contact more.
    Contact(Meeting),
    /// A planned visit more.
    Visit(NaiveDate),
    /// A previous school more.
    School(String),
    /// A need or status more.
    Circumstance(Circumstance),
    /// Words kept on the record.
    Note(String),
    /// Something for an officer.
    Task(String),
}

/// What a row does to a record. `before` is the same row in the last file; without one, the row is
/// new to this record and only adds.
pub fn merge(record: &Record, before: Option<&Understood>, now: &Understood, today: NaiveDate) -> Vec<Step> {
    let mut merging = Merging { record, before, now, today, steps: Vec::new() };
    merging.person();
    merging.address();
    merging.carer();
    merging.registration();
    merging.contact();
    merging.visit();
    merging.school();
    merging.circumstances();
    merging.words();
    merging.steps
}

struct Merging<'m> {
    record: &'m Record,
    before: Option<&'m Understood>,
    now: &'m Understood,
    today: NaiveDate,
    steps: Vec<Step>,
}

/// What to do with a value the sheet gives.
enum Carried {
    /// It is there already, or the sheet says nothing new.
    Nothing,
    /// The record follows the sheet.
    Take,
    /// Somebody changed the record since: a person decides.
    Conflict,
}

impl Merging<'_> {
    /// The rule for every single value: a cell that did not change changes nothing; one that did is
    /// followed where the record still says what the cell said before.
    fn carried<T: PartialEq>(&self, held: &T, of: impl Fn(&Understood) -> T, nothing: &T) -> Carried {
        let (now, before) = (of(self.now), self.before.map(of));
        if now == *nothing || now == *held || before.as_ref() == Some(&now) {
            return Carried::Nothing;
        }
        if before.as_ref() == Some(held) || held == nothing { Carried::Take } else { Carried::Conflict }
    }

    fn task(&mut self, sentence: String) {
        self.steps.push(Step::Task(sentence));
    }

    fn conflict(&mut self, what: &str, sheet: &str, held: &str) {
        let who = if self.before.is_some() { "The sheet now" } else { "Another row of the sheet" };
        self.task(format!("{who} says “{sheet}” for the {what}; the record says “{held}”. Decide which is right."));
    }

    fn words(&mut self) {
        let before = self.before.map(|before| before.notes.as_slice()).unwrap_or_default();
        for note in self.now.notes.iter().filter(|note| !before.contains(note) && !self.record.notes.contains(note.as_str())) {
            self.steps.push(Step::Note(note.clone()));
        }
        let before = self.before.map(|before| before.doubts.as_slice()).unwrap_or_default();
        for doubt in self.now.doubts.iter().filter(|doubt| !before.contains(doubt)) {
            self.steps.push(Step::Task(doubt.task.clone()));
        }
    }
}

#[cfg(test)]
mod tests;

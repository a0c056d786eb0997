//! One row: the facts it holds, the words that are kept as notes, the doubts that become tasks; or
//! a refusal that names the columns. Each rule is a line of the table in docs/import.md.

mod cells;
mod episode;

use chrono::NaiveDate;

use super::columns::Mapping;
use super::officers::Officers;
use super::words::{self, How};
use crate::access::account::Account;
use crate::children::identifiers::Identifier;
use crate::children::model::Sex;
use crate::contacts::model::Answer;
use crate::id::Id;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// How the rows of a file are read.
pub struct Reading<'r> {
    /// The file's header.
    pub header: &'r [String],
    /// What each column holds.
    pub mapping: &'r Mapping,
    /// Whose names may stand in the officer's column.
    pub officers: &'r Officers,
    /// Today.
    pub today: NaiveDate,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// Who the child is.
    pub person: Person,
    /// Where the child lives.
    pub address: Option<Address>,
    /// Whether the words ask that the address be kept from somebody.
    pub do_not_share: bool,
    /// A parent or carer.
    pub carer: Option<Carer>,
    /// The episode on the register.
    pub registration: Episode,
    /// The last contact.
    pub contact: Option<Meeting>,
    /// The next visit.
    pub visit_on: Option<NaiveDate>,
    /// The last school.
    pub previous_school: String,
    /// Special educational needs and social care.
    pub circumstances: Vec<words::Circumstance>,
    /// Words kept on the record.
    pub notes: Vec<String>,
    /// What somebody has to look at.
    pub doubts: Vec<Doubt>,
}

/// Who the child is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As written.
    pub given_names: String,
    /// As written.
    pub family_name: String,
    /// As written.
    pub preferred_name: String,
    /// Real, past, and that of a child.
    pub date_of_birth: NaiveDate,
    /// As registered.
    pub sex: Sex,
    /// As given, valid or not.
    pub upn: Identifier,
    /// As given, valid or not.
    pub nhs_number: Identifier,
}

/// Where the child lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// House and street.
    pub lines: String,
    /// Town.
    pub town: String,
    /// As given, valid or not.
    pub postcode: Identifier,
}

/// A parent or carer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carer {
    /// Full name.
    pub name: String,
    /// As given.
    pub telephone: String,
    /// As given.
    pub email: String,
}

/// An episode on the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// The first day; the day of the import where the sheet does not say.
    pub started_on: NaiveDate,
    /// Whether the sheet says so.
    pub start_known: bool,
    /// The last day of an ended one.
    pub ended_on: Option<NaiveDate>,
    /// One that fits the kind.
    pub reason: Reason,
    /// As given.
    pub reason_words: String,
    /// Who keeps in touch.
    pub officer: Option<Id<Account>>,
    /// As given.
    pub officer_words: String,
}

/// A contact that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The day.
    pub on: NaiveDate,
    /// How, and what came of it.
    pub how: How,
    /// Whether the child was seen.
    pub seen: Answer,
    /// The cells it was read from.
    pub words: String,
}

/// What somebody has to look at, and under which header it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The header.
    pub column: String,
    /// A sentence for the officer.
    pub task: String,
}

/// Why a row cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The headers to look at.
    pub columns: Vec<String>,
    /// A sentence.
    pub reason: String,
}

impl Reading<'_> {
    /// Reads one row.
    ///
    /// # Errors
    /// A refusal where no child can be made of it.
    pub fn understand(&self, cells: &[String]) -> Result<Understood, Refusal> {
        let mut row = Row { reading: self, cells, notes: Vec::new(), doubts: Vec::new() };
        row.check_lengths()?;
        let person = row.person()?;
        let registration = row.episode(&person);
        let contact = row.contact(&person);
        let visit_on = row.visit(registration.ended_on);
        let circumstances = row.circumstances();
        let previous_school = row.previous_school();
        row.year_group(&person);
        let address = row.address();
        let do_not_share = row.do_not_share();
        let carer = row.carer();
        row.comments();
        let Row { notes, doubts, .. } = row;
        Ok(Understood {
            person,
            address,
            do_not_share,
            carer,
            registration,
            contact,
            visit_on,
            previous_school,
            circumstances,
            notes,
            doubts,
        })
    }
}

struct Row<'r> {
    reading: &'r Reading<'r>,
    cells: &'r [String],
    notes: Vec<String>,
    doubts: Vec<Doubt>,
}

fn quoted(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" (“{words}”)") }
}

#[cfg(test)]
mod tests;

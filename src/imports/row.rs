//! One row: the facts it holds, the words that are kept as notes, the doubts that become tasks; or
//! a refusal that names the columns. Each rule is a line of the table in docs/import.md.

use chrono::{Months, NaiveDate};

use super::columns::{Column, Mapping};
use super::officers::Officers;
use super::sheet::LONGEST_CELL;
use super::words::{self, Cell, How, Status};
use crate::access::account::Account;
use crate::children::identifiers::Identifier;
use crate::children::model::{CircumstanceKind, Sex};
use crate::children::year_group::YearGroup;
use crate::contacts::model::{Answer, Mode, Outcome, contradiction};
use crate::dates::long_date;
use crate::id::Id;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// A child's register holds nobody born longer ago than this.
const OLDEST_IN_YEARS: u32 = 40;
/// Names, towns and the like are lines, not pages.
const LONGEST_LINE: usize = 200;

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

impl Row<'_> {
    fn text(&self, column: Column) -> String {
        self.reading.mapping.text(self.cells, column).into_owned()
    }

    /// A cell that is one line: line breaks and runs of spaces become one space.
    fn line(&self, column: Column) -> String {
        self.text(column).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn header(&self, column: Column) -> String {
        self.reading.mapping.header_of(self.reading.header, column).to_owned()
    }

    fn has(&self, column: Column) -> bool {
        self.reading.mapping.has(column)
    }

    fn doubt(&mut self, column: Column, task: String) {
        let column = self.header(column);
        self.doubts.push(Doubt { column, task });
    }

    fn note(&mut self, column: Column, words: &str) {
        self.notes.push(format!("{}: {words}", self.header(column)));
    }

    fn refuse<T>(&self, columns: &[Column], reason: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal { columns: columns.iter().map(|column| self.header(*column)).collect(), reason: reason.into() })
    }

    fn check_lengths(&self) -> Result<(), Refusal> {
        for (index, cell) in self.cells.iter().enumerate() {
            let line = matches!(self.reading.mapping.at(index), Some(column) if !column.may_repeat());
            let most = if line { LONGEST_LINE } else { LONGEST_CELL };
            let length = cell.trim().chars().count();
            if length > most {
                let column = self.reading.header.get(index).cloned().unwrap_or_default();
                let reason = format!("The cell has {length} characters; at most {most} are taken here.");
                return Err(Refusal { columns: vec![column], reason });
            }
        }
        Ok(())
    }

    fn person(&mut self) -> Result<Person, Refusal> {
        let (given_names, family_name) = (self.line(Column::GivenNames), self.line(Column::FamilyName));
        let unnamed = |name: &str| !name.chars().any(char::is_alphanumeric);
        if unnamed(&given_names) && unnamed(&family_name) {
            return self.refuse(&[Column::FamilyName, Column::GivenNames], "There is no name.");
        }
        for (name, column) in [(&given_names, Column::GivenNames), (&family_name, Column::FamilyName)] {
            if unnamed(name) {
                let what = column.label().to_lowercase();
                self.doubt(column, format!("The sheet gives no {what}. Find out and add it."));
            }
        }
        let date_of_birth = self.date_of_birth()?;
        let given = self.line(Column::Sex);
        let sex = match words::sex(&given) {
            Cell::Known(sex) => sex,
            Cell::Blank => Sex::NotRecorded,
            Cell::Unclear => {
                self.note(Column::Sex, &given);
                self.doubt(
                    Column::Sex,
                    format!("The sheet says “{given}” for the child’s sex. Record the sex, and the gender if it differs."),
                );
                Sex::NotRecorded
            }
        };
        let identifier = |column| Some(self.line(column)).filter(|text| !words::is_blank(text)).unwrap_or_default();
        Ok(Person {
            date_of_birth,
            sex,
            upn: Identifier::upn(&identifier(Column::Upn)),
            nhs_number: Identifier::nhs_number(&identifier(Column::NhsNumber)),
            preferred_name: self.line(Column::PreferredName),
            given_names,
            family_name,
        })
    }

    fn date_of_birth(&self) -> Result<NaiveDate, Refusal> {
        let given = self.line(Column::DateOfBirth);
        let today = self.reading.today;
        let birth = match words::day(&given, today) {
            Cell::Known(day) => day,
            Cell::Blank => return self.refuse(&[Column::DateOfBirth], "There is no date of birth."),
            Cell::Unclear => {
                return self.refuse(&[Column::DateOfBirth], "The date of birth is not a date that exists.");
            }
        };
        if birth > today {
            return self.refuse(&[Column::DateOfBirth], "The date of birth is in the future.");
        }
        if today.checked_sub_months(Months::new(OLDEST_IN_YEARS * 12)).is_some_and(|oldest| birth < oldest) {
            return self.refuse(
                &[Column::DateOfBirth],
                format!("The date of birth is more than {OLDEST_IN_YEARS} years ago: this cannot be a child."),
            );
        }
        Ok(birth)
    }

    fn episode(&mut self, person: &Person) -> Episode {
        let known_start = self.start(person);
        let started_on = known_start.unwrap_or(self.reading.today);
        let status = words::status(&self.line(Column::Status));
        let kind = match status {
            Cell::Known(Status::Open(kind)) => kind,
            Cell::Known(Status::Closed) | Cell::Blank => RegistrationKind::Ehe,
            Cell::Unclear => {
                let given = self.line(Column::Status);
                self.note(Column::Status, &given);
                self.doubt(
                    Column::Status,
                    format!(
                        "The sheet’s status is “{given}”. The child is registered as home educated: find out which kind is right."
                    ),
                );
                RegistrationKind::Ehe
            }
        };
        let ended_on = self.end(status, started_on);
        let reason_words = self.line(Column::Reason);
        let reason = match words::reason(&reason_words, kind) {
            Cell::Known(reason) => reason,
            Cell::Blank | Cell::Unclear => Reason::NotRecorded,
        };
        let officer_words = self.line(Column::Officer);
        let officer = self.reading.officers.named(&officer_words);
        Episode { kind, started_on, start_known: known_start.is_some(), ended_on, reason, reason_words, officer, officer_words }
    }

    /// The first day, or none and a doubt.
    fn start(&mut self, person: &Person) -> Option<NaiveDate> {
        let today = self.reading.today;
        let given = self.line(Column::StartedOn);
        let wrong = match words::day(&given, today) {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < person.date_of_birth => "is before the child was born",
            Cell::Known(day) => return Some(day),
            Cell::Blank => "is missing",
            Cell::Unclear => "cannot be read",
        };
        if !given.is_empty() {
            self.note(Column::StartedOn, &given);
        }
        self.doubt(Column::StartedOn, format!("The start of the registration in the sheet {wrong}{}. It starts on the day of the import, {}, until somebody corrects it.", quoted(&given), long_date(today)));
        None
    }

    /// The day a registration ended; whoever is not certainly gone stays on the register.
    fn end(&mut self, status: Cell<Status>, started_on: NaiveDate) -> Option<NaiveDate> {
        let today = self.reading.today;
        let given = self.line(Column::ClosedOn);
        let closed_on = words::day(&given, today);
        let is_closed = match status {
            Cell::Known(Status::Closed) => true,
            Cell::Blank if !self.has(Column::Status) => closed_on != Cell::Blank,
            _ => {
                if closed_on != Cell::Blank {
                    self.note(Column::ClosedOn, &given);
                    self.doubt(Column::ClosedOn, format!("The sheet has a closing date{} but its status is not closed. The registration stays open: close it if the child has left.", quoted(&given)));
                }
                return None;
            }
        };
        if !is_closed {
            return None;
        }
        let wrong = match closed_on {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < started_on => "is before the start of the registration",
            Cell::Known(day) => return Some(day),
            Cell::Blank => "is missing",
            Cell::Unclear => "cannot be read",
        };
        if !given.is_empty() {
            self.note(Column::ClosedOn, &given);
        }
        self.doubt(Column::ClosedOn, format!("The sheet says closed, but the closing date {wrong}{}. The registration stays open: close it with the true date.", quoted(&given)));
        None
    }

    fn contact(&mut self, person: &Person) -> Option<Meeting> {
        let today = self.reading.today;
        let [given, given_how, given_seen] = [Column::ContactOn, Column::ContactMode, Column::ChildSeen].map(|c| self.line(c));
        let words = [(Column::ContactOn, &given), (Column::ContactMode, &given_how), (Column::ChildSeen, &given_seen)]
            .into_iter()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| format!("{}: {cell}", self.header(column)))
            .collect::<Vec<_>>()
            .join("; ");
        let wrong = match words::day(&given, today) {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < person.date_of_birth => "is before the child was born",
            Cell::Known(day) => return Some(self.meeting(day, &given_how, &given_seen, words)),
            Cell::Blank => {
                if !words::is_blank(&given_how) || !words::is_blank(&given_seen) {
                    self.notes.push(words);
                }
                return None;
            }
            Cell::Unclear => "cannot be read",
        };
        self.notes.push(words);
        self.doubt(
            Column::ContactOn,
            format!(
                "The last contact in the sheet {wrong}{}. No contact was recorded: record it with the true date.",
                quoted(&given)
            ),
        );
        None
    }

    fn meeting(&mut self, on: NaiveDate, given_how: &str, given_seen: &str, words: String) -> Meeting {
        let how = match words::how(given_how) {
            Cell::Known(how) => how,
            Cell::Blank => How { mode: Mode::NotRecorded, outcome: Outcome::Completed },
            Cell::Unclear => {
                self.doubt(Column::ContactMode, format!("The sheet says “{given_how}” for how the contact of {} was made. It is kept as not recorded and moves no clock: correct the contact.", long_date(on)));
                How { mode: Mode::NotRecorded, outcome: Outcome::Completed }
            }
        };
        let mut seen = match words::answer(given_seen) {
            Cell::Known(seen) => seen,
            Cell::Blank => Answer::NotRecorded,
            Cell::Unclear => {
                self.doubt(Column::ChildSeen, format!("The sheet says “{given_seen}” for whether the child was seen on {}. It is kept as not recorded: correct the contact.", long_date(on)));
                Answer::NotRecorded
            }
        };
        let (spoken_to, alone) = (Answer::NotRecorded, Answer::NotRecorded);
        if contradiction(how.mode, how.outcome, seen, spoken_to, alone).is_some() {
            self.doubt(Column::ChildSeen, format!("The sheet says that the child was seen on {}, but “{given_how}” cannot show a child. The sighting was not counted: find out and correct the contact.", long_date(on)));
            seen = Answer::NotRecorded;
        }
        Meeting { on, how, seen, words }
    }

    fn visit(&mut self, ended_on: Option<NaiveDate>) -> Option<NaiveDate> {
        let given = self.line(Column::VisitOn);
        match words::coming_day(&given) {
            Cell::Blank => None,
            Cell::Known(day) if day >= self.reading.today => {
                if ended_on.is_some() {
                    self.doubt(Column::VisitOn, format!("The registration is closed, but the sheet has a visit on {}. It is planned: cancel it if nobody will go.", long_date(day)));
                }
                Some(day)
            }
            Cell::Known(_) => {
                self.note(Column::VisitOn, &given);
                None
            }
            Cell::Unclear => {
                self.note(Column::VisitOn, &given);
                self.doubt(
                    Column::VisitOn,
                    format!("The next visit in the sheet cannot be read{}. Plan it with its true date.", quoted(&given)),
                );
                None
            }
        }
    }

    fn circumstances(&mut self) -> Vec<words::Circumstance> {
        let mut found = Vec::new();
        let given = self.line(Column::Sen);
        match words::sen(&given) {
            Cell::Known(kind) => found.extend(kind.map(|kind| words::Circumstance { kind, ended: false })),
            Cell::Blank => {}
            Cell::Unclear => {
                self.note(Column::Sen, &given);
                self.doubt(Column::Sen, format!("The sheet says “{given}” for special educational needs. Record what it means."));
            }
        }
        let given = self.line(Column::SocialCare);
        match words::social_care(&given) {
            Cell::Known(Some(circumstance)) => {
                found.push(circumstance);
                if !circumstance.ended && circumstance.kind != CircumstanceKind::EarlyHelp {
                    self.doubt(Column::SocialCare, format!("The sheet says “{given}” for social care, without a date. Ask social care for the status and since when."));
                }
            }
            Cell::Known(None) | Cell::Blank => {}
            Cell::Unclear => {
                self.note(Column::SocialCare, &given);
                self.doubt(
                    Column::SocialCare,
                    format!("The sheet says “{given}” for social care. Ask social care for the status and since when."),
                );
            }
        }
        found
    }

    fn previous_school(&mut self) -> String {
        let given = self.line(Column::PreviousSchool);
        if words::names_a_school(&given) {
            return given;
        }
        if !words::is_blank(&given) {
            self.note(Column::PreviousSchool, &given);
        }
        String::new()
    }

    fn year_group(&mut self, person: &Person) {
        let given = self.line(Column::YearGroup);
        let by_age = YearGroup::on(self.reading.today, person.date_of_birth);
        if words::is_blank(&given) || words::year_group(&given) == Cell::Known(by_age.0) {
            return;
        }
        self.note(Column::YearGroup, &format!("{given} (by date of birth {})", by_age.label()));
    }

    fn address(&self) -> Option<Address> {
        let [lines, town] = [self.text(Column::Address), self.line(Column::Town)].map(|text| reachable(&text));
        let postcode = Identifier::postcode(&reachable(&self.line(Column::Postcode)));
        let address = Address { lines, town, postcode };
        let parts = [&address.lines, &address.town, &address.postcode.text];
        parts.iter().any(|part| !part.is_empty()).then_some(address)
    }

    fn do_not_share(&mut self) -> bool {
        let asking = [Column::Comments, Column::Address].into_iter().find(|column| words::asks_not_to_share(&self.text(*column)));
        if let Some(column) = asking {
            let words: String = self.line(column).chars().take(LONGEST_LINE).collect();
            self.doubt(
                column,
                format!("The sheet says “{words}”. The address is marked “do not share”: find out from whom it must be kept."),
            );
        }
        asking.is_some()
    }

    fn carer(&self) -> Option<Carer> {
        let [name, telephone, email] =
            [Column::Carer, Column::Telephone, Column::Email].map(|column| reachable(&self.line(column)));
        let carer = Carer { name, telephone, email };
        (!carer.name.is_empty() || !carer.telephone.is_empty() || !carer.email.is_empty()).then_some(carer)
    }

    fn comments(&mut self) {
        let given = self.text(Column::Comments);
        if !given.is_empty() {
            self.note(Column::Comments, &given);
        }
    }
}

fn reachable(text: &str) -> String {
    words::reachable(text).to_owned()
}

fn quoted(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" (“{words}”)") }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;

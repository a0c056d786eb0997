//! Who the child is, and everything beside the episode: cell by cell.

use chrono::{Months, NaiveDate};

use super::Doubt;
use super::{Address, Carer, Person, Refusal, Row};
use crate::children::identifiers::Identifier;
use crate::children::model::{CircumstanceKind, Sex};
use crate::children::year_group::YearGroup;
use crate::imports::columns::Column;
use crate::imports::sheet::LONGEST_CELL;
use crate::imports::words::{self, Cell};

/// A child's register holds nobody born longer ago than this.
const OLDEST_IN_YEARS: u32 = 40;
/// Names, towns and the like are lines, not pages.
const LONGEST_LINE: usize = 200;

impl Row<'_> {
    pub(super) fn text(&self, column: Column) -> String {
        self.reading.mapping.text(self.cells, column).into_owned()
    }

    /// A cell that is one line: line breaks and runs of spaces become one space.
    pub(super) fn line(&self, column: Column) -> String {
        self.text(column).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn header(&self, column: Column) -> String {
        self.reading.mapping.header_of(self.reading.header, column).to_owned()
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.reading.mapping.has(column)
    }

    pub(super) fn doubt(&mut self, column: Column, task: String) {
        let column = self.header(column);
        self.doubts.push(Doubt { column, task });
    }

    pub(super) fn note(&mut self, column: Column, words: &str) {
        self.notes.push(format!("{}: {words}", self.header(column)));
    }

    pub(super) fn refuse<T>(&self, columns: &[Column], reason: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal { columns: columns.iter().map(|column| self.header(*column)).collect(), reason: reason.into() })
    }

    pub(super) fn check_lengths(&self) -> Result<(), Refusal> {
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

    pub(super) fn person(&mut self) -> Result<Person, Refusal> {
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

    pub(super) fn date_of_birth(&self) -> Result<NaiveDate, Refusal> {
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

    pub(super) fn circumstances(&mut self) -> Vec<words::Circumstance> {
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

    pub(super) fn previous_school(&mut self) -> String {
        let given = self.line(Column::PreviousSchool);
        if words::names_a_school(&given) {
            return given;
        }
        if !words::is_blank(&given) {
            self.note(Column::PreviousSchool, &given);
        }
        String::new()
    }

    pub(super) fn year_group(&mut self, person: &Person) {
        let given = self.line(Column::YearGroup);
        let by_age = YearGroup::on(self.reading.today, person.date_of_birth);
        if words::is_blank(&given) || words::year_group(&given) == Cell::Known(by_age.0) {
            return;
        }
        self.note(Column::YearGroup, &format!("{given} (by date of birth {})", by_age.label()));
    }

    pub(super) fn address(&self) -> Option<Address> {
        let [lines, town] = [self.text(Column::Address), self.line(Column::Town)].map(|text| reachable(&text));
        let postcode = Identifier::postcode(&reachable(&self.line(Column::Postcode)));
        let address = Address { lines, town, postcode };
        let parts = [&address.lines, &address.town, &address.postcode.text];
        parts.iter().any(|part| !part.is_empty()).then_some(address)
    }

    pub(super) fn do_not_share(&mut self) -> bool {
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

    pub(super) fn carer(&self) -> Option<Carer> {
        let [name, telephone, email] =
            [Column::Carer, Column::Telephone, Column::Email].map(|column| reachable(&self.line(column)));
        let carer = Carer { name, telephone, email };
        (!carer.name.is_empty() || !carer.telephone.is_empty() || !carer.email.is_empty()).then_some(carer)
    }

    pub(super) fn comments(&mut self) {
        let given = self.text(Column::Comments);
        if !given.is_empty() {
            self.note(Column::Comments, &given);
        }
    }
}

fn reachable(text: &str) -> String {
    words::reachable(text).to_owned()
}

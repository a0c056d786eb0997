//! A child's particulars as read from a form, and what becomes of those that change.

use chrono::NaiveDate;

use crate::children::identifiers::Identifier;
use crate::children::model::{Child, Ethnicity, Sex};
use crate::children::queries::NewChild;
use crate::dates::long_date;
use crate::id::Id;

/// What a child is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// All given names.
    pub given_names: String,
    /// The family name.
    pub family_name: String,
    /// The name the child goes by, where it is another.
    pub preferred_name: String,
    /// Never in the future.
    pub date_of_birth: NaiveDate,
    /// As registered.
    pub sex: Sex,
    /// Only where it differs from the sex.
    pub gender: String,
    /// DfE code.
    pub ethnicity: Ethnicity,
    /// In words.
    pub first_language: String,
    /// The unique pupil number.
    pub upn: Identifier,
    /// The NHS number.
    pub nhs_number: Identifier,
    /// The unique learner number.
    pub uln: Identifier,
    /// A year group out of the usual cohort.
    pub year_group_given: Option<i32>,
    /// Anything else.
    pub notes: String,
}

impl Particulars {
    /// A child about to be put on the register.
    pub fn of_new_child(self, id: Id<Child>, postcode_district: String) -> NewChild {
        NewChild {
            id,
            given_names: self.given_names,
            family_name: self.family_name,
            preferred_name: self.preferred_name,
            date_of_birth: self.date_of_birth,
            sex: self.sex,
            gender: self.gender,
            ethnicity: self.ethnicity,
            first_language: self.first_language,
            upn: self.upn.stored().map(str::to_owned),
            upn_standing: self.upn.standing,
            nhs_number: self.nhs_number.stored().map(str::to_owned),
            nhs_standing: self.nhs_number.standing,
            uln: self.uln.stored().map(str::to_owned),
            uln_standing: self.uln.standing,
            household_id: None,
            postcode_district,
            year_group_given: self.year_group_given,
            notes: self.notes,
        }
    }

    /// The same without the notes.
    pub fn but_notes(&self) -> Self {
        Self { notes: String::new(), ..self.clone() }
    }

    /// The same with a line in the notes for each fact that is corrected and has no list of former
    /// ones: nothing the record said is lost.
    #[must_use]
    pub fn keeping_what_was_said(mut self, before: &Self, today: NaiveDate) -> Self {
        let shown = |identifier: &Identifier| identifier.stored().unwrap_or("none").to_owned();
        let facts = [
            ("the date of birth", long_date(before.date_of_birth), long_date(self.date_of_birth)),
            ("the sex", before.sex.label().to_owned(), self.sex.label().to_owned()),
            ("the gender", before.gender.clone(), self.gender.clone()),
            ("the ethnicity", before.ethnicity.label().to_owned(), self.ethnicity.label().to_owned()),
            ("the NHS number", shown(&before.nhs_number), shown(&self.nhs_number)),
            ("the ULN", shown(&before.uln), shown(&self.uln)),
        ];
        let lost = ["none", "", Sex::NotRecorded.label(), Ethnicity::Nobt.label()];
        for (what, was, is) in facts {
            if was != is && !lost.contains(&was.as_str()) {
                self.notes = amended(&self.notes, today, &format!("{what} was {was}"));
            }
        }
        self
    }
}

/// What a child was known by before, told by somebody; each may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// All given names.
    pub given_names: String,
    /// The family name.
    pub family_name: String,
    /// A UPN that another took the place of.
    pub upn: Identifier,
}

/// Whether a note is the one that a form sent: word for word, or with the line that saving it added.
pub fn is_note_of(kept: &str, sent: &str) -> bool {
    kept.strip_prefix(sent).is_some_and(|rest| {
        let line = rest.trim_start();
        line.is_empty() || line.starts_with("Until ") && line.contains(", this said: ")
    })
}

/// A note with one more line: what the record said until a day.
pub fn amended(note: &str, today: NaiveDate, said: &str) -> String {
    format!("{note}\nUntil {}, {said}.", long_date(today)).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_the_one_a_form_sent_with_the_line_that_saving_added_or_without() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        for sent in ["", "Ring twice"] {
            assert!(is_note_of(sent, sent));
            assert!(is_note_of(&amended(sent, today, "this said: 1 Hill"), sent));
        }
        assert!(!is_note_of("Ring twice", ""), "somebody wrote it, and the other cleared it");
        assert!(!is_note_of("Ring twice, then wait", "Ring twice"));
    }
}

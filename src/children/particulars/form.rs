//! The particulars of a child as a form, shared by the page that adds a child and the one that
//! changes a record.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::model::Particulars;
use super::queries::ChildRow;
use crate::children::identifiers::Identifier;
use crate::children::model::{Ethnicity, IdentifierStanding, Sex};
use crate::web::Faults;
use crate::web::form::{Choice, typed_date};

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of `Particulars`")]
pub struct ParticularsForm {
    #[validate(length(max = 100, message = "Given names have 100 letters at most"))]
    pub given_names: String,
    #[validate(length(max = 100, message = "A family name has 100 letters at most"))]
    pub family_name: String,
    #[validate(length(max = 100, message = "A preferred name has 100 letters at most"))]
    pub preferred_name: String,
    #[validate(length(max = 40, message = "Enter the date of birth as a real date, for example 17/5/2015"))]
    pub date_of_birth: String,
    pub sex: String,
    #[validate(length(max = 60, message = "Use 60 letters at most"))]
    pub gender: String,
    pub ethnicity: String,
    #[validate(length(max = 60, message = "Use 60 letters at most"))]
    pub first_language: String,
    #[validate(length(max = 40, message = "A UPN has 13 characters"))]
    pub upn: String,
    #[validate(length(max = 40, message = "An NHS number has 10 digits"))]
    pub nhs_number: String,
    /// Ticked when somebody compared it with its source.
    pub nhs_verified: String,
    #[validate(length(max = 40, message = "A ULN has 10 digits"))]
    pub uln: String,
    /// Ticked to keep identifiers that are not valid.
    pub keep_as_given: String,
    pub year_group_given: String,
    #[validate(length(max = 10_000, message = "Notes have 10,000 letters at most"))]
    pub notes: String,
}

/// Nobody older is a child of the register: EHC plans end at 25.
const OLDEST: Months = Months::new(26 * 12);

impl ParticularsForm {
    /// The form for a record as it is.
    pub fn of(child: &ChildRow) -> Self {
        let any_as_given = [child.upn_standing, child.nhs_standing, child.uln_standing].contains(&IdentifierStanding::AsGiven);
        let ticked = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
        Self {
            given_names: child.given_names.clone(),
            family_name: child.family_name.clone(),
            preferred_name: child.preferred_name.clone(),
            date_of_birth: child.date_of_birth.format("%-d/%-m/%Y").to_string(),
            sex: child.sex.code().to_owned(),
            gender: child.gender.clone(),
            ethnicity: child.ethnicity.code().to_owned(),
            first_language: child.first_language.clone(),
            upn: child.upn.clone().unwrap_or_default(),
            nhs_number: child.nhs_number.clone().unwrap_or_default(),
            nhs_verified: ticked(child.nhs_standing == IdentifierStanding::Verified),
            uln: child.uln.clone().unwrap_or_default(),
            keep_as_given: ticked(any_as_given),
            year_group_given: child.year_group_given.map(|year| year.to_string()).unwrap_or_default(),
            notes: child.notes.clone(),
        }
    }

    /// What the form says; each fault beside its field.
    pub fn read(&self, today: NaiveDate, faults: &mut Faults) -> Option<Particulars> {
        let (given_names, family_name) = (self.given_names.trim(), self.family_name.trim());
        if given_names.is_empty() && family_name.is_empty() {
            faults.add("given_names", "Enter the child’s name");
        }
        let date_of_birth = faults.take("date_of_birth", born_on(&self.date_of_birth, today));
        faults.add_all(self.validate());
        let upn = self.identifier("upn", Identifier::upn(&self.upn), WRONG_UPN, faults);
        let nhs_number = self.identifier("nhs_number", Identifier::nhs_number(&self.nhs_number), WRONG_NHS_NUMBER, faults);
        let uln = self.identifier("uln", Identifier::uln(&self.uln), WRONG_ULN, faults);
        let year_group_given = faults.take("year_group_given", year_group(&self.year_group_given));
        Some(Particulars {
            given_names: given_names.to_owned(),
            family_name: family_name.to_owned(),
            preferred_name: self.preferred_name.trim().to_owned(),
            date_of_birth: date_of_birth?,
            sex: self.sex.parse().unwrap_or(Sex::NotRecorded),
            gender: self.gender.trim().to_owned(),
            ethnicity: self.ethnicity.parse().unwrap_or(Ethnicity::Nobt),
            first_language: self.first_language.trim().to_owned(),
            upn,
            nhs_number: if self.nhs_verified == "yes" { nhs_number.verified() } else { nhs_number },
            uln,
            year_group_given: year_group_given?,
            notes: self.notes.trim().replace("\r\n", "\n"),
        })
        .filter(|_| faults.is_empty())
    }

    /// What this form says where another says something else, each with its question.
    pub fn said_otherwise_than(&self, other: &Self) -> Vec<String> {
        let label = |list: Option<&'static str>, code: &str| list.map_or_else(|| code.to_owned(), str::to_owned);
        let sex = |form: &Self| label(form.sex.parse::<Sex>().ok().map(Sex::label), &form.sex);
        let ethnicity = |form: &Self| label(form.ethnicity.parse::<Ethnicity>().ok().map(Ethnicity::label), &form.ethnicity);
        let answers = [
            ("Given names", self.given_names.clone(), other.given_names.clone()),
            ("Family name", self.family_name.clone(), other.family_name.clone()),
            ("Preferred name", self.preferred_name.clone(), other.preferred_name.clone()),
            ("Date of birth", self.date_of_birth.clone(), other.date_of_birth.clone()),
            ("Sex", sex(self), sex(other)),
            ("Gender", self.gender.clone(), other.gender.clone()),
            ("Ethnicity", ethnicity(self), ethnicity(other)),
            ("First language", self.first_language.clone(), other.first_language.clone()),
            ("Year group", self.year_group_given.clone(), other.year_group_given.clone()),
            ("UPN", self.upn.clone(), other.upn.clone()),
            ("NHS number", self.nhs_number.clone(), other.nhs_number.clone()),
            ("ULN", self.uln.clone(), other.uln.clone()),
            ("Notes", self.notes.clone(), other.notes.clone()),
        ];
        let differs = answers.into_iter().filter(|(_, now, typed)| now.trim() != typed.trim().replace("\r\n", "\n"));
        differs.map(|(question, now, _)| format!("{question}: {}", if now.is_empty() { "nothing" } else { &now })).collect()
    }

    /// Whether an identifier is wrong, so that the page offers to keep it as given.
    pub fn has_wrong_identifier(&self) -> bool {
        [Identifier::upn(&self.upn), Identifier::nhs_number(&self.nhs_number), Identifier::uln(&self.uln)]
            .iter()
            .any(|read| read.standing == IdentifierStanding::AsGiven)
    }

    fn identifier(&self, field: &'static str, read: Identifier, sentence: &str, faults: &mut Faults) -> Identifier {
        if read.standing == IdentifierStanding::AsGiven && self.keep_as_given != "yes" {
            faults.add(field, sentence);
        }
        read
    }
}

const WRONG_UPN: &str = "This UPN’s check letter does not fit: correct it, leave it empty, or keep it as given";
const WRONG_NHS_NUMBER: &str = "This NHS number’s check digit does not fit: correct it, leave it empty, or keep it as given";
const WRONG_ULN: &str = "This ULN’s check digit does not fit: correct it, leave it empty, or keep it as given";

fn born_on(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let day = typed_date(text, "the date of birth", today)?;
    if day > today {
        return Err("The date of birth is in the future".into());
    }
    if today.checked_sub_months(OLDEST).is_some_and(|oldest| day < oldest) {
        return Err("This date of birth makes a grown-up: check the year".into());
    }
    Ok(day)
}

/// A year group chosen for a child taught out of cohort; none chosen means the one by age.
fn year_group(text: &str) -> Result<Option<i32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let year: Option<i32> = text.parse().ok().filter(|year| (0..=13).contains(year));
    year.map(Some).ok_or_else(|| "Choose a year group from the list".into())
}

/// The year groups to choose from.
pub fn year_groups() -> Vec<Choice> {
    (0..=13).map(|year| Choice { code: year.to_string(), label: crate::children::year_group::YearGroup(year).label() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ParticularsForm {
        ParticularsForm { given_names: "Zoë".into(), date_of_birth: "12/5/2014".into(), ..ParticularsForm::default() }
    }

    fn read(form: &ParticularsForm) -> Result<Particulars, Faults> {
        let mut faults = Faults::none();
        form.read("2026-11-23".parse().unwrap(), &mut faults).ok_or(faults)
    }

    #[test]
    fn one_name_and_a_date_of_birth_are_enough() {
        let read = read(&form()).unwrap();
        assert_eq!((read.given_names.as_str(), read.sex, read.ethnicity), ("Zoë", Sex::NotRecorded, Ethnicity::Nobt));
    }

    #[test]
    fn a_wrong_identifier_is_kept_only_on_purpose() {
        let wrong = ParticularsForm { upn: "A801200005001".into(), ..form() };
        assert_eq!(read(&wrong).unwrap_err().of("upn"), WRONG_UPN);
        let kept = read(&ParticularsForm { keep_as_given: "yes".into(), ..wrong }).unwrap();
        assert_eq!(kept.upn.standing, IdentifierStanding::AsGiven);
    }

    #[test]
    fn impossible_dates_of_birth_are_refused() {
        for text in ["", "24/11/2026", "1/1/1999", "31/2/2015", "x"] {
            let refused = read(&ParticularsForm { date_of_birth: text.into(), ..form() }).unwrap_err();
            assert!(!refused.of("date_of_birth").is_empty(), "{text}");
        }
    }
}

//! The fields of a record that a merge chooses between, one by one.

use super::model::Whole;
use crate::children::model::{Ethnicity, IdentifierStanding, Sex};
use crate::dates::long_date;

crate::closed_list! {
    /// A field that is chosen.
    pub enum Field {
        GivenNames = "given_names" "Given names",
        FamilyName = "family_name" "Family name",
        PreferredName = "preferred_name" "Preferred name",
        DateOfBirth = "date_of_birth" "Date of birth",
        Sex = "sex" "Sex",
        Gender = "gender" "Gender",
        Ethnicity = "ethnicity" "Ethnicity",
        FirstLanguage = "first_language" "First language",
        Upn = "upn" "UPN",
        NhsNumber = "nhs_number" "NHS number",
        Uln = "uln" "ULN",
        Household = "household" "Household",
        YearGroup = "year_group" "Year group given",
    }
}

impl Field {
    /// The words inside a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::GivenNames => "given names",
            Self::FamilyName => "family name",
            Self::PreferredName => "preferred name",
            Self::DateOfBirth => "date of birth",
            Self::Sex => "sex",
            Self::Gender => "gender",
            Self::Ethnicity => "ethnicity",
            Self::FirstLanguage => "first language",
            Self::Upn => "UPN",
            Self::NhsNumber => "NHS number",
            Self::Uln => "ULN",
            Self::Household => "household",
            Self::YearGroup => "year group given",
        }
    }

    /// Whether what is not chosen has a list of its own: former names, former UPNs. A household is no
    /// fact to write down: the other one stays as it is.
    pub fn is_kept_elsewhere(self) -> bool {
        matches!(self, Self::GivenNames | Self::FamilyName | Self::Upn | Self::Household)
    }
}

impl Whole {
    /// Given names and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name).trim().to_owned()
    }

    /// How far an identifier can be trusted: verified, valid, as given, absent.
    pub fn trust(&self, field: Field) -> u8 {
        let standing = match field {
            Field::Upn => self.upn_standing,
            Field::NhsNumber => self.nhs_standing,
            Field::Uln => self.uln_standing,
            _ => return u8::from(self.has(field)),
        };
        match standing {
            IdentifierStanding::Absent => 0,
            IdentifierStanding::AsGiven => 1,
            IdentifierStanding::Valid => 2,
            IdentifierStanding::Verified => 3,
        }
    }

    /// Whether something is recorded.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Sex => self.sex != Sex::NotRecorded,
            Field::Ethnicity => self.ethnicity != Ethnicity::Nobt,
            Field::Household => self.household_id.is_some(),
            _ => !self.shown(field).is_empty(),
        }
    }

    /// Whether two records say the same.
    pub fn is_same(&self, other: &Self, field: Field) -> bool {
        match field {
            Field::Upn => (&self.upn, self.upn_standing) == (&other.upn, other.upn_standing),
            Field::NhsNumber => (&self.nhs_number, self.nhs_standing) == (&other.nhs_number, other.nhs_standing),
            Field::Uln => (&self.uln, self.uln_standing) == (&other.uln, other.uln_standing),
            Field::Household => self.household_id == other.household_id,
            _ => self.shown(field) == other.shown(field),
        }
    }

    /// Takes a field from another record.
    pub fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::GivenNames => self.given_names.clone_from(&from.given_names),
            Field::FamilyName => self.family_name.clone_from(&from.family_name),
            Field::PreferredName => self.preferred_name.clone_from(&from.preferred_name),
            Field::DateOfBirth => self.date_of_birth = from.date_of_birth,
            Field::Sex => self.sex = from.sex,
            Field::Gender => self.gender.clone_from(&from.gender),
            Field::Ethnicity => self.ethnicity = from.ethnicity,
            Field::FirstLanguage => self.first_language.clone_from(&from.first_language),
            Field::Upn => (self.upn, self.upn_standing) = (from.upn.clone(), from.upn_standing),
            Field::NhsNumber => (self.nhs_number, self.nhs_standing) = (from.nhs_number.clone(), from.nhs_standing),
            Field::Uln => (self.uln, self.uln_standing) = (from.uln.clone(), from.uln_standing),
            Field::Household => self.household_id = from.household_id,
            Field::YearGroup => self.year_group_given = from.year_group_given,
        }
    }

    /// What the record says, in words; empty where it says nothing. A household has no words of its own.
    pub fn shown(&self, field: Field) -> String {
        let identifier = |text: &Option<String>| text.clone().unwrap_or_default();
        match field {
            Field::GivenNames => self.given_names.clone(),
            Field::FamilyName => self.family_name.clone(),
            Field::PreferredName => self.preferred_name.clone(),
            Field::DateOfBirth => long_date(self.date_of_birth),
            Field::Sex => self.sex.label().to_owned(),
            Field::Gender => self.gender.clone(),
            Field::Ethnicity => self.ethnicity.label().to_owned(),
            Field::FirstLanguage => self.first_language.clone(),
            Field::Upn => identifier(&self.upn),
            Field::NhsNumber => identifier(&self.nhs_number),
            Field::Uln => identifier(&self.uln),
            Field::Household => String::new(),
            Field::YearGroup => self.year_group_given.map(|year| year.to_string()).unwrap_or_default(),
        }
    }
}

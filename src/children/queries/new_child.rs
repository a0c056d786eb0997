//! A child put on the register.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::{Child, Ethnicity, Household, IdentifierStanding, Sex};
use crate::db::schema::{authorities, children};
use crate::error::Result;
use crate::id::Id;

/// A child about to be put on the register. Text fields are empty where nothing is known.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = children)]
pub struct NewChild {
    /// Minted with the form, so that a double post collides.
    pub id: Id<Child>,
    /// All given names, as written.
    pub given_names: String,
    /// The family name, as written.
    pub family_name: String,
    /// The name the child goes by.
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
    /// Normalised when valid, otherwise as given.
    pub upn: Option<String>,
    /// Whether its check letter is right.
    pub upn_standing: IdentifierStanding,
    /// Ten digits when valid, otherwise as given.
    pub nhs_number: Option<String>,
    /// Whether its check digit is right, and whether somebody verified it.
    pub nhs_standing: IdentifierStanding,
    /// Ten digits when valid, otherwise as given.
    pub uln: Option<String>,
    /// Whether its check digit is right.
    pub uln_standing: IdentifierStanding,
    /// Who lives together.
    pub household_id: Option<Id<Household>>,
    /// The outward code of the current address, or empty; see [`Desk::add_address`].
    pub postcode_district: String,
    /// A year group out of the usual cohort.
    pub year_group_given: Option<i32>,
    /// Anything else.
    pub notes: String,
}

impl NewChild {
    /// A child of whom nothing is known yet but the names and the date of birth.
    pub fn called(id: Id<Child>, given_names: &str, family_name: &str, date_of_birth: NaiveDate) -> Self {
        Self {
            id,
            given_names: given_names.to_owned(),
            family_name: family_name.to_owned(),
            preferred_name: String::new(),
            date_of_birth,
            sex: Sex::NotRecorded,
            gender: String::new(),
            ethnicity: Ethnicity::Nobt,
            first_language: String::new(),
            upn: None,
            upn_standing: IdentifierStanding::Absent,
            nhs_number: None,
            nhs_standing: IdentifierStanding::Absent,
            uln: None,
            uln_standing: IdentifierStanding::Absent,
            household_id: None,
            postcode_district: String::new(),
            year_group_given: None,
            notes: String::new(),
        }
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Puts a child on the register under the next reference, which is returned. Call
    /// `refresh_search_terms` when everything that names the child is in.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the id was used before.
    pub fn add_child(&mut self, child: &NewChild) -> Result<String> {
        let reference = self.next_reference()?;
        self.add_child_as(child, &reference)?;
        Ok(reference)
    }

    /// Puts a child on the register under a reference of its own.
    ///
    /// # Errors
    /// As [`Desk::add_child`].
    pub fn add_child_as(&mut self, child: &NewChild, reference: &str) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(children::table)
            .values((
                child,
                children::authority_code.eq(authority),
                children::reference.eq(reference),
                children::version.eq(1),
                children::created_at.eq(now),
                children::updated_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn next_reference(&mut self) -> Result<String> {
        let authority = self.authority();
        diesel::update(authorities::table.find(authority))
            .set(authorities::next_reference.eq(authorities::next_reference + 1))
            .execute(self.sql())?;
        let (prefix, next): (String, i32) = authorities::table
            .find(authority)
            .select((authorities::reference_prefix, authorities::next_reference))
            .first(self.sql())?;
        Ok(format!("{prefix}-{:04}", next - 1))
    }
}

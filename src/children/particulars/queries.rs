//! A child's particulars in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{Child, Ethnicity, Household, IdentifierStanding, Sex};
use crate::children::year_group::{self, YearGroup};
use crate::db::schema::{children, former_names, former_upns};
use crate::error::Result;
use crate::id::Id;

/// One child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = children)]
#[allow(missing_docs, reason = "the fields are those of `NewChild`")]
pub struct ChildRow {
    pub id: Id<Child>,
    /// The authority's own number.
    pub reference: String,
    pub given_names: String,
    pub family_name: String,
    pub preferred_name: String,
    pub date_of_birth: NaiveDate,
    pub sex: Sex,
    pub gender: String,
    pub ethnicity: Ethnicity,
    pub first_language: String,
    pub upn: Option<String>,
    pub upn_standing: IdentifierStanding,
    pub nhs_number: Option<String>,
    pub nhs_standing: IdentifierStanding,
    pub uln: Option<String>,
    pub uln_standing: IdentifierStanding,
    pub household_id: Option<Id<Household>>,
    pub postcode_district: String,
    pub year_group_given: Option<i32>,
    pub notes: String,
    /// Counts the changes: a form sent for an older one is refused.
    pub version: i32,
    pub updated_at: NaiveDateTime,
}

impl ChildRow {
    /// Given names and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name).trim().to_owned()
    }

    /// The year group on a day.
    pub fn year_group(&self, day: NaiveDate) -> YearGroup {
        YearGroup::given_or_on(self.year_group_given, day, self.date_of_birth)
    }

    /// Full years of life on a day.
    pub fn age(&self, day: NaiveDate) -> u32 {
        year_group::age(day, self.date_of_birth)
    }
}

/// A name the child had.
#[derive(Clone, Debug, Queryable)]
pub struct FormerNameRow {
    /// All given names.
    pub given_names: String,
    /// The family name.
    pub family_name: String,
    /// Until when, where known.
    pub until_on: Option<NaiveDate>,
}

/// A UPN the child had.
#[derive(Clone, Debug, Queryable)]
pub struct FormerUpnRow {
    /// Normalised when valid, otherwise as given.
    pub upn: String,
    /// Whether its check letter is right.
    pub standing: IdentifierStanding,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One child of this authority.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is another authority's.
    pub fn child(&mut self, child: Id<Child>) -> Result<ChildRow> {
        Ok(children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::id.eq(child))
            .select(ChildRow::as_select())
            .first(self.sql())?)
    }

    /// The names the child had, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn former_names(&mut self, child: Id<Child>) -> Result<Vec<FormerNameRow>> {
        Ok(former_names::table
            .filter(former_names::authority_code.eq(self.authority()))
            .filter(former_names::child_id.eq(child))
            .order(former_names::id.desc())
            .select((former_names::given_names, former_names::family_name, former_names::until_on))
            .load(self.sql())?)
    }

    /// The UPNs the child had, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn former_upns(&mut self, child: Id<Child>) -> Result<Vec<FormerUpnRow>> {
        Ok(former_upns::table
            .filter(former_upns::authority_code.eq(self.authority()))
            .filter(former_upns::child_id.eq(child))
            .order(former_upns::id.desc())
            .select((former_upns::upn, former_upns::standing))
            .load(self.sql())?)
    }
}

//! What is kept of the records of a merge, as they were.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::children::model::{Child, Ethnicity, Household, IdentifierStanding, Sex};
use crate::duplicates::model::{Decision, PossibleDuplicate};
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::registrations::reasons::{Destination, EndReason, Reason, Source};

/// A merge: what an [`Id`] of one names.
pub struct Merge;

/// A child's own row, every column of it in the order of the table: what a split puts back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, diesel::Queryable)]
#[allow(missing_docs, reason = "the table’s columns, described at `NewChild`")]
pub struct Whole {
    pub id: Id<Child>,
    pub authority_code: String,
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
    pub version: i32,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// A registration, as far as a later change of it contradicts a split. Its officer may change, it takes
/// the officer along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of `NewRegistration`, described there")]
pub struct Stint {
    pub id: Id<Registration>,
    pub kind: RegistrationKind,
    pub level: Level,
    pub started_on: NaiveDate,
    pub source: Source,
    pub reason: Reason,
    pub reason_words: String,
    pub ended_on: Option<NaiveDate>,
    pub end_reason: Option<EndReason>,
    pub destination: Option<Destination>,
}

/// A pair of possible duplicates, every column of it in the order of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, diesel::Queryable)]
#[allow(missing_docs, reason = "the table’s columns, described at `duplicates::queries::Pair`")]
pub struct WholePair {
    pub id: Id<PossibleDuplicate>,
    pub authority_code: String,
    pub child_id: Id<Child>,
    pub other_child_id: Id<Child>,
    pub evidence: String,
    pub decision: Decision,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    // Journals from before pairs were weighed say nothing of these.
    #[serde(default)]
    pub weight: f64,
    #[serde(default)]
    pub probability: f64,
    #[serde(default)]
    pub model: String,
    #[serde(default)]
    pub facts: String,
    #[serde(default)]
    pub asked_by: Option<String>,
}

impl WholePair {
    /// The child of the pair that is not this one.
    pub fn beside(&self, child: Id<Child>) -> Id<Child> {
        if self.child_id == child { self.other_child_id } else { self.child_id }
    }
}

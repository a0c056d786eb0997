//! Rows of the demonstration that no room has a type for, each as its table has it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::children::model::{Child, IdentifierStanding};
use crate::children::search::terms::TermField;
use crate::contacts::model::Contact;
use crate::contacts::queries::NewContact;
use crate::db::schema::{contact_versions, former_names, former_upns, possible_duplicates, search_terms, tasks, visit_changes};
use crate::id::Id;
use crate::tasks::model::Task;
use crate::visits::model::Visit;

/// A name the child had.
#[derive(Insertable)]
#[diesel(table_name = former_names)]
pub struct FormerName {
    pub(in crate::demo) id: Id<FormerName>,
    pub(in crate::demo) child_id: Id<Child>,
    pub(in crate::demo) given_names: String,
    pub(in crate::demo) family_name: String,
    pub(in crate::demo) until_on: Option<NaiveDate>,
}

/// A UPN the child had.
#[derive(Insertable)]
#[diesel(table_name = former_upns)]
pub struct FormerUpn {
    pub(in crate::demo) id: Id<FormerUpn>,
    pub(in crate::demo) child_id: Id<Child>,
    pub(in crate::demo) upn: String,
    pub(in crate::demo) standing: IdentifierStanding,
}

/// A contact and who recorded it when.
pub struct ContactRow {
    pub(in crate::demo) new: NewContact,
    pub(in crate::demo) recorded_by: String,
    pub(in crate::demo) recorded_at: NaiveDateTime,
    pub(in crate::demo) corrections: i32,
    pub(in crate::demo) error_reason: Option<&'static str>,
}

/// What a contact said before it was corrected.
#[derive(Insertable)]
#[diesel(table_name = contact_versions)]
pub struct VersionRow {
    pub(in crate::demo) id: Id<VersionRow>,
    pub(in crate::demo) contact_id: Id<Contact>,
    pub(in crate::demo) content: String,
    pub(in crate::demo) reason: &'static str,
    pub(in crate::demo) replaced_by: String,
    pub(in crate::demo) replaced_at: NaiveDateTime,
}

/// A visit that was moved or cancelled.
#[derive(Insertable)]
#[diesel(table_name = visit_changes)]
pub struct VisitChangeRow {
    pub(in crate::demo) id: Id<VisitChangeRow>,
    pub(in crate::demo) visit_id: Id<Visit>,
    pub(in crate::demo) what: &'static str,
    pub(in crate::demo) from_on: NaiveDate,
    pub(in crate::demo) to_on: Option<NaiveDate>,
    pub(in crate::demo) reason: &'static str,
    pub(in crate::demo) changed_by: String,
    pub(in crate::demo) changed_at: NaiveDateTime,
}

/// A task.
#[derive(Insertable)]
#[diesel(table_name = tasks)]
pub struct TaskRow {
    pub(in crate::demo) id: Id<Task>,
    pub(in crate::demo) child_id: Id<Child>,
    pub(in crate::demo) what: &'static str,
    pub(in crate::demo) source: &'static str,
    pub(in crate::demo) done_at: Option<NaiveDateTime>,
    pub(in crate::demo) done_by: Option<String>,
}

/// Two records that may be one child.
#[derive(Insertable)]
#[diesel(table_name = possible_duplicates)]
pub struct DuplicateRow {
    pub(in crate::demo) id: Id<DuplicateRow>,
    pub(in crate::demo) child_id: Id<Child>,
    pub(in crate::demo) other_child_id: Id<Child>,
    pub(in crate::demo) evidence: String,
    pub(in crate::demo) decision: &'static str,
}

/// A word by which a child is found.
#[derive(Insertable, PartialEq, Eq, PartialOrd, Ord)]
#[diesel(table_name = search_terms)]
pub struct TermRow {
    pub(in crate::demo) field: TermField,
    pub(in crate::demo) term: String,
    pub(in crate::demo) child_id: Id<Child>,
}

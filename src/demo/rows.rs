//! What a demonstration writes, a chunk of families at a time, so that memory stays bounded however
//! many children there are.

use chrono::NaiveDateTime;

use super::queries::rows::{ContactRow, DuplicateRow, FormerName, FormerUpn, TaskRow, TermRow, VersionRow, VisitChangeRow};
use crate::children::model::Household;
use crate::children::queries::{NewAddress, NewCarer, NewChild, NewCircumstance, NewPreviousSchool, NewProvision};
use crate::id::Id;
use crate::registrations::queries::NewRegistration;
use crate::standings::model::Stored;
use crate::visits::queries::NewVisit;

/// A row and the instant it is said to have been made, which comes from the day and not the clock.
pub struct Made<T> {
    /// The row.
    pub row: T,
    /// When.
    pub at: NaiveDateTime,
}

/// Some families with everything that belongs to them.
#[derive(Default)]
pub struct Chunk {
    pub(super) households: Vec<Made<Id<Household>>>,
    /// With their references.
    pub(super) children: Vec<Made<(NewChild, String)>>,
    pub(super) former_names: Vec<Made<FormerName>>,
    pub(super) former_upns: Vec<Made<FormerUpn>>,
    pub(super) addresses: Vec<Made<NewAddress>>,
    pub(super) carers: Vec<Made<NewCarer>>,
    pub(super) circumstances: Vec<Made<NewCircumstance>>,
    pub(super) previous_schools: Vec<Made<NewPreviousSchool>>,
    pub(super) provisions: Vec<Made<NewProvision>>,
    /// With the standing the rule computed, for the open ones.
    pub(super) registrations: Vec<Made<(NewRegistration, Stored)>>,
    pub(super) contacts: Vec<ContactRow>,
    pub(super) versions: Vec<VersionRow>,
    /// With who planned them.
    pub(super) visits: Vec<Made<(NewVisit, String)>>,
    pub(super) visit_changes: Vec<VisitChangeRow>,
    pub(super) tasks: Vec<Made<TaskRow>>,
    pub(super) duplicates: Vec<Made<DuplicateRow>>,
    pub(super) terms: Vec<TermRow>,
}

//! The rows behind the timeline. Contacts are many and come a page at a time; the others are few.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::contacts::model::{Answer, Concern, Contact, Mode, Outcome};
use crate::contacts::standard::Fact;
use crate::db::dialect::direct;
use crate::db::schema::{contact_versions, contacts, import_rows, imports, organisations, tasks, visit_changes, visits};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::record::timeline::{EntryKind, Key};
use crate::visits::model::{Visit, VisitState};

/// A contact as the timeline tells it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contacts)]
pub struct ContactRow {
    pub id: Id<Contact>,
    pub agency_kind: AgencyKind,
    pub practitioner: String,
    pub occurred_on: NaiveDate,
    pub mode: Mode,
    pub outcome: Outcome,
    pub child_seen: Answer,
    pub spoken_to: Answer,
    pub alone: Answer,
    pub not_alone_reason: String,
    pub place: String,
    pub child_said: String,
    pub concern: Concern,
    pub notes: String,
    pub next_step: String,
    pub recorded_by: String,
    pub recorded_at: NaiveDateTime,
    pub corrections: i32,
    pub entered_in_error: bool,
    pub error_reason: String,
}

impl ContactRow {
    /// What the rule looks at.
    pub fn fact(&self) -> Fact {
        Fact {
            occurred_on: self.occurred_on,
            agency: self.agency_kind,
            mode: self.mode,
            outcome: self.outcome,
            child_seen: self.child_seen,
            spoken_to: self.spoken_to,
            alone: self.alone,
            entered_in_error: self.entered_in_error,
        }
    }
}

/// What a contact said before a correction.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contact_versions)]
pub struct VersionRow {
    pub contact_id: Id<Contact>,
    pub content: String,
    pub reason: String,
    pub replaced_by: String,
    pub replaced_at: NaiveDateTime,
}

/// A visit that was planned.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = visits)]
pub struct VisitRow {
    pub id: Id<Visit>,
    pub planned_on: NaiveDate,
    pub planned_time: String,
    pub mode: Mode,
    pub place: String,
    pub purpose: String,
    pub goes: Option<Id<Account>>,
    pub state: VisitState,
    pub created_by: String,
    pub created_at: NaiveDateTime,
}

/// A move or a cancellation.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = visit_changes)]
pub struct VisitChangeRow {
    pub id: String,
    pub what: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub reason: String,
    pub changed_by: String,
    pub changed_at: NaiveDateTime,
}

/// A row of a file, and what became of it.
#[derive(Clone, Debug, Queryable)]
pub struct ImportedRow {
    pub id: String,
    pub file_name: String,
    pub imported_by: String,
    pub imported_at: NaiveDateTime,
    pub row_number: i32,
    pub outcome: String,
    pub reason: String,
    pub original: String,
}

/// A task, done or not.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct TaskRow {
    pub id: String,
    pub what: String,
    pub source: String,
    pub done_at: Option<NaiveDateTime>,
    pub done_by: Option<String>,
    pub created_at: NaiveDateTime,
}

/// What is few, of one child.
pub struct Few {
    pub visits: Vec<VisitRow>,
    pub visit_changes: Vec<VisitChangeRow>,
    pub imported: Vec<ImportedRow>,
    pub tasks: Vec<TaskRow>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The newest contacts older than `before`, with their team or school.
    ///
    /// # Errors
    /// `Database`.
    pub fn contacts_before(
        &mut self,
        child: Id<Child>,
        before: Option<&Key>,
        limit: i64,
    ) -> Result<Vec<(ContactRow, Option<String>)>> {
        let authority = self.authority();
        // On the day of the last entry shown, contacts stand below what is listed after them.
        let older = before.map(|before| match before.kind {
            EntryKind::Contact => (before.day, before.id.clone()),
            kind if kind > EntryKind::Contact => (before.day, "~".to_owned()),
            _ => (before.day, String::new()),
        });
        Ok(direct!(self.sql(), |conn| {
            let query = contacts::table
                .left_join(organisations::table)
                .filter(contacts::authority_code.eq(authority))
                .filter(contacts::child_id.eq(child))
                .order((contacts::occurred_on.desc(), contacts::id.desc()))
                .limit(limit)
                .select((ContactRow::as_select(), organisations::name.nullable()));
            match older {
                None => query.load(conn),
                Some((day, below)) => {
                    let same_day = contacts::occurred_on.eq(day).and(contacts::id.lt(below));
                    query.filter(contacts::occurred_on.lt(day).or(same_day)).load(conn)
                }
            }
        })?)
    }

    /// The day of one of the child's contacts.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's.
    pub fn day_of_contact(&mut self, child: Id<Child>, contact: &str) -> Result<NaiveDate> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| contacts::table
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(child))
            .filter(contacts::id.eq(contact))
            .select(contacts::occurred_on)
            .first(conn))?)
    }

    /// What the child's contacts said before they were corrected, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn contact_versions_of(&mut self, child: Id<Child>) -> Result<Vec<VersionRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| contact_versions::table
            .inner_join(contacts::table)
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(child))
            .order((contact_versions::replaced_at.desc(), contact_versions::id.desc()))
            .select(VersionRow::as_select())
            .load(conn))?)
    }

    /// Everything but contacts and registrations.
    ///
    /// # Errors
    /// `Database`.
    pub fn few_of(&mut self, child: Id<Child>) -> Result<Few> {
        let authority = self.authority();
        Ok(Few {
            visits: direct!(self.sql(), |conn| visits::table
                .filter(visits::authority_code.eq(authority))
                .filter(visits::child_id.eq(child))
                .select(VisitRow::as_select())
                .load(conn))?,
            visit_changes: direct!(self.sql(), |conn| visit_changes::table
                .inner_join(visits::table)
                .filter(visits::authority_code.eq(authority))
                .filter(visits::child_id.eq(child))
                .select(VisitChangeRow::as_select())
                .load(conn))?,
            imported: direct!(self.sql(), |conn| import_rows::table
                .inner_join(imports::table)
                .filter(import_rows::authority_code.eq(authority))
                .filter(import_rows::child_id.eq(child))
                .select((
                    import_rows::id,
                    imports::file_name,
                    imports::imported_by,
                    imports::imported_at,
                    import_rows::row_number,
                    import_rows::outcome,
                    import_rows::reason,
                    import_rows::original,
                ))
                .load(conn))?,
            tasks: direct!(self.sql(), |conn| tasks::table
                .filter(tasks::authority_code.eq(authority))
                .filter(tasks::child_id.eq(child))
                .select(TaskRow::as_select())
                .load(conn))?,
        })
    }
}

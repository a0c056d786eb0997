//! Imports in the database: how a plan is carried out, and what became of every row.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::held::Record;
use super::merge::merge;
use super::model::{Accounted, Counts, Import, ImportRow, Original, RowOutcome};
use super::plan::{Action, Plan, PlannedRow};
use crate::access::role::{Manages, Staff};
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::db::schema::{authorities, import_rows, imports};
use crate::error::{Error, Result};
use crate::id::Id;

/// Between the headers in the columns of a row.
const BETWEEN: &str = "; ";

/// The file an import came from.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As it was called.
    pub name: String,
    /// The SHA-256 of its content.
    pub sha256: String,
}

/// One import, for the list and the head of its report.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct ImportHead {
    /// Which.
    pub id: Id<Import>,
    /// The file's name.
    pub file_name: String,
    /// Its data rows.
    pub rows_read: i32,
    /// Account id, or `os:` and the operating-system user.
    pub imported_by: String,
    /// When, UTC.
    pub imported_at: NaiveDateTime,
}

/// A row of a file as it stands on a record: word for word.
#[derive(Clone, Debug)]
pub struct OriginalRow {
    /// Of which import.
    pub import: Id<Import>,
    /// Of which file.
    pub file_name: String,
    /// When it was imported, UTC.
    pub imported_at: NaiveDateTime,
    /// The first data row is 1.
    pub row_number: i32,
    /// What became of it.
    pub outcome: RowOutcome,
    /// Each header with its cell, in the file's order.
    pub cells: Vec<(String, String)>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The rows of spreadsheets that are on a child's record, latest first. A row that only said again
    /// what an earlier file said is left out.
    ///
    /// # Errors
    /// `Database`.
    pub fn original_rows(&mut self, child: Id<Child>) -> Result<Vec<OriginalRow>> {
        type Row = (Id<Import>, String, NaiveDateTime, i32, RowOutcome, String);
        let rows: Vec<Row> = import_rows::table
            .inner_join(imports::table)
            .filter(import_rows::authority_code.eq(self.authority()))
            .filter(import_rows::child_id.eq(child))
            .filter(import_rows::outcome.ne(RowOutcome::AlreadyImported))
            .order((imports::imported_at.desc(), import_rows::row_number))
            .select((
                imports::id,
                imports::file_name,
                imports::imported_at,
                import_rows::row_number,
                import_rows::outcome,
                import_rows::original,
            ))
            .load(self.sql())?;
        rows.into_iter()
            .map(|(import, file_name, imported_at, row_number, outcome, original)| {
                let Original(cells) = serde_json::from_str(&original)?;
                Ok(OriginalRow { import, file_name, imported_at, row_number, outcome, cells })
            })
            .collect()
    }
}

impl<R: Manages, M> Desk<'_, R, M> {
    /// Every import, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn imports(&mut self) -> Result<Vec<ImportHead>> {
        Ok(imports::table
            .filter(imports::authority_code.eq(self.authority()))
            .order((imports::imported_at.desc(), imports::id.desc()))
            .select(ImportHead::as_select())
            .load(self.sql())?)
    }

    /// One import.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is another authority's.
    pub fn import(&mut self, import: Id<Import>) -> Result<ImportHead> {
        Ok(imports::table
            .filter(imports::authority_code.eq(self.authority()))
            .filter(imports::id.eq(import))
            .select(ImportHead::as_select())
            .first(self.sql())?)
    }

    /// How the rows of an import came out.
    ///
    /// # Errors
    /// `Database`.
    pub fn import_counts(&mut self, import: Id<Import>) -> Result<Counts> {
        let outcomes: Vec<RowOutcome> = import_rows::table
            .filter(import_rows::authority_code.eq(self.authority()))
            .filter(import_rows::import_id.eq(import))
            .select(import_rows::outcome)
            .load(self.sql())?;
        Ok(Counts::of(outcomes))
    }

    /// One record for each data row of an import, in order; of one outcome, where one is asked for.
    ///
    /// # Errors
    /// `Database`.
    pub fn import_report(&mut self, import: Id<Import>, outcome: Option<RowOutcome>) -> Result<Vec<Accounted>> {
        type Row = (i32, RowOutcome, Option<Id<Child>>, String, String);
        let rows: Vec<Row> = import_rows::table
            .filter(import_rows::authority_code.eq(self.authority()))
            .filter(import_rows::import_id.eq(import))
            .order(import_rows::row_number)
            .select((
                import_rows::row_number,
                import_rows::outcome,
                import_rows::child_id,
                import_rows::column_names,
                import_rows::reason,
            ))
            .load(self.sql())?;
        let parts = |columns: &str| columns.split(BETWEEN).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Ok(rows
            .into_iter()
            .filter(|(_, is, ..)| outcome.is_none_or(|wanted| wanted == *is))
            .map(|(row, outcome, child, columns, reason)| Accounted {
                row: usize::try_from(row).unwrap_or(0),
                outcome,
                child,
                columns: parts(&columns),
                reason,
            })
            .collect())
    }
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Carries a plan out: every row in this one transaction, or none.
    ///
    /// # Errors
    /// `Conflict` when the register has moved since the file was matched; `Database`.
    pub fn carry_out(&mut self, import: Id<Import>, file: &SourceFile, plan: &Plan) -> Result<()> {
        self.let_nobody_else_import()?;
        if self.import_stamp()? != plan.stamp {
            return Err(Error::Conflict(
                "While the file was read, another import ran, a child was added or records were merged. Nothing was imported: start it again.".into(),
            ));
        }
        let (authority, now, who) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(imports::table)
            .values((
                imports::id.eq(import),
                imports::authority_code.eq(authority),
                imports::file_name.eq(&file.name),
                imports::file_sha256.eq(&file.sha256),
                imports::rows_read.eq(i32::try_from(plan.rows.len()).unwrap_or(i32::MAX)),
                imports::imported_by.eq(who),
                imports::imported_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(
                |error| if error.is_already_there() { Error::Conflict("This file was imported already.".into()) } else { error },
            )?;
        let mut touched = BTreeSet::new();
        for (row, number) in plan.rows.iter().zip(1..) {
            if let Some(child) = self.carry_out_row(row)? {
                self.also(&Event::ChildImported { child, import })?;
                touched.insert(child);
            }
            self.keep_row(import, number, row)?;
        }
        let touched: Vec<Id<Child>> = touched.into_iter().collect();
        self.refresh_search_terms(&touched)?;
        self.refresh_standings(&touched)?;
        plan.rows.iter().try_for_each(|row| self.keep_alike(row))
    }

    /// Two imports at once wait for each other: the second then sees what the first did. (On SQLite
    /// there is one writer anyway.)
    fn let_nobody_else_import(&mut self) -> Result<()> {
        let authority = self.authority();
        diesel::update(authorities::table.find(authority))
            .set(authorities::next_reference.eq(authorities::next_reference))
            .execute(self.sql())?;
        Ok(())
    }

    /// Answers whose record was touched.
    fn carry_out_row(&mut self, row: &PlannedRow) -> Result<Option<Id<Child>>> {
        let today = self.today();
        match &row.action {
            Action::Refuse(_) | Action::Known(_) => Ok(None),
            Action::Add { child, understood, .. } => {
                let postcode = understood.address.as_ref().map_or("", |address| address.postcode.text.as_str());
                self.add_imported_child(*child, &understood.person, postcode, &row.reference_given)?;
                let record = Record::fresh(*child, understood.person.clone());
                self.take_steps(&record, merge(&record, None, understood, today))?;
                Ok(Some(*child))
            }
            Action::Join { child, understood, .. } => {
                let record = self.record_for_import(*child)?;
                self.take_steps(&record, merge(&record, None, understood, today))?;
                Ok(Some(*child))
            }
            Action::Change { child, understood, before } => {
                let record = self.record_for_import(*child)?;
                self.take_steps(&record, merge(&record, before.as_deref(), understood, today))?;
                Ok(Some(*child))
            }
        }
    }

    fn keep_row(&mut self, import: Id<Import>, number: i32, row: &PlannedRow) -> Result<()> {
        let (columns, reason) = row.action.explained();
        diesel::insert_into(import_rows::table)
            .values((
                import_rows::id.eq(Id::<ImportRow>::mint()),
                import_rows::authority_code.eq(self.authority()),
                import_rows::import_id.eq(import),
                import_rows::row_number.eq(number),
                import_rows::row_reference.eq(&row.reference),
                import_rows::fingerprint.eq(&row.fingerprint),
                import_rows::outcome.eq(row.action.outcome()),
                import_rows::child_id.eq(row.action.child()),
                import_rows::column_names.eq(columns.join(BETWEEN)),
                import_rows::reason.eq(reason),
                import_rows::original.eq(serde_json::to_string(&row.original)?),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

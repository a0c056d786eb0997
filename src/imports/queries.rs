//! Imports in the database: what a file is matched against, how a plan is carried out, what became
//! of every row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use super::matching::Known;
use super::merge::{Record, merge};
use super::model::{Accounted, Counts, Import, ImportRow, Original, RowOutcome};
use super::officers::Officers;
use super::plan::{Action, Before, Earlier, EarlierRow, Plan, PlannedRow, Stamp, Wanted};
use crate::access::account::{Account, AccountRole};
use crate::access::role::{Manages, Staff};
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::identifiers::Identifier;
use crate::children::model::{Child, IdentifierStanding, Sex};
use crate::db::schema::{accounts, addresses, authorities, children, import_rows, imports};
use crate::error::{Error, Result};
use crate::id::Id;

/// How many values one question to the database carries.
const CHUNK: usize = 500;
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

    /// What the rows of a file are matched against.
    ///
    /// # Errors
    /// `Database`.
    pub fn before_import(&mut self, wanted: &Wanted) -> Result<Before> {
        Ok(Before {
            stamp: self.import_stamp()?,
            officers: self.officers_for_import()?,
            known: self.children_for_import(wanted)?,
            earlier: Earlier {
                by_reference: self.rows_by_reference(&wanted.references)?,
                by_fingerprint: self.rows_by_fingerprint(&wanted.fingerprints)?,
            },
        })
    }

    fn import_stamp(&mut self) -> Result<Stamp> {
        let authority = self.authority();
        let last_import: Option<String> = imports::table
            .filter(imports::authority_code.eq(authority))
            .order((imports::imported_at.desc(), imports::id.desc()))
            .select(imports::id)
            .first::<Id<Import>>(self.sql())
            .optional()?
            .map(|id| id.to_string());
        let next_reference = authorities::table.find(authority).select(authorities::next_reference).first(self.sql())?;
        Ok(Stamp { last_import, next_reference })
    }

    fn officers_for_import(&mut self) -> Result<Officers> {
        let rows: Vec<(Id<Account>, String)> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::role.eq_any([AccountRole::Officer, AccountRole::Manager]))
            .select((accounts::id, accounts::name))
            .load(self.sql())?;
        Ok(Officers::new(rows))
    }

    fn children_for_import(&mut self, wanted: &Wanted) -> Result<Vec<Known>> {
        let authority = self.authority();
        let mut rows: BTreeMap<Id<Child>, KnownRow> = BTreeMap::new();
        macro_rules! those_with {
            ($column:expr, $values:expr) => {
                for chunk in $values.chunks(CHUNK) {
                    let found: Vec<KnownRow> = children::table
                        .filter(children::authority_code.eq(authority))
                        .filter($column.eq_any(chunk))
                        .select(KnownRow::as_select())
                        .load(self.sql())?;
                    rows.extend(found.into_iter().map(|row| (row.id, row)));
                }
            };
        }
        those_with!(children::date_of_birth, wanted.births);
        those_with!(children::upn, wanted.upns);
        those_with!(children::nhs_number, wanted.nhs_numbers);
        let mut postcodes = self.postcodes_of(&rows.keys().copied().collect::<Vec<_>>())?;
        let held = |text: Option<String>, standing| Identifier { text: text.unwrap_or_default(), standing };
        Ok(rows
            .into_values()
            .map(|row| Known {
                child: row.id,
                given_names: row.given_names,
                family_name: row.family_name,
                date_of_birth: row.date_of_birth,
                sex: row.sex,
                upn: held(row.upn, row.upn_standing),
                nhs_number: held(row.nhs_number, row.nhs_standing),
                postcodes: postcodes.remove(&row.id).unwrap_or_default(),
            })
            .collect())
    }

    fn postcodes_of(&mut self, children: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, Vec<String>>> {
        let (authority, today) = (self.authority(), self.today());
        let mut postcodes: BTreeMap<Id<Child>, Vec<String>> = BTreeMap::new();
        for chunk in children.chunks(CHUNK) {
            let rows: Vec<(Id<Child>, String)> = addresses::table
                .filter(addresses::authority_code.eq(authority))
                .filter(addresses::child_id.eq_any(chunk))
                .filter(addresses::to_on.is_null().or(addresses::to_on.ge(today)))
                .select((addresses::child_id, addresses::postcode))
                .load(self.sql())?;
            for (child, postcode) in rows {
                postcodes.entry(child).or_default().push(postcode);
            }
        }
        Ok(postcodes)
    }

    /// For each reference the rows of the last file that had it on a record, in their order.
    fn rows_by_reference(&mut self, references: &[String]) -> Result<HashMap<String, Vec<EarlierRow>>> {
        type Row = (String, NaiveDateTime, String, Option<Id<Child>>, String);
        let authority = self.authority();
        let mut found: HashMap<String, Vec<EarlierRow>> = HashMap::new();
        for chunk in references.chunks(CHUNK) {
            let latest: Vec<(String, Option<NaiveDateTime>)> = import_rows::table
                .inner_join(imports::table)
                .filter(import_rows::authority_code.eq(authority))
                .filter(import_rows::row_reference.eq_any(chunk))
                .filter(import_rows::child_id.is_not_null())
                .group_by(import_rows::row_reference)
                .select((import_rows::row_reference, max(imports::imported_at)))
                .load(self.sql())?;
            let latest: HashMap<String, Option<NaiveDateTime>> = latest.into_iter().collect();
            let times: BTreeSet<NaiveDateTime> = latest.values().copied().flatten().collect();
            let rows: Vec<Row> = import_rows::table
                .inner_join(imports::table)
                .filter(import_rows::authority_code.eq(authority))
                .filter(import_rows::row_reference.eq_any(chunk))
                .filter(import_rows::child_id.is_not_null())
                .filter(imports::imported_at.eq_any(times))
                .order((imports::id, import_rows::row_number))
                .select((
                    import_rows::row_reference,
                    imports::imported_at,
                    import_rows::fingerprint,
                    import_rows::child_id,
                    import_rows::original,
                ))
                .load(self.sql())?;
            for (reference, at, fingerprint, child, original) in rows {
                let (Some(child), Some(Some(last))) = (child, latest.get(&reference)) else { continue };
                if at == *last {
                    let original = serde_json::from_str(&original)?;
                    found.entry(reference).or_default().push(EarlierRow { fingerprint, child, original });
                }
            }
        }
        Ok(found)
    }

    fn rows_by_fingerprint(&mut self, fingerprints: &[String]) -> Result<HashMap<String, Id<Child>>> {
        let authority = self.authority();
        let mut found = HashMap::new();
        for chunk in fingerprints.chunks(CHUNK) {
            let rows: Vec<(String, Option<Id<Child>>)> = import_rows::table
                .filter(import_rows::authority_code.eq(authority))
                .filter(import_rows::row_reference.eq(""))
                .filter(import_rows::fingerprint.eq_any(chunk))
                .filter(import_rows::child_id.is_not_null())
                .select((import_rows::fingerprint, import_rows::child_id))
                .load(self.sql())?;
            found.extend(rows.into_iter().filter_map(|(fingerprint, child)| Some((fingerprint, child?))));
        }
        Ok(found)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = children)]
struct KnownRow {
    id: Id<Child>,
    given_names: String,
    family_name: String,
    date_of_birth: NaiveDate,
    sex: Sex,
    upn: Option<String>,
    upn_standing: IdentifierStanding,
    nhs_number: Option<String>,
    nhs_standing: IdentifierStanding,
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Carries a plan out: every row in this one transaction, or none.
    ///
    /// # Errors
    /// `Conflict` when the register has moved since the file was matched; `Database`.
    pub fn carry_out(&mut self, import: Id<Import>, file: &SourceFile, plan: &Plan) -> Result<()> {
        if self.import_stamp()? != plan.stamp {
            return Err(Error::Conflict(
                "While the file was read, another import ran or a child was added. Nothing was imported: start it again.".into(),
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
            .execute(self.sql())?;
        let mut touched = BTreeSet::new();
        for (row, number) in plan.rows.iter().zip(1..) {
            if let Some(child) = self.carry_out_row(row)? {
                self.refresh_search_terms(child)?;
                self.also(&Event::ChildImported { child, import })?;
                touched.insert(child);
            }
            self.keep_row(import, number, row)?;
        }
        self.refresh_standings(touched)
    }

    /// Answers whose record was touched.
    fn carry_out_row(&mut self, row: &PlannedRow) -> Result<Option<Id<Child>>> {
        let today = self.today();
        match &row.action {
            Action::Refuse(_) | Action::Known(_) => Ok(None),
            Action::Add { child, understood, alike } => {
                let postcode = understood.address.as_ref().map_or("", |address| address.postcode.text.as_str());
                self.add_imported_child(*child, &understood.person, postcode, &row.reference_given)?;
                let record = Record::fresh(*child, understood.person.clone());
                self.take_steps(&record, merge(&record, None, understood, today))?;
                for (other, evidence) in alike {
                    self.suspect_duplicate(*child, *other, evidence)?;
                }
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

//! What a file is matched against, in the database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use super::{Before, Earlier, EarlierRow, Stamp, Wanted};
use crate::access::Desk;
use crate::access::account::{Account, AccountRole};
use crate::access::role::Manages;
use crate::children::identifiers::Identifier;
use crate::children::model::{Child, IdentifierStanding, Sex};
use crate::db::schema::{accounts, addresses, authorities, children, import_rows, imports};
use crate::error::Result;
use crate::id::Id;
use crate::imports::matching::Known;
use crate::imports::model::Import;
use crate::imports::officers::Officers;

/// How many values one question to the database carries.
const CHUNK: usize = 500;

impl<R: Manages, M> Desk<'_, R, M> {
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

    /// What must not move between matching and writing.
    ///
    /// # Errors
    /// `Database`.
    pub fn import_stamp(&mut self) -> Result<Stamp> {
        let authority = self.authority();
        let last_import: Option<String> = imports::table
            .filter(imports::authority_code.eq(authority))
            .order((imports::imported_at.desc(), imports::id.desc()))
            .select(imports::id)
            .first::<Id<Import>>(self.sql())
            .optional()?
            .map(|id| id.to_string());
        let next_reference = authorities::table.find(authority).select(authorities::next_reference).first(self.sql())?;
        Ok(Stamp { last_import, next_reference, merges: self.merges_and_splits()? })
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

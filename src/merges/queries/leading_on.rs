//! Where a retired id leads, and which records lead to a child.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::rows::MOVED;
use crate::access::Desk;
use crate::access::role::{ReadsFigures, Staff};
use crate::children::model::Child;
use crate::db::schema::{children, merges};
use crate::duplicates::model::PossibleDuplicate;
use crate::error::Result;
use crate::id::Id;
use crate::merges::journal::Journal;
use crate::merges::model::{Merge, Whole};

/// A merge that stands, as the kept record tells it.
#[derive(Clone, Debug)]
pub struct MergedHere {
    /// Which.
    pub id: Id<Merge>,
    /// The reference of the retired record.
    pub reference: String,
    /// The name it had.
    pub name: String,
    /// Why they are one child.
    pub reason: String,
    /// By whom.
    pub merged_by: String,
    /// When, UTC.
    pub merged_at: NaiveDateTime,
}

/// Ids in one statement.
const AT_ONCE: usize = 500;

impl<R: ReadsFigures, M> Desk<'_, R, M> {
    /// The record that this id leads to: itself while it is there, or the one it was merged into, however
    /// often; none when it is not this authority's.
    ///
    /// # Errors
    /// `Database`.
    pub fn leads_to(&mut self, child: Id<Child>) -> Result<Option<Id<Child>>> {
        let (authority, mut at) = (self.authority(), child);
        loop {
            let is_there = children::table.filter(children::authority_code.eq(authority)).filter(children::id.eq(at));
            if diesel::select(diesel::dsl::exists(is_there)).get_result(self.sql())? {
                return Ok(Some(at));
            }
            let next: Option<Id<Child>> = merges::table
                .filter(merges::authority_code.eq(authority))
                .filter(merges::retired_id.eq(at))
                .filter(merges::split_at.is_null())
                .select(merges::kept_id)
                .first(self.sql())
                .optional()?;
            // A record cannot be merged into one that is not there, so the way never turns back.
            match next {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The record that the pair of a merge leads to.
    ///
    /// # Errors
    /// `Database`.
    pub fn pair_leads_to(&mut self, pair: Id<PossibleDuplicate>) -> Result<Option<Id<Child>>> {
        let kept: Option<Id<Child>> = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::pair_id.eq(pair.as_str()))
            .filter(merges::split_at.is_null())
            .select(merges::kept_id)
            .first(self.sql())
            .optional()?;
        match kept {
            Some(kept) => self.leads_to(kept),
            None => Ok(None),
        }
    }

    /// Every id that leads to this child, its own first.
    ///
    /// # Errors
    /// `Database`.
    pub fn ids_of(&mut self, child: Id<Child>) -> Result<Vec<Id<Child>>> {
        let mut ids = vec![child];
        let mut layer = vec![child];
        while !layer.is_empty() {
            layer = merges::table
                .filter(merges::authority_code.eq(self.authority()))
                .filter(merges::kept_id.eq_any(&layer))
                .filter(merges::split_at.is_null())
                .order(merges::number)
                .select(merges::retired_id)
                .load(self.sql())?;
            ids.extend(&layer);
        }
        Ok(ids)
    }

    /// What these children are found by besides what their records say: both sides of every merge that
    /// leads to one of them, with the child it leads to.
    ///
    /// # Errors
    /// `Database`.
    pub fn merged_records_of(&mut self, children: &[Id<Child>]) -> Result<Vec<(Id<Child>, Whole)>> {
        let mut found = Vec::new();
        let mut layer: Vec<(Id<Child>, Id<Child>)> = children.iter().map(|child| (*child, *child)).collect();
        while !layer.is_empty() {
            let mut next = Vec::new();
            for some in layer.chunks(AT_ONCE) {
                let kept: Vec<Id<Child>> = some.iter().map(|(id, _)| *id).collect();
                let rows: Vec<(Id<Child>, Id<Child>, String)> = merges::table
                    .filter(merges::authority_code.eq(self.authority()))
                    .filter(merges::kept_id.eq_any(kept))
                    .filter(merges::split_at.is_null())
                    .order(merges::number)
                    .select((merges::kept_id, merges::retired_id, merges::journal))
                    .load(self.sql())?;
                for (kept, retired, journal) in rows {
                    let Some((_, leads_to)) = some.iter().find(|(id, _)| *id == kept) else { continue };
                    let journal: Journal = serde_json::from_str(&journal)?;
                    found.extend([journal.kept_before, journal.retired].map(|whole| (*leads_to, whole)));
                    next.push((retired, *leads_to));
                }
            }
            layer = next;
        }
        Ok(found)
    }

    /// The merges into this very record that stand, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn merged_into(&mut self, child: Id<Child>) -> Result<Vec<MergedHere>> {
        let rows: Vec<(Id<Merge>, String, String, String, NaiveDateTime)> = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::kept_id.eq_any(self.ids_of(child)?))
            .filter(merges::split_at.is_null())
            .order(merges::number.desc())
            .select((merges::id, merges::reason, merges::journal, merges::merged_by, merges::merged_at))
            .load(self.sql())?;
        rows.into_iter()
            .map(|(id, reason, journal, merged_by, merged_at)| {
                let retired = serde_json::from_str::<Journal>(&journal)?.retired;
                Ok(MergedHere { id, name: retired.full_name(), reference: retired.reference, reason, merged_by, merged_at })
            })
            .collect()
    }

    /// Whether a reference is a retired record's: it is not given out again.
    ///
    /// # Errors
    /// `Database`.
    pub fn is_retired_reference(&mut self, reference: &str) -> Result<bool> {
        let retired = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::retired_reference.eq(reference))
            .filter(merges::split_at.is_null());
        Ok(diesel::select(diesel::dsl::exists(retired)).get_result(self.sql())?)
    }

    /// How many merges and splits there were: moves with each.
    ///
    /// # Errors
    /// `Database`.
    pub fn merges_and_splits(&mut self) -> Result<i64> {
        let (merged, split): (i64, i64) = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .select((diesel::dsl::count(merges::id), diesel::dsl::count(merges::split_at)))
            .first(self.sql())?;
        Ok(merged + split)
    }

    /// Merges that do not hold: a retired record that is still there, or that rows still belong to, and an
    /// id that leads nowhere.
    ///
    /// # Errors
    /// `Database`.
    pub fn merge_faults(&mut self) -> Result<Vec<String>> {
        let standing: Vec<(Id<Merge>, Id<Child>)> = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::split_at.is_null())
            .order(merges::number)
            .select((merges::id, merges::retired_id))
            .load(self.sql())?;
        let mut faults = Vec::new();
        for (merge, retired) in standing {
            match self.leads_to(retired)? {
                Some(child) if child == retired => {
                    faults.push(format!("merge {merge}: child {retired} is retired and still there"))
                }
                Some(_) => {}
                None => faults.push(format!("merge {merge}: child {retired} is retired and leads nowhere")),
            }
            let left = self.rows_of(retired)?;
            faults.extend(
                MOVED
                    .iter()
                    .filter_map(|table| left.get(*table).map(|rows| (table, rows.len())))
                    .map(|(table, rows)| format!("merge {merge}: {rows} rows of {table} belong to the retired child {retired}")),
            );
        }
        Ok(faults)
    }
}

//! The index made anew, and compared with the records.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use super::kept::Difference;
use crate::access::role::System;
use crate::access::{Changing, Desk};
use crate::candidates::model::{Counts, Part, count, kept_keys};
use crate::children::model::Child;
use crate::db::schema::{authorities, candidate_keys, candidates, children, name_counts};
use crate::error::Result;
use crate::id::Id;
use crate::matching::keys::VERSION;

/// Records that are indexed in one transaction. Nobody waits, because the register is not open yet; and their keys
/// lie all over the index, so that every transaction writes most of it anew: the fewer, the better.
const IN_ONE_GO: i64 = 200_000;

/// Records that are read in one go: what they say is as large as what is kept of them is small.
const READ_AT_ONCE: usize = 5_000;

/// Keys that are compared in one go.
const KEYS_AT_ONCE: i64 = 20_000;

/// How far the index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::candidates) enum Caught {
    /// In this pass, up to this child.
    UpTo(Id<Child>),
    /// It is complete.
    Everybody,
}

impl<M> Desk<'_, System, M> {
    /// Whether every child is a candidate under the engine's keys of now.
    ///
    /// # Errors
    /// `Database`.
    pub(in crate::candidates) fn is_caught_up(&mut self) -> Result<bool> {
        Ok(self.candidates_version()? == VERSION)
    }

    fn candidates_version(&mut self) -> Result<i32> {
        let mine = authorities::table.find(self.authority());
        Ok(mine.select(authorities::candidates_version).first(self.sql())?)
    }

    /// What in the index is not what the records say, with ids and no names.
    ///
    /// # Errors
    /// `Database`.
    pub fn candidate_faults(&mut self) -> Result<Vec<String>> {
        let authority = self.authority();
        let (mut faults, mut wanted, mut counts) = (Vec::new(), BTreeSet::new(), Counts::new());
        let mut rows: BTreeMap<Id<Child>, (i32, String)> = candidates::table
            .filter(candidates::authority_code.eq(authority))
            .select((candidates::child_id, (candidates::number, candidates::person)))
            .load::<(Id<Child>, (i32, String))>(self.sql())?
            .into_iter()
            .collect();
        let ids: Vec<Id<Child>> =
            children::table.filter(children::authority_code.eq(authority)).select(children::id).load(self.sql())?;
        for (child, person) in self.people_of(&ids)? {
            let Some((number, kept)) = rows.remove(&child) else {
                faults.push(format!("child {child}: is not among the candidates for matching"));
                continue;
            };
            if serde_json::from_str(&kept).ok().as_ref() != Some(&person) {
                faults.push(format!("child {child}: the candidate for matching is not what the record says"));
            }
            wanted.extend(kept_keys(&person).into_iter().map(|key| (key, number)));
            count(&mut counts, &person, 1);
        }
        faults.extend(rows.into_keys().map(|child| format!("child {child}: a candidate for matching without a record")));
        faults.extend(self.key_faults(wanted)?);
        faults.extend(self.name_faults(counts)?);
        Ok(faults)
    }

    fn key_faults(&mut self, mut wanted: BTreeSet<(i64, i32)>) -> Result<Option<String>> {
        let (mut after, mut too_many) = ((i64::MIN, i32::MIN), 0_usize);
        loop {
            let beyond = candidate_keys::blocking_key
                .gt(after.0)
                .or(candidate_keys::blocking_key.eq(after.0).and(candidate_keys::number.gt(after.1)));
            let some: Vec<(i64, i32)> = candidate_keys::table
                .filter(candidate_keys::authority_code.eq(self.authority()))
                .filter(candidate_keys::blocking_key.ge(after.0))
                .filter(beyond)
                .order((candidate_keys::blocking_key, candidate_keys::number))
                .limit(KEYS_AT_ONCE)
                .select((candidate_keys::blocking_key, candidate_keys::number))
                .load(self.sql())?;
            let Some(last) = some.last() else { break };
            after = *last;
            too_many += some.iter().filter(|key| !wanted.remove(key)).count();
        }
        let is_sound = wanted.is_empty() && too_many == 0;
        Ok((!is_sound).then(|| format!("keys for matching: {} are missing, {too_many} are too many", wanted.len())))
    }

    fn name_faults(&mut self, mut counts: Counts) -> Result<Option<String>> {
        counts.retain(|_, many| *many != 0);
        let kept: Vec<(Part, String, i32)> = name_counts::table
            .filter(name_counts::authority_code.eq(self.authority()))
            .filter(name_counts::children.ne(0))
            .select((name_counts::part, name_counts::name, name_counts::children))
            .load(self.sql())?;
        let kept: Counts = kept.into_iter().map(|(part, name, many)| ((part, name), many)).collect();
        let differ = counts.iter().filter(|(name, many)| kept.get(name) != Some(many)).count()
            + kept.keys().filter(|name| !counts.contains_key(name)).count();
        Ok((differ > 0).then(|| format!("how many have a name, for matching: {differ} counts are wrong")))
    }
}

impl Desk<'_, System, Changing> {
    /// Begins the index anew, where it was made for other keys; what was filled in before a stop stays.
    ///
    /// # Errors
    /// `Database`.
    pub(in crate::candidates) fn begin_catching_up(&mut self) -> Result<()> {
        let (authority, version) = (self.authority(), self.candidates_version()?);
        if version == 0 || version.abs() == VERSION {
            return Ok(());
        }
        diesel::delete(candidate_keys::table.filter(candidate_keys::authority_code.eq(authority))).execute(self.sql())?;
        diesel::delete(candidates::table.filter(candidates::authority_code.eq(authority))).execute(self.sql())?;
        diesel::delete(name_counts::table.filter(name_counts::authority_code.eq(authority))).execute(self.sql())?;
        self.has_version(-VERSION)
    }

    /// Makes some children candidates who are none yet, those after one in the order of their ids. When there are
    /// none left, from the first one on, the index is complete. Who was passed is not asked about again in the
    /// same pass: asking each time for everybody takes the square of their number.
    ///
    /// # Errors
    /// `Database`.
    pub(in crate::candidates) fn catch_some_up(&mut self, after: Option<Id<Child>>) -> Result<Caught> {
        let there = exists(candidates::table.filter(candidates::child_id.eq(children::id)));
        let mut missing = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(diesel::dsl::not(there))
            .order(children::id)
            .limit(IN_ONE_GO)
            .select(children::id)
            .into_boxed();
        if let Some(after) = after {
            missing = missing.filter(children::id.gt(after));
        }
        let missing: Vec<Id<Child>> = missing.load(self.sql())?;
        let mut difference = Difference::default();
        for some in missing.chunks(READ_AT_ONCE) {
            self.refresh_people(some, &mut difference)?;
        }
        self.keep_difference(difference)?;
        self.showing(missing.len());
        match (missing.last(), after) {
            (Some(last), _) => Ok(Caught::UpTo(*last)),
            // Somebody may have been added behind us.
            (None, Some(_)) => self.catch_some_up(None),
            (None, None) => self.has_version(VERSION).map(|()| Caught::Everybody),
        }
    }

    fn has_version(&mut self, version: i32) -> Result<()> {
        let mine = authorities::table.find(self.authority());
        diesel::update(mine).set(authorities::candidates_version.eq(version)).execute(self.sql())?;
        Ok(())
    }
}

//! A child's own row, read and written whole, and what a merge looks at before it is decided.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::db::schema::{children, former_names, former_upns};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::merges::choosing::Before;
use crate::merges::model::{Stint, Whole};
use crate::registrations::queries::Episode;

/// Every column of a child's row but its authority, which no merge changes.
macro_rules! columns {
    ($whole:expr) => {
        (
            children::reference.eq(&$whole.reference),
            children::given_names.eq(&$whole.given_names),
            children::family_name.eq(&$whole.family_name),
            children::preferred_name.eq(&$whole.preferred_name),
            children::date_of_birth.eq($whole.date_of_birth),
            children::sex.eq($whole.sex),
            children::gender.eq(&$whole.gender),
            children::ethnicity.eq($whole.ethnicity),
            children::first_language.eq(&$whole.first_language),
            children::upn.eq(&$whole.upn),
            children::upn_standing.eq($whole.upn_standing),
            children::nhs_number.eq(&$whole.nhs_number),
            children::nhs_standing.eq($whole.nhs_standing),
            children::uln.eq(&$whole.uln),
            children::uln_standing.eq($whole.uln_standing),
            children::household_id.eq($whole.household_id),
            children::postcode_district.eq(&$whole.postcode_district),
            children::year_group_given.eq($whole.year_group_given),
            children::notes.eq(&$whole.notes),
            children::version.eq($whole.version),
            children::created_at.eq($whole.created_at),
            children::updated_at.eq($whole.updated_at),
        )
    };
}

impl From<Episode> for Stint {
    fn from(episode: Episode) -> Self {
        Self {
            id: episode.id,
            kind: episode.kind,
            level: episode.level,
            started_on: episode.started_on,
            source: episode.source,
            reason: episode.reason,
            reason_words: episode.reason_words,
            ended_on: episode.ended_on,
            end_reason: episode.end_reason,
            destination: episode.destination,
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// A child's own row, every column of it.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub(in crate::merges) fn whole(&mut self, child: Id<Child>) -> Result<Whole> {
        Ok(children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::id.eq(child))
            .first(self.sql())?)
    }

    pub(super) fn stints(&mut self, child: Id<Child>) -> Result<Vec<Stint>> {
        Ok(self.episodes(child)?.into_iter().map(Stint::from).collect())
    }

    /// What choosing looks at, of one record.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn before_merging(&mut self, child: Id<Child>) -> Result<Before> {
        let authority = self.authority();
        Ok(Before {
            whole: self.whole(child)?,
            stints: self.stints(child)?,
            former_names: former_names::table
                .filter(former_names::authority_code.eq(authority))
                .filter(former_names::child_id.eq(child))
                .order(former_names::id)
                .select((former_names::given_names, former_names::family_name))
                .load(self.sql())?,
            former_upns: former_upns::table
                .filter(former_upns::authority_code.eq(authority))
                .filter(former_upns::child_id.eq(child))
                .order(former_upns::id)
                .select(former_upns::upn)
                .load(self.sql())?,
        })
    }
}

/// What a form carries of the two records it was opened on.
pub fn stamp(kept: &Before, other: &Before) -> String {
    meanwhile::stamp(&(kept, other))
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Writes a child's own row over the one that is still at `version`.
    pub(super) fn overwrite(&mut self, whole: &Whole, version: i32, now: NaiveDateTime) -> Result<()> {
        let whole = Whole { updated_at: now, ..whole.clone() };
        let mine = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::id.eq(whole.id))
            .filter(children::version.eq(version));
        let changed = diesel::update(mine).set(columns!(whole)).execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(Error::Conflict("Somebody changed the record at the same moment.".into())) }
    }

    /// Puts a retired record back as it was.
    pub(super) fn put_back(&mut self, whole: &Whole) -> Result<()> {
        let authority = self.authority();
        diesel::insert_into(children::table)
            .values((children::id.eq(whole.id), children::authority_code.eq(authority), columns!(whole)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Takes a retired record out of the table of children. The database refuses while a row names it.
    pub(super) fn retire(&mut self, child: Id<Child>) -> Result<()> {
        let authority = self.authority();
        diesel::delete(children::table.filter(children::authority_code.eq(authority)).filter(children::id.eq(child)))
            .execute(self.sql())?;
        Ok(())
    }
}

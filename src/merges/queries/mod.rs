//! Merges in the database: everything in one transaction, and everything written down in the journal.

pub mod described;
pub mod leading_on;
mod pairs;
pub mod records;
pub mod rows;
pub mod splitting;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::db::schema::{merges, registrations};
use crate::duplicates::model::PossibleDuplicate;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::merges::choosing::{Choices, plan};
use crate::merges::journal::{Journal, Rows};
use crate::merges::model::Merge;
use crate::registrations::model::Registration;
use crate::registrations::reasons::{Destination, EndReason};

/// A merge that somebody has decided on.
#[derive(Clone, Debug)]
pub struct NewMerge {
    /// Minted with the form.
    pub id: Id<Merge>,
    /// The record that stays.
    pub kept: Id<Child>,
    /// The record that is retired.
    pub other: Id<Child>,
    /// Field by field.
    pub choices: Choices,
    /// Why they are one child, in a sentence.
    pub reason: String,
    /// What the two records were when the form was opened ([`records::stamp`]).
    pub opened: String,
}

/// A merge as it is kept.
#[derive(Clone, Debug)]
pub struct KeptMerge {
    /// Which.
    pub id: Id<Merge>,
    /// Which of the authority's merges, counted from one.
    pub number: i32,
    /// The record that stayed.
    pub kept: Id<Child>,
    /// The record that was retired.
    pub retired: Id<Child>,
    /// Why.
    pub reason: String,
    /// What it did.
    pub journal: Journal,
    /// By whom.
    pub merged_by: String,
    /// When, UTC.
    pub merged_at: NaiveDateTime,
    /// By whom it was undone.
    pub split_by: Option<String>,
    /// When it was undone, UTC.
    pub split_at: Option<NaiveDateTime>,
}

type MergeRow =
    (Id<Merge>, i32, Id<Child>, Id<Child>, String, String, String, NaiveDateTime, Option<String>, Option<NaiveDateTime>);

impl<R: Staff, M> Desk<'_, R, M> {
    /// One merge of this authority, whether it stands or was undone.
    ///
    /// # Errors
    /// `Database`.
    pub fn known_merge(&mut self, merge: Id<Merge>) -> Result<Option<KeptMerge>> {
        let row: Option<MergeRow> = merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::id.eq(merge))
            .select((
                merges::id,
                merges::number,
                merges::kept_id,
                merges::retired_id,
                merges::reason,
                merges::journal,
                merges::merged_by,
                merges::merged_at,
                merges::split_by,
                merges::split_at,
            ))
            .first(self.sql())
            .optional()?;
        let Some((id, number, kept, retired, reason, journal, merged_by, merged_at, split_by, split_at)) = row else {
            return Ok(None);
        };
        let journal = serde_json::from_str(&journal)?;
        Ok(Some(KeptMerge { id, number, kept, retired, reason, journal, merged_by, merged_at, split_by, split_at }))
    }

    /// Refuses a merge of which one record is retired already.
    ///
    /// # Errors
    /// `NotFound` when either is not this authority's; `Conflict` with a sentence.
    pub fn both_can_be_merged(&mut self, kept: Id<Child>, other: Id<Child>) -> Result<()> {
        let leads = (self.leads_to(kept)?.ok_or(Error::NotFound)?, self.leads_to(other)?.ok_or(Error::NotFound)?);
        if leads.0 == leads.1 {
            return Err(Error::Conflict("These are one record already. Nothing was changed.".into()));
        }
        if leads != (kept, other) {
            return Err(Error::Conflict(
                "One of the two was merged into another record after you opened this page. Nothing was changed: open the record, and merge it from there if that is still right."
                    .into(),
            ));
        }
        Ok(())
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Merges two records into one. Sent twice is once.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when either record is not what the form was opened on, or is retired already.
    pub fn merge(&mut self, new: &NewMerge) -> Result<()> {
        if let Some(known) = self.known_merge(new.id)? {
            let is_same = (known.kept, known.retired, &known.reason, &known.journal.choices, known.split_at)
                == (new.kept, new.other, &new.reason, &new.choices, None);
            return if is_same && known.merged_by == self.who().actor { Ok(()) } else { Err(sent_before()) };
        }
        self.both_can_be_merged(new.kept, new.other)?;
        let (kept, other) = (self.before_merging(new.kept)?, self.before_merging(new.other)?);
        if records::stamp(&kept, &other) != new.opened {
            return Err(Error::Conflict("Somebody changed one of the two records after you opened this page.".into()));
        }
        let (today, now) = (self.today(), self.now());
        let plan = plan(&kept, &other, &new.choices, today);
        let pair = self.pair_between(new.kept, new.other)?.map(|pair| pair.id);
        self.clear_standing(new.kept)?;
        self.clear_standing(new.other)?;
        if let Some(registration) = plan.ends {
            self.end_by_merge(registration, today)?;
        }
        let (stayed, moved) = (self.rows_of(new.kept)?, self.rows_of(new.other)?);
        self.move_rows(&moved, new.other, new.kept)?;
        let pairs = self.bring_pairs(new.kept, new.other)?;
        self.forget_what_is_computed(new.other)?;
        self.retire(new.other)?;
        self.overwrite(&plan.after, kept.whole.version, now)?;
        for (given_names, family_name) in &plan.former_names {
            self.add_former_name(new.kept, given_names, family_name, None)?;
        }
        for (upn, standing) in &plan.former_upns {
            self.add_former_upn(new.kept, upn, *standing)?;
        }
        if moved.contains_key("addresses") {
            self.follow_district(new.kept)?;
        }
        let journal = Journal {
            choices: new.choices.clone(),
            kept_before: kept.whole,
            kept_after: self.whole(new.kept)?,
            retired: other.whole,
            stints: self.stints(new.kept)?,
            ended: plan.ends,
            made: self.made_beside(new.kept, &stayed, &moved)?,
            stayed,
            moved,
            pairs_moved: pairs.moved,
            pairs_put_away: pairs.put_away,
        };
        self.keep_merge(new, &journal, pair)?;
        self.refresh_search_terms(&[new.kept])?;
        self.refresh_standing(new.kept)?;
        self.also(&Event::ChildrenMerged { child: new.other, merge: new.id })
    }

    fn end_by_merge(&mut self, registration: Id<Registration>, today: NaiveDate) -> Result<()> {
        let mine = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::id.eq(registration));
        diesel::update(mine)
            .set((
                registrations::ended_on.eq(Some(today)),
                registrations::end_reason.eq(Some(EndReason::Merged)),
                registrations::destination.eq(Some(Destination::None)),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Former names and UPNs that are on the record now and were on neither before.
    fn made_beside(&mut self, kept: Id<Child>, stayed: &Rows, moved: &Rows) -> Result<Rows> {
        let mut made = self.rows_of(kept)?;
        made.retain(|table, _| table == "former_names" || table == "former_upns");
        for (table, ids) in &mut made {
            let known = |id: &String| [stayed, moved].iter().any(|rows| rows.get(table).is_some_and(|ids| ids.contains(id)));
            ids.retain(|id| !known(id));
        }
        Ok(made)
    }

    fn keep_merge(&mut self, new: &NewMerge, journal: &Journal, pair: Option<Id<PossibleDuplicate>>) -> Result<()> {
        let (authority, now, actor) = (self.authority(), self.now(), self.who().actor.as_str());
        let last: Option<i32> = merges::table
            .filter(merges::authority_code.eq(authority))
            .select(diesel::dsl::max(merges::number))
            .first(self.sql())?;
        diesel::insert_into(merges::table)
            .values((
                merges::id.eq(new.id),
                merges::authority_code.eq(authority),
                merges::number.eq(last.unwrap_or(0).saturating_add(1)),
                merges::kept_id.eq(new.kept),
                merges::retired_id.eq(new.other),
                merges::retired_reference.eq(&journal.retired.reference),
                merges::pair_id.eq(pair),
                merges::reason.eq(&new.reason),
                merges::journal.eq(serde_json::to_string(journal)?),
                merges::merged_by.eq(actor),
                merges::merged_at.eq(now),
                merges::split_reason.eq(""),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { sent_before() } else { error })?;
        Ok(())
    }
}

fn sent_before() -> Error {
    Error::Conflict("This form was sent before, with something else in it. Nothing was changed: open it again.".into())
}

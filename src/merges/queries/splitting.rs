//! A merge undone: what goes back, what has to be decided first, and doing it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::KeptMerge;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::db::schema::{contacts, merges, notifications, registrations, visits};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::merges::choosing::Side;
use crate::merges::journal::{Journal, Rows};
use crate::merges::model::Merge;
use crate::merges::parting::{Link, Now, contradictions, parted, torn};
use crate::registrations::model::Registration;
use crate::registrations::reasons::{Destination, EndReason};

/// Tables whose rows go where another of their rows goes: nobody is asked about them.
const FOLLOWING: [&str; 2] = ["registrations", "registration_changes"];

/// A merge about to be undone.
#[derive(Clone, Debug)]
pub struct Splitting {
    /// The merge.
    pub merge: KeptMerge,
    /// Why it cannot be undone; empty when it can.
    pub against: Vec<String>,
    /// Rows added to the merged record since, by table: where each belongs is asked.
    pub added: Rows,
    links: Vec<Link>,
}

impl Splitting {
    /// Every row that is asked about.
    pub fn asked(&self) -> impl Iterator<Item = &String> {
        self.added.values().flatten()
    }

    /// What the answers would tear apart: the row each sentence stands beside, or none where it is about two
    /// rows that nobody is asked about.
    pub fn torn(&self, belongs: &BTreeMap<String, Side>) -> Vec<(Option<String>, String)> {
        let side_of = |row: &str| belongs.get(row).copied().or_else(|| self.merge.journal.side_of(row));
        torn(&self.links, side_of, |row| self.asked().any(|asked| asked == row))
    }
}

/// A split that somebody has decided on.
#[derive(Clone, Debug)]
pub struct NewSplit {
    /// The merge to undo.
    pub merge: Id<Merge>,
    /// Why they are two children after all.
    pub reason: String,
    /// Where each row added since belongs.
    pub belongs: BTreeMap<String, Side>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// What stands in the way of undoing a merge that this child's record came from, and what is asked.
    ///
    /// # Errors
    /// `NotFound` when there is no such merge, or another record came from it; `Conflict` when it was undone.
    pub fn splitting(&mut self, child: Id<Child>, merge: Id<Merge>) -> Result<Splitting> {
        let merge = self.known_merge(merge)?.ok_or(Error::NotFound)?;
        if merge.split_at.is_some() && [merge.kept, merge.retired].contains(&child) {
            return Err(Error::Conflict("These two records were split already.".into()));
        }
        if self.leads_to(merge.kept)? != Some(child) {
            return Err(Error::NotFound);
        }
        if merge.kept != child {
            let into = self.heading(child)?.reference;
            let kept = &merge.journal.kept_before.reference;
            let against = vec![format!("{kept} has itself been merged since, into {into}. Split those two first.")];
            return Ok(Splitting { merge, against, added: Rows::new(), links: Vec::new() });
        }
        let journal = &merge.journal;
        let rows = self.rows_of(child)?;
        let missing = journal.moved.iter().map(|(table, ids)| missing(ids, rows.get(table))).sum();
        let now =
            Now { whole: self.whole(child)?, stints: self.stints(child)?, merged_later: self.merged_later(&merge)?, missing };
        let mut against = contradictions(journal, &now);
        let added = added_since(journal, rows);
        let links = self.links_of(child)?;
        let splitting = Splitting { merge, against: Vec::new(), added, links };
        against.extend(
            splitting
                .torn(&BTreeMap::new())
                .into_iter()
                .filter(|(beside, _)| beside.is_none())
                .map(|(_, what)| format!("{what}.")),
        );
        Ok(Splitting { against, ..splitting })
    }

    fn merged_later(&mut self, merge: &KeptMerge) -> Result<Vec<String>> {
        Ok(merges::table
            .filter(merges::authority_code.eq(self.authority()))
            .filter(merges::kept_id.eq(merge.kept))
            .filter(merges::number.gt(merge.number))
            .filter(merges::split_at.is_null())
            .order(merges::number.desc())
            .select(merges::retired_reference)
            .load(self.sql())?)
    }

    fn links_of(&mut self, child: Id<Child>) -> Result<Vec<Link>> {
        let authority = self.authority();
        let came_to: Vec<(String, Option<String>)> = visits::table
            .filter(visits::authority_code.eq(authority))
            .filter(visits::child_id.eq(child))
            .filter(visits::contact_id.is_not_null())
            .select((visits::id, visits::contact_id))
            .load(self.sql())?;
        let was_at: Vec<(String, Option<String>)> = contacts::table
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(child))
            .filter(contacts::address_id.is_not_null())
            .select((contacts::id, contacts::address_id))
            .load(self.sql())?;
        let told_of: Vec<(String, Option<String>)> = notifications::table
            .filter(notifications::authority_code.eq(authority))
            .filter(notifications::child_id.eq(child))
            .filter(notifications::registration_id.is_not_null())
            .select((notifications::id, notifications::registration_id))
            .load(self.sql())?;
        let link = |words| move |(from, to): (String, Option<String>)| Some(Link { from, to: to?, words });
        let visits = came_to.into_iter().filter_map(link("A visit and the contact it came to"));
        let notified = told_of.into_iter().filter_map(link("A notification and the registration it led to"));
        let contacts = was_at.into_iter().filter_map(link("A contact and the address it was at"));
        Ok(visits.chain(contacts).chain(notified).collect())
    }
}

fn missing(ids: &[String], now: Option<&Vec<String>>) -> usize {
    ids.iter().filter(|id| !now.is_some_and(|now| now.contains(id))).count()
}

fn added_since(journal: &Journal, rows: Rows) -> Rows {
    let mut added = rows;
    added.retain(|table, ids| {
        ids.retain(|id| journal.side_of(id).is_none() && !journal.made_it(id));
        !ids.is_empty() && !FOLLOWING.contains(&table.as_str())
    });
    added
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Undoes a merge. Sent twice is once.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was undone by somebody else, when something contradicts it, or when it
    /// was not said where a row belongs.
    pub fn split(&mut self, child: Id<Child>, new: &NewSplit) -> Result<()> {
        let known = self.known_merge(new.merge)?.ok_or(Error::NotFound)?;
        if known.split_by.as_ref() == Some(&self.who().actor) && known.kept == child {
            return Ok(());
        }
        let splitting = self.splitting(child, new.merge)?;
        let is_answered = splitting.asked().all(|row| new.belongs.contains_key(row));
        if !splitting.against.is_empty() || !is_answered || !splitting.torn(&new.belongs).is_empty() {
            return Err(Error::Conflict("The record has changed since you opened the page. Nothing was split.".into()));
        }
        let Splitting { merge: KeptMerge { journal, retired, .. }, added, .. } = splitting;
        let now = self.whole(child)?;
        self.clear_standing(child)?;
        self.put_back(&journal.retired)?;
        self.move_rows(&journal.moved, child, retired)?;
        let given = given_to_other(&added, &new.belongs);
        self.move_rows(&given, child, retired)?;
        self.changes_follow_registrations(journal.moved.get("registrations").map_or(&[][..], Vec::as_slice), retired)?;
        if let Some(registration) = journal.ended {
            self.open_again(registration)?;
        }
        self.unmake(&journal.made)?;
        let instant = self.now();
        self.overwrite(&parted(&journal, &now), now.version, instant)?;
        self.give_pairs_back(&journal)?;
        self.mark_split(new)?;
        if now.postcode_district != journal.kept_after.postcode_district || added.contains_key("addresses") {
            self.follow_district(child)?;
            self.follow_district(retired)?;
        }
        self.refresh_search_terms(&[child, retired])?;
        self.refresh_standing(child)?;
        self.refresh_standing(retired)?;
        self.also(&Event::MergeSplit { child: retired, merge: new.merge })
    }

    fn open_again(&mut self, registration: Id<Registration>) -> Result<()> {
        let mine = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::id.eq(registration));
        diesel::update(mine)
            .set((
                registrations::ended_on.eq(None::<NaiveDate>),
                registrations::end_reason.eq(None::<EndReason>),
                registrations::destination.eq(None::<Destination>),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn mark_split(&mut self, new: &NewSplit) -> Result<()> {
        let (now, actor) = (self.now(), self.who().actor.as_str());
        let mine = merges::table.filter(merges::authority_code.eq(self.authority())).filter(merges::id.eq(new.merge));
        diesel::update(mine)
            .set((merges::split_reason.eq(&new.reason), merges::split_by.eq(actor), merges::split_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }
}

fn given_to_other(added: &Rows, belongs: &BTreeMap<String, Side>) -> Rows {
    let of = |ids: &Vec<String>| ids.iter().filter(|id| belongs.get(*id) == Some(&Side::Other)).cloned().collect();
    added.iter().map(|(table, ids)| (table.clone(), of(ids))).collect()
}

//! How pairs come onto the queue, and when they come back: weighed by the engine, from the records.

use diesel::prelude::*;

use super::{Pair, in_order};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::possible_duplicates as pairs;
use crate::duplicates::model::{Decision, PossibleDuplicate, Step, Weighed, step};
use crate::error::Result;
use crate::id::Id;

/// Pairs from before pairs were weighed that are weighed in one piece of work.
const AT_ONCE: i64 = 200;

impl<R: Staff, M> Desk<'_, R, M> {
    /// What the engine says of two records as they are now.
    ///
    /// # Errors
    /// `NotFound` when one of them is not this authority's.
    pub fn weigh(&mut self, one: Id<Child>, other: Id<Child>) -> Result<Weighed> {
        let (one, other) = in_order(one, other);
        let (one, other) = (self.person_of(one)?, self.person_of(other)?);
        Ok(Weighed::of(&self.compare_people(&one, &other)?, &one, &other))
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Whether there are pairs that no model has weighed: those from before pairs were weighed.
    ///
    /// # Errors
    /// `Database`.
    pub(crate) fn has_unweighed_pairs(&mut self) -> Result<bool> {
        let unweighed = pairs::table.filter(pairs::authority_code.eq(self.authority())).filter(pairs::model.eq(""));
        Ok(diesel::select(diesel::dsl::exists(unweighed)).get_result(self.sql())?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Puts a pair that was weighed on the queue, or weighs it anew, or asks again, or leaves it: see
    /// [`step`].
    ///
    /// # Errors
    /// `Database`.
    pub fn ask_about_pair(&mut self, one: Id<Child>, other: Id<Child>, weighed: &Weighed) -> Result<Step> {
        let known = self.pair_of(one, other)?;
        let step = step(known.as_ref().map(Pair::known).as_ref(), weighed);
        match (step, known) {
            (Step::Ask, _) => self.put_pair(one, other, weighed, Decision::Undecided)?,
            (Step::AskAgain, Some(pair)) => self.keep_weight(pair.id, weighed, Decision::Undecided)?,
            (Step::WeighAnew, Some(pair)) => self.keep_weight(pair.id, weighed, pair.decision)?,
            (Step::Leave | Step::AskAgain | Step::WeighAnew, _) => {}
        }
        Ok(step)
    }

    /// Puts a pair on the queue that something else than the engine suspects; `evidence` says in a sentence
    /// why, without names. A pair that is already there, decided or not, is left as it is.
    ///
    /// # Errors
    /// `NotFound` when one of them is not this authority's.
    pub fn suspect_duplicate(&mut self, one: Id<Child>, other: Id<Child>, evidence: &str) -> Result<()> {
        if one == other || self.pair_of(one, other)?.is_some() {
            return Ok(());
        }
        let weighed = self.weigh(one, other)?.because(evidence);
        self.put_pair(one, other, &weighed, Decision::Undecided)
    }

    /// Somebody looked at both and was not sure: a colleague is asked, also where it was decided before.
    ///
    /// # Errors
    /// `NotFound` when one of them is not this authority's.
    pub fn ask_a_colleague(&mut self, one: Id<Child>, other: Id<Child>, weighed: &Weighed) -> Result<()> {
        self.said_of_pair(one, other, weighed, Decision::Undecided)?;
        let actor = self.who().actor.as_str();
        let (first, second) = in_order(one, other);
        diesel::update(
            pairs::table
                .filter(pairs::authority_code.eq(self.authority()))
                .filter(pairs::child_id.eq(first))
                .filter(pairs::other_child_id.eq(second)),
        )
        .set(pairs::asked_by.eq(actor))
        .execute(self.sql())?;
        Ok(())
    }

    /// Somebody looked at both and says that they are two children: remembered, and asked again only when
    /// the facts change.
    ///
    /// # Errors
    /// `NotFound` when one of them is not this authority's.
    pub fn tell_apart(&mut self, one: Id<Child>, other: Id<Child>, weighed: &Weighed) -> Result<()> {
        self.said_of_pair(one, other, weighed, Decision::Different)?;
        let pair = self.pair_of(one, other)?.ok_or(crate::error::Error::NotFound)?;
        let (now, actor) = (self.now(), self.who().actor.as_str());
        diesel::update(pairs::table.find(pair.id))
            .set((pairs::decided_by.eq(actor), pairs::decided_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Looks for the records that may be the same child as one whose facts are new or have changed, and
    /// weighs its pairs anew: in the transaction that changed them.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn look_for_duplicates(&mut self, child: Id<Child>) -> Result<()> {
        let person = self.person_of(child)?;
        let mut met = Vec::new();
        for alike in self.children_like(&person, &[child])? {
            let weighed = self.weigh(child, alike.child)?;
            self.ask_about_pair(child, alike.child, &weighed)?;
            met.push(alike.child);
        }
        self.weigh_waiting_pairs(child, &met)
    }

    /// Weighs the pairs of a child anew that wait for somebody, but those with the children just met.
    ///
    /// # Errors
    /// `Database`.
    pub fn weigh_waiting_pairs(&mut self, child: Id<Child>, met: &[Id<Child>]) -> Result<()> {
        for pair in self.waiting_pairs_of(child)? {
            let other = if pair.child_id == child { pair.other_child_id } else { pair.child_id };
            if !met.contains(&other) {
                let weighed = self.weigh(child, other)?;
                self.ask_about_pair(child, other, &weighed)?;
            }
        }
        Ok(())
    }

    /// Weighs some of the pairs that no model has weighed yet.
    ///
    /// # Errors
    /// `Database`.
    pub(crate) fn weigh_some_pairs(&mut self) -> Result<()> {
        let unweighed: Vec<Pair> = pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::model.eq(""))
            .order(pairs::id)
            .limit(AT_ONCE)
            .select(Pair::as_select())
            .load(self.sql())?;
        for pair in &unweighed {
            let weighed = Weighed { evidence: pair.evidence.clone(), ..self.weigh(pair.child_id, pair.other_child_id)? };
            self.keep_weight(pair.id, &weighed, pair.decision)?;
        }
        Ok(())
    }

    fn waiting_pairs_of(&mut self, child: Id<Child>) -> Result<Vec<Pair>> {
        Ok(pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::child_id.eq(child).or(pairs::other_child_id.eq(child)))
            .filter(pairs::decision.ne(Decision::Different))
            .order(pairs::id)
            .select(Pair::as_select())
            .load(self.sql())?)
    }

    fn said_of_pair(&mut self, one: Id<Child>, other: Id<Child>, weighed: &Weighed, decision: Decision) -> Result<()> {
        match self.pair_of(one, other)? {
            Some(pair) => self.keep_weight(pair.id, weighed, decision),
            None => self.put_pair(one, other, weighed, decision),
        }
    }

    fn keep_weight(&mut self, pair: Id<PossibleDuplicate>, weighed: &Weighed, decision: Decision) -> Result<()> {
        diesel::update(pairs::table.find(pair))
            .set((
                pairs::weight.eq(weighed.weight),
                pairs::probability.eq(weighed.probability),
                pairs::model.eq(&weighed.model),
                pairs::facts.eq(&weighed.facts),
                pairs::evidence.eq(&weighed.evidence),
                pairs::decision.eq(decision),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn put_pair(&mut self, one: Id<Child>, other: Id<Child>, weighed: &Weighed, decision: Decision) -> Result<()> {
        let (first, second) = in_order(one, other);
        let (authority, now) = (self.authority(), self.now());
        if first == second {
            return Ok(());
        }
        diesel::insert_into(pairs::table)
            .values((
                pairs::id.eq(Id::<PossibleDuplicate>::mint()),
                pairs::authority_code.eq(authority),
                pairs::child_id.eq(first),
                pairs::other_child_id.eq(second),
                pairs::evidence.eq(&weighed.evidence),
                pairs::decision.eq(decision),
                pairs::created_at.eq(now),
                pairs::weight.eq(weighed.weight),
                pairs::probability.eq(weighed.probability),
                pairs::model.eq(&weighed.model),
                pairs::facts.eq(&weighed.facts),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

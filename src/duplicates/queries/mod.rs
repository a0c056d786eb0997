//! Possible duplicates in the database: the queue, one pair, what was decided.

mod beside;
mod like;
mod weighing;

pub use like::Alike;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{Decision, Known, PossibleDuplicate};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::db::dialect::direct;
use crate::db::schema::possible_duplicates as pairs;
use crate::error::Result;
use crate::id::Id;

/// A pair of records as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = pairs)]
pub struct Pair {
    /// Which.
    pub id: Id<PossibleDuplicate>,
    /// One record.
    pub child_id: Id<Child>,
    /// The other.
    pub other_child_id: Id<Child>,
    /// What speaks for and against it, in words without names.
    pub evidence: String,
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<NaiveDateTime>,
    /// Since when it is on the list, UTC.
    pub created_at: NaiveDateTime,
    /// Binary logarithm of the odds that the two are one child.
    pub weight: f64,
    /// The same as a probability, from 0 to 1.
    pub probability: f64,
    /// The version of the model that weighed it; empty where none has.
    pub model: String,
    /// A digest of what was compared; empty where nothing was.
    pub facts: String,
    /// Who was not sure and asked a colleague.
    pub asked_by: Option<String>,
}

impl Pair {
    /// How it was last weighed.
    pub fn known(&self) -> Known {
        Known { decision: self.decision, weight: self.weight, model: self.model.clone(), facts: self.facts.clone() }
    }

    /// The probability in words of a few steps, as nobody reads six decimals.
    pub fn likelihood(&self) -> &'static str {
        match self.probability {
            _ if self.model.is_empty() => "Not weighed",
            p if p >= 0.99 => "Very likely",
            p if p >= 0.8 => "Likely",
            p if p >= 0.2 => "Possible",
            _ => "Unlikely",
        }
    }

    /// The day it was told apart, or else since when it is on the list.
    pub fn since(&self) -> &NaiveDateTime {
        self.decided_at.as_ref().filter(|_| !self.decision.is_open()).unwrap_or(&self.created_at)
    }

    /// What the queue says of a pair besides its weight.
    pub fn remark(&self) -> &'static str {
        match self.decision {
            Decision::Same => "The same child: still to be merged",
            Decision::Later => "Put off once",
            Decision::Undecided if self.is_asked_again() => "Decided before: the facts have changed",
            Decision::Undecided if self.asked_by.is_some() => "A colleague was not sure",
            Decision::Undecided | Decision::Different => "",
        }
    }

    /// Whether somebody decided before, and the facts have changed since.
    pub fn is_asked_again(&self) -> bool {
        self.decision == Decision::Undecided && self.decided_at.is_some()
    }
}

/// A pair on the list, and whose records they are.
#[derive(Clone, Debug)]
pub struct ListedPair {
    /// The pair.
    pub pair: Pair,
    /// One record.
    pub one: Heading,
    /// The other.
    pub other: Heading,
}

/// The last row of a page: the next begins after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After {
    /// What was decided of it.
    pub decision: Decision,
    /// How strong it is.
    pub weight: f64,
    /// Which.
    pub id: Id<PossibleDuplicate>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Pairs that wait for a decision, or those that have one: of those that wait first what only has to be
    /// merged, last what was put off; the strongest first. Those after `after`, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn pairs(&mut self, is_decided: bool, after: Option<After>, limit: usize) -> Result<Vec<ListedPair>> {
        let walked: &[Decision] = if is_decided { &[Decision::Different] } else { Decision::WAITING };
        let place = |decision| walked.iter().position(|one| *one == decision);
        let mut found = Vec::new();
        for (at, decision) in walked.iter().enumerate() {
            let begun = after.filter(|after| after.decision == *decision);
            if after.is_some_and(|after| place(after.decision) > Some(at)) {
                continue;
            }
            found.extend(self.pairs_decided(*decision, begun, limit - found.len())?);
        }
        found
            .into_iter()
            .map(|pair| {
                let (one, other) = (self.heading(pair.child_id)?, self.heading(pair.other_child_id)?);
                Ok(ListedPair { pair, one, other })
            })
            .collect()
    }

    fn pairs_decided(&mut self, decision: Decision, after: Option<After>, limit: usize) -> Result<Vec<Pair>> {
        let mut query = pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::decision.eq(decision))
            .order((pairs::weight.desc(), pairs::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(Pair::as_select())
            .into_boxed();
        if let Some(After { weight, id, .. }) = after {
            query = query.filter(pairs::weight.le(weight)).filter(pairs::weight.lt(weight).or(pairs::id.lt(id)));
        }
        Ok(query.load(self.sql())?)
    }

    /// One pair.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn pair(&mut self, pair: Id<PossibleDuplicate>) -> Result<Pair> {
        Ok(pairs::table
            .filter(pairs::id.eq(pair))
            .filter(pairs::authority_code.eq(self.authority()))
            .select(Pair::as_select())
            .first(self.sql())?)
    }

    /// The pair of two records, in whichever order; none where nobody suspects one.
    ///
    /// # Errors
    /// `Database`.
    pub fn pair_of(&mut self, one: Id<Child>, other: Id<Child>) -> Result<Option<Pair>> {
        let (first, second) = in_order(one, other);
        Ok(pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::child_id.eq(first))
            .filter(pairs::other_child_id.eq(second))
            .select(Pair::as_select())
            .first(self.sql())
            .optional()?)
    }

    /// The other records that somebody has said are this child too, and that are not merged yet: shown on
    /// top of the record.
    ///
    /// # Errors
    /// `Database`.
    pub fn same_child_as(&mut self, child: Id<Child>) -> Result<Vec<Heading>> {
        let authority = self.authority();
        let decided: Vec<(Id<Child>, Id<Child>)> = direct!(self.sql(), |conn| pairs::table
            .filter(pairs::authority_code.eq(authority))
            .filter(pairs::decision.eq(Decision::Same))
            .filter(pairs::child_id.eq(child).or(pairs::other_child_id.eq(child)))
            .order(pairs::id)
            .select((pairs::child_id, pairs::other_child_id))
            .load(conn))?;
        decided.into_iter().map(|(one, other)| self.heading(if one == child { other } else { one })).collect()
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps what was decided about a pair, from the facts of now; it can be decided again.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn decide_pair(&mut self, pair: Id<PossibleDuplicate>, decision: Decision) -> Result<()> {
        let known = self.pair(pair)?;
        let weighed = self.weigh(known.child_id, known.other_child_id)?;
        let (now, actor) = (self.now(), self.who().actor.as_str());
        diesel::update(pairs::table.find(known.id))
            .set((
                pairs::decision.eq(decision),
                pairs::decided_by.eq(actor),
                pairs::decided_at.eq(now),
                pairs::weight.eq(weighed.weight),
                pairs::probability.eq(weighed.probability),
                pairs::model.eq(&weighed.model),
                pairs::facts.eq(&weighed.facts),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

/// The two ids of a pair stand in their order, so that a pair is there once.
fn in_order(one: Id<Child>, other: Id<Child>) -> (Id<Child>, Id<Child>) {
    if one < other { (one, other) } else { (other, one) }
}

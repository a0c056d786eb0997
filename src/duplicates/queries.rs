//! Possible duplicates in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{Decision, PossibleDuplicate};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::db::schema::possible_duplicates;
use crate::error::Result;
use crate::id::Id;

/// A pair of records as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = possible_duplicates)]
pub struct Pair {
    /// Which.
    pub id: Id<PossibleDuplicate>,
    /// One record.
    pub child_id: Id<Child>,
    /// The other.
    pub other_child_id: Id<Child>,
    /// What agrees, in words without names.
    pub evidence: String,
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<NaiveDateTime>,
    /// Since when it is on the list, UTC.
    pub created_at: NaiveDateTime,
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
pub type After = (NaiveDateTime, Id<PossibleDuplicate>);

impl<R: Staff, M> Desk<'_, R, M> {
    /// Pairs that wait for a decision, or those that have one, oldest first; those after `after`, at
    /// most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn pairs(&mut self, is_decided: bool, after: Option<After>, limit: usize) -> Result<Vec<ListedPair>> {
        use possible_duplicates as pairs;
        let wanted: Vec<Decision> = Decision::ALL.iter().copied().filter(|decision| decision.is_open() != is_decided).collect();
        let mut query = pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::decision.eq_any(wanted))
            .order((pairs::created_at, pairs::id))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(Pair::as_select())
            .into_boxed();
        if let Some((instant, id)) = after {
            query = query.filter(pairs::created_at.ge(instant)).filter(pairs::created_at.gt(instant).or(pairs::id.gt(id)));
        }
        let found: Vec<Pair> = query.load(self.sql())?;
        found
            .into_iter()
            .map(|pair| {
                let (one, other) = (self.heading(pair.child_id)?, self.heading(pair.other_child_id)?);
                Ok(ListedPair { pair, one, other })
            })
            .collect()
    }

    /// One pair.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn pair(&mut self, pair: Id<PossibleDuplicate>) -> Result<Pair> {
        Ok(possible_duplicates::table
            .filter(possible_duplicates::id.eq(pair))
            .filter(possible_duplicates::authority_code.eq(self.authority()))
            .select(Pair::as_select())
            .first(self.sql())?)
    }

    /// The other records that somebody has said are this child too: shown on top of the record.
    ///
    /// # Errors
    /// `Database`.
    pub fn same_child_as(&mut self, child: Id<Child>) -> Result<Vec<Heading>> {
        use possible_duplicates as pairs;
        let decided: Vec<(Id<Child>, Id<Child>)> = pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::decision.eq(Decision::Same))
            .filter(pairs::child_id.eq(child).or(pairs::other_child_id.eq(child)))
            .order(pairs::id)
            .select((pairs::child_id, pairs::other_child_id))
            .load(self.sql())?;
        decided.into_iter().map(|(one, other)| self.heading(if one == child { other } else { one })).collect()
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps what was decided about a pair; it can be decided again.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn decide_pair(&mut self, pair: Id<PossibleDuplicate>, decision: Decision) -> Result<()> {
        let known = self.pair(pair)?;
        let (now, actor) = (self.now(), self.who().actor.as_str());
        diesel::update(possible_duplicates::table.find(known.id))
            .set((
                possible_duplicates::decision.eq(decision),
                possible_duplicates::decided_by.eq(actor),
                possible_duplicates::decided_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Puts a pair of records on the list of possible duplicates; `evidence` says in words what
    /// agrees, without names. A pair that is already there, decided or not, is left as it is.
    ///
    /// # Errors
    /// `Database`.
    pub fn suspect_duplicate(&mut self, one: Id<Child>, another: Id<Child>, evidence: &str) -> Result<()> {
        let (first, second) = if one < another { (one, another) } else { (another, one) };
        let (authority, now) = (self.authority(), self.now());
        let known: i64 = possible_duplicates::table
            .filter(possible_duplicates::authority_code.eq(authority))
            .filter(possible_duplicates::child_id.eq(first))
            .filter(possible_duplicates::other_child_id.eq(second))
            .count()
            .get_result(self.sql())?;
        if known > 0 || first == second {
            return Ok(());
        }
        diesel::insert_into(possible_duplicates::table)
            .values((
                possible_duplicates::id.eq(Id::<PossibleDuplicate>::mint()),
                possible_duplicates::authority_code.eq(authority),
                possible_duplicates::child_id.eq(first),
                possible_duplicates::other_child_id.eq(second),
                possible_duplicates::evidence.eq(evidence),
                possible_duplicates::decision.eq(Decision::Undecided),
                possible_duplicates::created_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

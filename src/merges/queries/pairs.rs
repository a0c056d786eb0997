//! Possible duplicates that name the retired record.

use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::possible_duplicates as pairs;
use crate::duplicates::model::PossibleDuplicate;
use crate::error::Result;
use crate::id::Id;
use crate::merges::journal::Journal;
use crate::merges::model::WholePair;

impl<R: Staff, M> Desk<'_, R, M> {
    fn pairs_of(&mut self, child: Id<Child>) -> Result<Vec<WholePair>> {
        Ok(pairs::table
            .filter(pairs::authority_code.eq(self.authority()))
            .filter(pairs::child_id.eq(child).or(pairs::other_child_id.eq(child)))
            .order(pairs::id)
            .load(self.sql())?)
    }

    /// The pair of two records, where somebody or something suspected one.
    pub(super) fn pair_between(&mut self, one: Id<Child>, other: Id<Child>) -> Result<Option<WholePair>> {
        Ok(self.pairs_of(one)?.into_iter().find(|pair| pair.beside(one) == other))
    }
}

/// Pairs before a merge: those moved, those put away.
pub(super) struct PairsBefore {
    pub moved: Vec<WholePair>,
    pub put_away: Vec<WholePair>,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// A pair with a third record becomes the kept record's; where that pair is there already, one is put
    /// away, and never one that waits for somebody while the other does not. The pair of the two is put
    /// away too: the merge is what was decided about it.
    pub(super) fn bring_pairs(&mut self, kept: Id<Child>, retired: Id<Child>) -> Result<PairsBefore> {
        let known = self.pairs_of(kept)?;
        let mut before = PairsBefore { moved: Vec::new(), put_away: Vec::new() };
        for pair in self.pairs_of(retired)? {
            let third = pair.beside(retired);
            if third == kept {
                self.put_away(&pair)?;
                before.put_away.push(pair);
                continue;
            }
            match known.iter().find(|known| known.beside(kept) == third) {
                Some(of_kept) if pair.decision.is_open() && !of_kept.decision.is_open() => {
                    self.put_away(of_kept)?;
                    before.put_away.push(of_kept.clone());
                    self.name_in_pair(&pair, kept, third)?;
                    before.moved.push(pair);
                }
                Some(_) => {
                    self.put_away(&pair)?;
                    before.put_away.push(pair);
                }
                None => {
                    self.name_in_pair(&pair, kept, third)?;
                    before.moved.push(pair);
                }
            }
        }
        Ok(before)
    }

    /// Gives the pairs back to the record they were of. What was decided about one since stays decided;
    /// one whose third record has been merged since is about the record that this one leads to.
    pub(super) fn give_pairs_back(&mut self, journal: &Journal) -> Result<()> {
        let (kept, retired) = (journal.kept_before.id, journal.retired.id);
        let of_kept = self.pairs_of(kept)?;
        for moved in &journal.pairs_moved {
            let Some(pair) = of_kept.iter().find(|pair| pair.id == moved.id) else { continue };
            let third = pair.beside(kept);
            if third != retired && self.pair_between(retired, third)?.is_none() {
                self.name_in_pair(pair, retired, third)?;
            }
        }
        for pair in &journal.pairs_put_away {
            let (Some(one), Some(other)) = (self.leads_to(pair.child_id)?, self.leads_to(pair.other_child_id)?) else { continue };
            if one != other && self.pair_between(one, other)?.is_none() {
                self.put_pair_back(pair, one, other)?;
            }
        }
        Ok(())
    }

    fn put_pair_back(&mut self, pair: &WholePair, one: Id<Child>, other: Id<Child>) -> Result<()> {
        let authority = self.authority();
        let (first, second) = if one < other { (one, other) } else { (other, one) };
        diesel::insert_into(pairs::table)
            .values((
                pairs::id.eq(pair.id),
                pairs::authority_code.eq(authority),
                pairs::child_id.eq(first),
                pairs::other_child_id.eq(second),
                pairs::evidence.eq(&pair.evidence),
                pairs::decision.eq(pair.decision),
                pairs::decided_by.eq(&pair.decided_by),
                pairs::decided_at.eq(pair.decided_at),
                pairs::created_at.eq(pair.created_at),
                pairs::weight.eq(pair.weight),
                pairs::probability.eq(pair.probability),
                pairs::model.eq(&pair.model),
                pairs::facts.eq(&pair.facts),
                pairs::asked_by.eq(&pair.asked_by),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn put_away(&mut self, pair: &WholePair) -> Result<()> {
        let authority = self.authority();
        diesel::delete(pairs::table.filter(pairs::authority_code.eq(authority)).filter(pairs::id.eq(pair.id)))
            .execute(self.sql())?;
        Ok(())
    }

    /// The two ids of a pair stand in their order.
    fn name_in_pair(&mut self, pair: &WholePair, child: Id<Child>, third: Id<Child>) -> Result<()> {
        let (authority, id): (_, Id<PossibleDuplicate>) = (self.authority(), pair.id);
        let (first, second) = if child < third { (child, third) } else { (third, child) };
        diesel::update(pairs::table.filter(pairs::authority_code.eq(authority)).filter(pairs::id.eq(id)))
            .set((pairs::child_id.eq(first), pairs::other_child_id.eq(second)))
            .execute(self.sql())?;
        Ok(())
    }
}

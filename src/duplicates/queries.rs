//! Possible duplicates in the database.

use diesel::prelude::*;

use super::model::{Decision, PossibleDuplicate};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::possible_duplicates;
use crate::error::Result;
use crate::id::Id;

impl<R: Staff> Desk<'_, R, Changing> {
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

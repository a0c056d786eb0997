//! What is kept of a merge: the two records as they were, what was chosen, and which rows came along.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::choosing::{Choices, Side};
use super::model::{Stint, Whole, WholePair};
use crate::id::Id;
use crate::registrations::model::Registration;

/// Rows of a record, by table.
pub type Rows = BTreeMap<String, Vec<String>>;

/// Everything a merge did, so that a split can undo exactly that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// What was chosen.
    pub choices: Choices,
    /// The kept record before.
    pub kept_before: Whole,
    /// The kept record after.
    pub kept_after: Whole,
    /// The retired record.
    pub retired: Whole,
    /// The registrations of both, after.
    pub stints: Vec<Stint>,
    /// The registration that the merge ended, where both had an open one.
    pub ended: Option<Id<Registration>>,
    /// Rows that were the kept record's already.
    pub stayed: Rows,
    /// Rows that came from the retired record.
    pub moved: Rows,
    /// Former names and UPNs that the merge itself wrote.
    pub made: Rows,
    /// Pairs with third records, as they were before their retired child became the kept one.
    pub pairs_moved: Vec<WholePair>,
    /// Pairs that would have named one child twice, or one pair twice: taken off the list meanwhile.
    pub pairs_put_away: Vec<WholePair>,
}

impl Journal {
    /// Where a row of the merged record comes from: none when it was added later, or by the merge.
    pub fn side_of(&self, row: &str) -> Option<Side> {
        let is_in = |rows: &Rows| rows.values().flatten().any(|known| known == row);
        if is_in(&self.moved) {
            return Some(Side::Other);
        }
        is_in(&self.stayed).then_some(Side::Kept)
    }

    /// Whether the merge itself wrote the row.
    pub fn made_it(&self, row: &str) -> bool {
        self.made.values().flatten().any(|known| known == row)
    }
}

//! A pair of records that may be the same child, and what was decided about it.

/// A pair: what an [`Id`](crate::id::Id) of one names.
pub struct PossibleDuplicate;

crate::closed_list! {
    /// What somebody decided. Nothing is merged by any of them.
    pub enum Decision {
        Undecided = "undecided" "Not decided yet",
        Different = "different" "Different people",
        Same = "same" "The same child: show each record on the other",
        Later = "later" "Decide later",
    }
}

impl Decision {
    /// What a person can choose.
    pub const OFFERED: &'static [Self] = &[Self::Different, Self::Same, Self::Later];

    /// Whether the pair still waits for somebody.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Undecided | Self::Later)
    }
}

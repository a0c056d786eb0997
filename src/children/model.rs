//! A child, as the register keeps one.

/// A child: what an [`Id`](crate::id::Id) of one names.
pub struct Child;

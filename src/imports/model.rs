//! What becomes of a file.

/// An import: what an [`Id`](crate::id::Id) of one names.
pub struct Import;

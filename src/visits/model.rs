//! A visit.

/// A visit: what an [`Id`](crate::id::Id) of one names.
pub struct Visit;

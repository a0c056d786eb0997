//! A task.

/// A task: what an [`Id`](crate::id::Id) of one names.
pub struct Task;

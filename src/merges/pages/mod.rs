//! The pages of a merge and of a split.

pub mod join;
pub mod split;

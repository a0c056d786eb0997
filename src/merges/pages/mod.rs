//! The pages of a merge and of a split.

pub mod join;
pub mod second;
pub mod split;

//! New pupils: the school's side, and the authority's.

pub mod authority;
pub mod school;

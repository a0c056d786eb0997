//! How many: from the counts by due date, from the figures kept of days that have passed, and, where
//! nobody kept them, from the facts.

pub mod model;
pub mod queries;

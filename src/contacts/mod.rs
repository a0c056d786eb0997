//! What happened between agencies and families, and the rule that judges it.

pub mod grounds;
pub mod model;
pub mod queries;
pub mod standard;

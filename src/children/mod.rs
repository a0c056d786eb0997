//! Children: one person, one record, however many agencies name them.

pub mod identifiers;
pub mod model;
pub mod names;
pub mod queries;
pub mod year_group;

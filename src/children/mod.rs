//! Children: one person, one record, however many agencies name them.

pub mod model;
pub mod queries;

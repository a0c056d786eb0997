//! Contacts that are planned and have not happened yet.

pub mod model;
pub mod queries;

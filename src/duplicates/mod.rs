//! Two records that may be one child: found by imports, decided by people, remembered.

pub mod model;
pub mod queries;

//! A demonstration: the invented authority of Wexcombe with its staff, schools, agencies and families,
//! and years of what happened between them. The same seed on the same day gives the same data.
//!
//! Everything is invented. Numbers, addresses and places belong to nobody; see [`places`].

mod chance;
pub mod command;
mod family;
mod happenings;
mod identity;
pub mod lists;
mod making;
mod names;
mod notified;
mod person;
mod places;
mod queries;
mod rows;
mod setting;
mod story;
mod terms;
mod words;

//! Where every child stands: the due dates and clocks stored on the open registration, written in
//! the transaction that changed what they follow from, so that a list only compares dates.

pub mod model;
mod queries;

pub use queries::Difference;

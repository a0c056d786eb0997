//! What a child is known by: names, date of birth, identifiers and the other particulars. A name or
//! UPN that changes is kept among the former ones.

mod queries;

pub use queries::{ChildRow, FormerNameRow, FormerUpnRow};

//! The schools a child went to.

mod queries;

pub use queries::PreviousSchoolRow;

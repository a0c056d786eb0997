//! Finding a child: by names in any order, date of birth, UPN, NHS number, reference, parent or
//! postcode. What was asked for stays on the server; addresses of pages carry an opaque id.

pub mod asked;
mod queries;
pub mod terms;

pub use queries::FoundChild;

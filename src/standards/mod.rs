//! How often each kind of child must be contacted and seen, as the authority sets it.

pub mod model;
mod pages;
mod queries;

pub use pages::routes;

//! The list at the heart: which of our children has nobody seen lately? And its twin, by the
//! authority's own contacts: the same list with another clock.

pub mod command;
pub mod export;
pub mod model;
pub mod pages;
pub mod queries;

pub use pages::routes;

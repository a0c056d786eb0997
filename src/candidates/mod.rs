//! The children of the register as the matching engine compares them: under which keys each is found, and how
//! common their names are. Computed from the records in the transaction that changes these, and brought up to
//! the engine's version before the register is opened (`docs/decisions/0022`).
//!
//! Whoever changes what a child is called, where it lives or who its parents are calls `refresh_search_terms`,
//! which keeps the candidates too.

pub mod catch_up;
pub mod model;
mod queries;

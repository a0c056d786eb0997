//! The pages of schools, and those of the authority.

pub mod deciding;
pub mod files;
pub mod following;
pub mod inbox;
pub mod returns;
pub mod school;
pub mod sending;
pub mod triage;
pub mod words;
pub mod writing;

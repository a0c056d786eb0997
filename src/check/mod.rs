//! `seen check`: whether what is stored is what the rule says, and whether the database is sound.

pub mod command;
mod queries;

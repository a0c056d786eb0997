//! Whether two records are one child. Pure: people go in, a weight, a probability, a verdict and the
//! evidence in sentences come out. It knows nothing of pages or databases (`docs/matching.md`).
//!
//! Everything that brings names in uses this one engine: [`keys::kept`] says under which keys a person
//! is found, [`engine::Engine`] compares those who share one.

pub mod birth;
pub mod command;
pub mod compare;
pub mod deck;
pub mod engine;
pub mod evidence;
pub mod home;
pub mod keys;
pub mod lists;
pub mod model;
mod nicknames;
pub mod number;
pub mod person;
pub mod rarity;
mod sound;
pub mod spelling;
mod stable;
pub mod verdict;

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
mod lists_tests;

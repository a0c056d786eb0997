//! *Seen*: the register in which an English local authority keeps its electively home-educated
//! children and its children missing education, and which shows every day the children whom no
//! agency has seen lately. `docs/architecture.md` is the way in.

pub mod clock;
pub mod codes;
pub mod dates;
pub mod db;
pub mod error;
pub mod id;

pub mod contacts;
pub mod organisations;
pub mod registrations;
pub mod web;

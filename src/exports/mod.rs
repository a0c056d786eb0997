//! The whole register in files that anybody can read: the way out of the product. `docs/export.md`
//! describes every file and column.

pub mod command;
mod folder;
mod queries;

//! The database: SQLite in one file by default, PostgreSQL by URL, one set of queries for both.

pub mod backup;
mod connection;
mod day;
pub mod dialect;
mod planner;
mod pool;
#[allow(missing_docs, reason = "the tables are described in the migrations")]
pub mod schema;
mod transaction;
mod writer;

pub use connection::{AnyConnection, Location};
pub use day::{Day, MaybeDay};
pub use pool::Database;
pub use writer::UnderWay;

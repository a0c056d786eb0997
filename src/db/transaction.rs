//! A transaction from its beginning to its end: whatever happens in it, the connection is free for the next.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::connection::AnyConnection;
use super::dialect;
use crate::error::{Error, Result};

/// Runs `work` where it sees one state of the database; nothing that it writes is kept.
pub(super) fn in_one_state<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    dialect::begin_reading(conn)?;
    let outcome = unless_it_panics(conn, work);
    dialect::roll_back(conn)?;
    outcome
}

/// Runs `work` in a transaction of its own: an error or a panic leaves nothing.
pub(super) fn in_one_transaction<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    dialect::begin_writing(conn)?;
    let outcome = unless_it_panics(conn, work);
    keep_or_undo(conn, outcome, dialect::commit)
}

/// Runs `work` in the transaction or the savepoint that was begun, and ends it: an error or a panic leaves nothing.
pub(super) fn run_and_end<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    let outcome = unless_it_panics(conn, work);
    keep_or_undo(conn, outcome, commit)
}

/// Keeps what was begun; where that fails nothing of it is left, and whoever asked may try again.
pub(super) fn commit(conn: &mut AnyConnection) -> Result<()> {
    dialect::commit(conn).map_err(|error| {
        tracing::error!(%error, "a commit failed");
        if dialect::roll_back(conn).is_err() {
            tracing::error!("the failed commit could not be rolled back");
        }
        Error::Busy
    })
}

fn keep_or_undo<T>(conn: &mut AnyConnection, outcome: Result<T>, keep: fn(&mut AnyConnection) -> Result<()>) -> Result<T> {
    match outcome {
        Ok(value) => keep(conn).map(|()| value),
        Err(error) => {
            dialect::roll_back(conn)?;
            Err(error)
        }
    }
}

fn unless_it_panics<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::internal("a database task panicked")))
}

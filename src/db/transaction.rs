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
    match unless_it_panics(conn, work) {
        Ok(value) => dialect::commit(conn).map(|()| value),
        Err(error) => {
            dialect::roll_back(conn)?;
            Err(error)
        }
    }
}

/// Runs `work` in the transaction or the savepoint that was begun, and ends it: an error or a panic leaves nothing.
pub(super) fn run_and_end<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    match unless_it_panics(conn, work) {
        Ok(value) => commit(conn).map(|()| value),
        Err(error) => {
            dialect::roll_back(conn)?;
            Err(error)
        }
    }
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

fn unless_it_panics<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::internal("a database task panicked")))
}

//! The only place that tells the two databases apart.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{AnyConnection, MultiBackend, PATIENCE};
use super::planner;
use crate::error::{Error, Result};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number: two nodes that start together migrate one after the other.
const MIGRATION_LOCK: i64 = 5_336_110;
/// Any number: with an authority's code, the turn of whoever changes that authority's part.
const TURN_LOCK: i32 = 5_336_111;

/// Brings the tables up to this version of the program. Safe to run from several nodes at once.
///
/// # Errors
/// `Internal` when a migration fails, or when the database is from a newer version of the program.
pub fn migrate(conn: &mut AnyConnection) -> Result<()> {
    if let AnyConnection::Postgres(inner) = conn {
        diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(MIGRATION_LOCK).execute(inner)?;
    }
    let outcome = run_migrations(conn);
    if let AnyConnection::Postgres(inner) = conn {
        diesel::sql_query("SELECT pg_advisory_unlock($1)").bind::<BigInt, _>(MIGRATION_LOCK).execute(inner)?;
    }
    outcome
}

/// Whether this version of the program knows every migration the database has had.
///
/// # Errors
/// `Refused` when the database is from a newer version, or is no register at all.
pub fn check_version(conn: &mut AnyConnection) -> Result<()> {
    let known: Vec<String> = MigrationSource::<MultiBackend>::migrations(&MIGRATIONS)
        .map_err(Error::internal)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let applied = conn.applied_migrations().map_err(Error::internal)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(&version.to_string())) {
        return Err(Error::refused(format!(
            "the database is from a newer version of Seen (it has the migration {newer}): start that version"
        )));
    }
    Ok(())
}

fn run_migrations(conn: &mut AnyConnection) -> Result<()> {
    check_version(conn)?;
    conn.run_pending_migrations(MIGRATIONS).map_err(Error::internal)?;
    if let AnyConnection::Sqlite(inner) = conn {
        planner::inform(inner)?;
    }
    Ok(())
}

/// Begins a transaction that will write: on SQLite it takes the write lock at once.
///
/// # Errors
/// `Busy` when another process holds the lock for longer than the busy timeout.
pub fn begin_writing(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        AnyConnection::Postgres(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
    }
    .map_err(|_| Error::Busy)
}

/// From now on [`begin_writing`] answers at once when another process holds SQLite's write lock.
///
/// # Errors
/// `Database` when the connection is broken.
pub fn wait_for_no_lock(conn: &mut AnyConnection) -> Result<()> {
    be_patient(conn, 0)
}

fn be_patient(conn: &mut AnyConnection, milliseconds: u32) -> Result<()> {
    Ok(conn.batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))?)
}

/// As [`begin_writing`], for a connection that waits for no lock: waits all the same, as long as the others do.
///
/// # Errors
/// As [`begin_writing`].
pub fn begin_writing_patiently(conn: &mut AnyConnection) -> Result<()> {
    if begin_writing(conn).is_ok() {
        return Ok(());
    }
    be_patient(conn, PATIENCE)?;
    let begun = begin_writing(conn);
    // What has begun must be ended by whoever asked, so this is no reason to answer with an error.
    if let Err(error) = wait_for_no_lock(conn) {
        tracing::error!(%error, "the writer stays patient");
    }
    begun
}

/// Begins a transaction that sees one state of the database and cannot change it.
///
/// # Errors
/// `Database` when the connection is broken.
pub fn begin_reading(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN DEFERRED"),
        AnyConnection::Postgres(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }
    .map_err(Error::from)
}

/// Ends the innermost transaction.
///
/// # Errors
/// `Database` when the commit failed: then nothing of it is kept.
pub fn commit(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::commit_transaction(inner),
        AnyConnection::Postgres(inner) => AnsiTransactionManager::commit_transaction(inner),
    }
    .map_err(Error::from)
}

/// Undoes the innermost transaction.
///
/// # Errors
/// `Database` when the connection is broken.
pub fn roll_back(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::rollback_transaction(inner),
        AnyConnection::Postgres(inner) => AnsiTransactionManager::rollback_transaction(inner),
    }
    .map_err(Error::from)
}

/// Begins a savepoint inside a transaction, or a plain one outside.
///
/// # Errors
/// `Database` when the connection is broken.
pub fn begin_nested(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction(inner),
        AnyConnection::Postgres(inner) => AnsiTransactionManager::begin_transaction(inner),
    }
    .map_err(Error::from)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// What the database says of its own health: nothing when all is well.
///
/// # Errors
/// `Database` when it cannot be asked.
pub fn integrity_faults(conn: &mut AnyConnection) -> Result<Vec<String>> {
    let AnyConnection::Sqlite(inner) = conn else {
        return Ok(Vec::new());
    };
    let pages: Vec<Line> = diesel::sql_query("SELECT integrity_check AS line FROM pragma_integrity_check").load(inner)?;
    let keys: Vec<Line> = diesel::sql_query(
        "SELECT 'row ' || COALESCE(rowid, '?') || ' of ' || \"table\" || ' names a row of ' || parent || ' that is not there' AS line FROM pragma_foreign_key_check",
    )
    .load(inner)?;
    Ok(pages.into_iter().map(|l| l.line).filter(|line| line != "ok").chain(keys.into_iter().map(|l| l.line)).collect())
}

/// Writes a consistent copy of the whole database to a file that does not exist yet (SQLite only).
///
/// # Errors
/// `Refused` on PostgreSQL; `Database` when the copy fails.
pub fn copy_to(conn: &mut AnyConnection, file: &str) -> Result<()> {
    let AnyConnection::Sqlite(inner) = conn else {
        return Err(Error::refused("PostgreSQL is backed up with pg_dump"));
    };
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(file).execute(inner)?;
    Ok(())
}

/// Takes a SQLite database for this connection alone. Leaving the write-ahead log is possible only
/// while nobody else has the database open, reading or not; it also folds the log into the file.
///
/// # Errors
/// `Busy` when somebody else has it open.
pub fn take_alone(conn: &mut AnyConnection, patience: std::time::Duration) -> Result<()> {
    #[derive(QueryableByName)]
    struct Mode {
        #[diesel(sql_type = Text)]
        journal_mode: String,
    }
    let AnyConnection::Sqlite(inner) = conn else { return Ok(()) };
    inner.batch_execute(&format!("PRAGMA busy_timeout = {}", patience.as_millis()))?;
    let mode: Mode = diesel::sql_query("PRAGMA journal_mode = DELETE").get_result(inner).map_err(|_| Error::Busy)?;
    if mode.journal_mode != "delete" {
        return Err(Error::Busy);
    }
    inner.batch_execute("BEGIN EXCLUSIVE").map_err(|_| Error::Busy)
}

/// Has PostgreSQL look at how the rows are spread, after a large load, rather than when it next comes round to it.
/// SQLite's planner is told what it needs when the register is opened ([`super::planner`]).
///
/// # Errors
/// `Database` when it fails.
pub fn analyse(conn: &mut AnyConnection) -> Result<()> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(inner) => inner.batch_execute("ANALYZE").map_err(Error::from),
    }
}

/// Waits until nobody else is changing this authority's part of the register, and keeps others waiting
/// until the transaction ends: what is read after it holds. On SQLite whoever writes is alone anyway
/// (docs/decisions/0016).
///
/// # Errors
/// `Busy` when the others take too long.
pub fn take_turn(conn: &mut AnyConnection, authority: &str) -> Result<()> {
    let AnyConnection::Postgres(inner) = conn else { return Ok(()) };
    inner.batch_execute("SET LOCAL lock_timeout = '10s'")?;
    diesel::sql_query("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .bind::<Integer, _>(TURN_LOCK)
        .bind::<Text, _>(authority)
        .execute(inner)
        .map_err(|error| {
            tracing::warn!(%error, "a change waited too long for its turn");
            Error::Busy
        })?;
    Ok(())
}

/// Inserts any number of rows on the inner connection: one statement for many rows on PostgreSQL,
/// which saves the round trips; one prepared statement for each row on SQLite, which has none.
///
/// `insert_all!(conn, table, rows)`, where rows iterates over what `values` takes.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            $crate::db::AnyConnection::Sqlite(inner) => {
                for row in $rows {
                    diesel::insert_into($table).values(row).execute(inner)?;
                }
            }
            $crate::db::AnyConnection::Postgres(inner) => {
                let mut rows = $rows.into_iter();
                loop {
                    let some: Vec<_> = rows.by_ref().take($crate::db::dialect::ROWS_AT_ONCE).collect();
                    if some.is_empty() {
                        break;
                    }
                    diesel::insert_into($table).values(some).execute(inner)?;
                }
            }
        }
    };
}
pub(crate) use insert_all;

/// Asks the database at hand itself. Through `AnyConnection` diesel writes the text of a statement out twice
/// each time it runs, and reads every value through one more layer; so what every page and every contact
/// asks is asked directly (docs/performance.md).
///
/// `direct!(conn, |inner| query.load(inner))`: the statement is written once and compiled for each database.
macro_rules! direct {
    ($conn:expr, |$inner:ident| $asked:expr) => {
        match $conn {
            $crate::db::AnyConnection::Sqlite($inner) => $asked,
            $crate::db::AnyConnection::Postgres($inner) => $asked,
        }
    };
}
pub(crate) use direct;

/// PostgreSQL takes 65,535 values in a statement; our widest table has 31 columns.
pub(crate) const ROWS_AT_ONCE: usize = 1_000;

/// A statement of our own that is known by its text: the connection keeps what it prepared for it. Diesel keeps
/// no prepared `UPDATE` and no upsert.
macro_rules! known_by_its_text {
    ($statement:ty) => {
        impl QueryId for $statement {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl<C> RunQueryDsl<C> for $statement {}
    };
}
pub(crate) use known_by_its_text;

//! What SQLite's planner is told about the tables: that an authority's code says nothing, because nearly every row
//! of a register is that one authority's. Untold, SQLite takes any equality for ten rows, and would rather walk
//! through a whole authority than look up a list of children one by one (`docs/decisions/0025`).
//!
//! The numbers are the same for every register, however large, so that a statement has one plan everywhere
//! (`docs/decisions/0012`). PostgreSQL counts for itself.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::SqliteConnection;

use crate::error::Result;

/// Rows of every table, for the planner.
const ROWS: u32 = 1_000_000;

/// The column that nearly all rows have in common.
const IN_COMMON: &str = "authority_code";

/// Columns of few codes: each keeps a tenth.
const CODES: [&str; 12] =
    ["clock", "decision", "event", "field", "kind", "level", "model", "outcome", "part", "role", "state", "status"];

/// Columns that name whoever or whatever has many rows: each keeps a thousand.
const OWNERS: [&str; 7] = ["account_id", "actor", "import_id", "notification_id", "officer_id", "organisation_id", "whose"];
const OF_AN_OWNER: u32 = 1_000;

/// Rows left by the first column that tells rows apart, by the second, and so on: SQLite's own guesses.
const LEFT: [u32; 5] = [10, 9, 8, 7, 5];

#[derive(QueryableByName)]
struct IndexColumn {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Text)]
    column_name: String,
}

#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord)]
struct Stated {
    #[diesel(sql_type = Text)]
    tbl: String,
    #[diesel(sql_type = Text)]
    idx: String,
    #[diesel(sql_type = Text)]
    stat: String,
}

/// Tells the planner, where it was not told the same before. To be called after every migration, before other
/// connections are opened: each reads the numbers when it opens.
///
/// # Errors
/// `Database`, a lock that another process holds among them.
pub(super) fn inform(conn: &mut SqliteConnection) -> Result<()> {
    let stated = to_be_stated(conn)?;
    if stated == already_stated(conn)? {
        return Ok(());
    }
    conn.immediate_transaction(|conn| state(conn, &stated))
}

fn state(conn: &mut SqliteConnection, stated: &[Stated]) -> Result<()> {
    // The first makes the table, the last has this connection read it.
    conn.batch_execute("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1")?;
    for Stated { tbl, idx, stat } in stated {
        diesel::sql_query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)")
            .bind::<Text, _>(tbl)
            .bind::<Text, _>(idx)
            .bind::<Text, _>(stat)
            .execute(conn)?;
    }
    Ok(conn.batch_execute("ANALYZE sqlite_schema")?)
}

fn already_stated(conn: &mut SqliteConnection) -> Result<Vec<Stated>> {
    let there =
        diesel::sql_query("SELECT 'sqlite_stat1' AS tbl, '' AS idx, '' AS stat FROM sqlite_schema WHERE name = 'sqlite_stat1'");
    if there.load::<Stated>(conn)?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query("SELECT tbl, coalesce(idx, '') AS idx, stat FROM sqlite_stat1 ORDER BY tbl, idx").load(conn)?)
}

fn to_be_stated(conn: &mut SqliteConnection) -> Result<Vec<Stated>> {
    let columns: Vec<IndexColumn> = diesel::sql_query(
        "SELECT t.name AS table_name, i.name AS index_name, i.\"unique\" AS is_unique, c.name AS column_name \
         FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, i.name, c.seqno",
    )
    .load(conn)?;
    let indexes = columns.chunk_by(|one, next| one.index_name == next.index_name);
    let mut stated: Vec<Stated> = indexes
        .map(|columns| Stated {
            tbl: columns[0].table_name.clone(),
            idx: columns[0].index_name.clone(),
            stat: rows_left(columns.iter().map(|column| column.column_name.as_str()), columns[0].is_unique),
        })
        .collect();
    stated.sort();
    Ok(stated)
}

/// The rows of the table, then those that agree in one column of an index, in two, and so on, as SQLite keeps it.
fn rows_left<'a>(columns: impl Iterator<Item = &'a str>, is_unique: bool) -> String {
    let (mut rows, mut fine) = (vec![ROWS], 0);
    for column in columns {
        let last = rows[rows.len() - 1];
        rows.push(if column == IN_COMMON {
            last
        } else if fine == 0 && CODES.contains(&column) {
            (last / 10).max(OF_AN_OWNER)
        } else if fine == 0 && OWNERS.contains(&column) {
            last.min(OF_AN_OWNER)
        } else {
            fine += 1;
            LEFT[fine.min(LEFT.len()) - 1]
        });
    }
    if is_unique && let Some(last) = rows.last_mut() {
        *last = 1;
    }
    rows.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{AnyConnection, Location, dialect};

    #[test]
    fn a_code_that_all_have_in_common_leaves_all_and_a_unique_index_one() {
        let left = |columns: &[&str], unique| rows_left(columns.iter().copied(), unique);
        assert_eq!(left(&["authority_code", "unseen_due_on", "id"], false), "1000000 1000000 10 9");
        assert_eq!(left(&["authority_code", "field", "term", "child_id"], true), "1000000 1000000 100000 10 1");
        assert_eq!(left(&["authority_code", "officer_id", "unseen_due_on"], false), "1000000 1000000 1000 10");
        assert_eq!(left(&["child_id", "state"], false), "1000000 10 9");
    }

    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    fn plan(conn: &mut SqliteConnection, statement: &str) -> String {
        let rows: Vec<Plan> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(conn).unwrap();
        rows.into_iter().map(|row| row.detail).collect::<Vec<_>>().join("; ")
    }

    /// Each of these walked through a whole authority before the planner was told.
    #[test]
    fn listed_children_are_looked_up_and_not_searched_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = Location::Sqlite(folder.path().join("seen.sqlite")).open().unwrap();
        dialect::migrate(&mut conn).unwrap();
        let AnyConnection::Sqlite(inner) = &mut conn else { panic!("it was opened as SQLite") };
        let many = vec!["'x'"; 500].join(", ");
        for (statement, index) in [
            (
                format!("SELECT postcode FROM addresses WHERE authority_code = 'a' AND child_id IN ({many}) ORDER BY id DESC"),
                "addresses_by_child (child_id=?)",
            ),
            (
                format!("SELECT id FROM registrations WHERE authority_code = 'a' AND ended_on IS NULL AND child_id IN ({many})"),
                "registrations_one_open (child_id=?)",
            ),
            (
                format!("SELECT sex FROM children WHERE authority_code = 'a' AND id IN ({many})"),
                "sqlite_autoindex_children_1 (id=?)",
            ),
            (
                format!("SELECT person FROM candidates WHERE authority_code = 'a' AND child_id IN ({many})"),
                "sqlite_autoindex_candidates_1 (child_id=?)",
            ),
            (
                "SELECT sex FROM children WHERE authority_code = 'a' AND id > 'x' ORDER BY id LIMIT 9".into(),
                "sqlite_autoindex_children_1 (id>?)",
            ),
        ] {
            let plan = plan(inner, &statement);
            assert!(plan.contains(index), "{statement}: {plan}");
        }
        assert!(to_be_stated(inner).unwrap() == already_stated(inner).unwrap(), "a second start has nothing to tell");
    }
}

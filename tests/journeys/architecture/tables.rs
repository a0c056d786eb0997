//! `src/db/schema/` is what the migrations leave, on the database this run is about.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use seen::db::AnyConnection;

use super::root;
use crate::office::Office;

/// Column name, diesel type, may be null; in order.
type Columns = Vec<(String, String, bool)>;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

const ON_SQLITE: &str = "SELECT t.name AS table_name, c.name AS column_name, c.type AS kind, NOT c.\"notnull\" AS nullable \
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
     AND t.name <> '__diesel_schema_migrations' ORDER BY t.name, c.cid";

const ON_POSTGRES: &str = "SELECT table_name::text, column_name::text, upper(data_type::text) AS kind, is_nullable = 'YES' AS nullable \
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations' \
     ORDER BY table_name, ordinal_position";

fn diesel_type(kind: &str) -> &str {
    match kind {
        "TEXT" => "Text",
        "BOOLEAN" => "Bool",
        "INTEGER" => "Integer",
        "BIGINT" => "BigInt",
        "DOUBLE PRECISION" => "Double",
        "DATE" => "Date",
        "BYTEA" => "Binary",
        "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => "Timestamp",
        other => other,
    }
}

fn migrated(conn: &mut AnyConnection) -> BTreeMap<String, Columns> {
    let found: Vec<Found> = match conn {
        AnyConnection::Sqlite(inner) => diesel::sql_query(ON_SQLITE).load(inner),
        AnyConnection::Postgres(inner) => diesel::sql_query(ON_POSTGRES).load(inner),
    }
    .expect("the database tells its columns");
    let mut tables = BTreeMap::<String, Columns>::new();
    for column in found {
        let kind = diesel_type(&column.kind).to_owned();
        tables.entry(column.table_name).or_default().push((column.column_name, kind, column.nullable));
    }
    tables
}

/// The text of `src/db/schema/`: every table, in any order.
pub fn schema() -> String {
    let files = std::fs::read_dir(root().join("src/db/schema")).expect("src/db/schema");
    files.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("a text")).collect()
}

fn written() -> BTreeMap<String, Columns> {
    let text = schema();
    let mut tables = BTreeMap::<String, Columns>::new();
    let mut table = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ").filter(|_| line.ends_with(',')) {
            let inner = kind.strip_prefix("Nullable<").map(|kind| kind.trim_end_matches('>'));
            let column = (name.to_owned(), inner.unwrap_or(kind).to_owned(), inner.is_some());
            tables.entry(table.clone()).or_default().push(column);
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            name.clone_into(&mut table);
        }
    }
    tables
}

#[actix_web::test]
async fn the_schema_is_what_the_migrations_leave() {
    let office = Office::open().await;
    let (migrated, written) = (migrated(&mut office.database()), written());
    assert!(written.len() > 20, "the schema was not understood: {written:?}");
    for (table, columns) in &migrated {
        assert_eq!(written.get(table), Some(columns), "the schema differs from the database in {table}");
    }
    assert_eq!(written.keys().collect::<Vec<_>>(), migrated.keys().collect::<Vec<_>>());
}

//! A table that names a child is handled by a merge, or is left out for a reason that is written down.

use std::collections::BTreeSet;

use seen::merges::queries::rows::{MOVED, OTHERWISE};

use crate::architecture::schema;

/// Tables with a column that names a child, as `src/db/schema/` has them.
fn tables_with_children() -> BTreeSet<String> {
    let text = schema();
    let mut found = BTreeSet::new();
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        }
        let names_a_child = line.split_once(" -> ").is_some_and(|(column, _)| {
            column.ends_with("child_id") || matches!(column, "kept_id" | "retired_id") || column.ends_with("child")
        });
        if names_a_child {
            found.insert(table.to_owned());
        }
    }
    found
}

#[test]
fn no_table_that_names_a_child_is_forgotten() {
    let known: BTreeSet<String> =
        MOVED.iter().chain(OTHERWISE.iter().map(|(table, _)| table)).map(|&table| table.to_owned()).collect();
    let tables = tables_with_children();
    assert!(tables.len() > 12, "the schema was not understood: {tables:?}");
    assert_eq!(tables, known, "say in src/merges/queries/rows.rs what a merge does with these");
    assert!(OTHERWISE.iter().all(|(_, reason)| reason.len() > 10));
}

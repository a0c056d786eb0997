//! The rules of the house (DESIGN section 3), read off the sources: a rule that nobody checks is a wish.
//! An exception stands beside its rule, with the reason.

mod circles;
pub mod routes;
mod tables;

use std::path::{Path, PathBuf};

pub use tables::schema;

/// A file of the program: where it is, and what it says without its comments.
struct Source {
    path: String,
    code: String,
    lines: usize,
}

impl Source {
    /// The folder in `src/` it belongs to; a file beside them is a room by itself.
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split(['/', '.']).next().unwrap_or_default()
    }

    /// Whether it is a `queries.rs`, or in a folder that stands for one: `queries/…`.
    fn is(&self, kind: &str) -> bool {
        self.path.trim_end_matches(".rs").split('/').skip(2).any(|part| part == kind)
    }

    /// The part before its unit tests.
    fn product_code(&self) -> &str {
        self.code.split("#[cfg(test)]").next().unwrap_or_default()
    }

    fn is_tests_alone(&self) -> bool {
        self.path.ends_with("_tests.rs") || self.path.ends_with("/tests.rs")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, with the ending.
fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository").flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "node_modules" {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources_below(folder: &str) -> Vec<Source> {
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let path = file.strip_prefix(root()).expect("a file of the repository").display().to_string();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { path, code, lines: text.lines().count() }
    };
    files_below(folder, "rs").into_iter().map(read).collect()
}

fn product() -> Vec<Source> {
    sources_below("src")
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn tables_are_named_where_queries_live() {
    let may = |source: &Source| {
        source.is("queries")
            || matches!(source.room(), "access" | "audit" | "db")
            // The stored standing is one set of columns read by the lists too: its row struct is the model.
            || source.path == "src/standings/model.rs"
    };
    let broken: Vec<_> = product().into_iter().filter(|s| s.code.contains("schema::") && !may(s)).map(|s| s.path).collect();
    assert_eq!(broken, nothing(), "these name tables outside queries.rs");
}

#[test]
fn the_connection_is_touched_in_queries_alone() {
    let may = |source: &Source| source.is("queries") || source.path == "src/access/desk.rs";
    let broken: Vec<_> = product().into_iter().filter(|s| s.code.contains(".sql()") && !may(s)).map(|s| s.path).collect();
    assert_eq!(broken, nothing(), "these touch the connection outside queries.rs");
}

#[test]
fn nobody_imports_the_pages_of_another_room() {
    let mut broken = nothing();
    for source in product() {
        for (other, _) in source.code.match_indices("::pages").map(|(at, found)| (&source.code[..at], found)) {
            let room = other.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if !matches!(room, "self" | "super" | "") && room != source.room() {
                broken.push(format!("{} imports {room}::pages", source.path));
            }
        }
    }
    assert_eq!(broken, nothing());
}

#[test]
fn the_ground_floor_knows_no_room_above_it() {
    const GROUND: [&str; 4] = ["db", "web", "mail", "access"];
    /// What the ground floor may name besides itself: words that every room shares.
    const SHARED: [&str; 8] = ["audit", "clock", "codes", "config", "dates", "error", "id", "closed_list"];
    /// Each with its reason.
    const EXCEPTIONS: [(&str, &str); 0] = [];
    let mut broken = nothing();
    for source in product().into_iter().filter(|source| GROUND.contains(&source.room())) {
        for (at, _) in source.product_code().match_indices("crate::") {
            let named: String =
                source.code[at + "crate::".len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let is_excepted = EXCEPTIONS.contains(&(source.path.as_str(), named.as_str()));
            if !named.is_empty() && !GROUND.contains(&named.as_str()) && !SHARED.contains(&named.as_str()) && !is_excepted {
                broken.push(format!("{} knows {named}", source.path));
            }
        }
    }
    assert_eq!(broken, nothing());
}

#[test]
fn dependencies_run_from_pages_to_queries_to_model() {
    let mut broken = nothing();
    for source in product() {
        let forbidden: &[&str] = match (source.is("model"), source.is("queries")) {
            (true, _) => &["actix_web", "super::queries", "super::pages", "crate::clock", "diesel::prelude"],
            (_, true) => &["actix_web", "super::pages", "askama"],
            _ => continue,
        };
        // The row struct of the stored standing, as above.
        if source.path == "src/standings/model.rs" || source.is_tests_alone() {
            continue;
        }
        broken.extend(
            forbidden
                .iter()
                .filter(|name| source.product_code().contains(**name))
                .map(|name| format!("{} uses {name}", source.path)),
        );
    }
    assert_eq!(broken, nothing());
}

#[test]
fn files_are_short() {
    /// A list that nobody reads from top to bottom: the names of invented people.
    const LISTS: [&str; 1] = ["src/demo/names.rs"];
    let long: Vec<_> = [product(), sources_below("tests")]
        .into_iter()
        .flatten()
        .filter(|source| source.lines >= 400 && !LISTS.contains(&source.path.as_str()))
        .map(|source| format!("{}: {} lines", source.path, source.lines))
        .collect();
    assert_eq!(long, nothing());
}

#[test]
fn the_product_never_unwraps() {
    let broken: Vec<_> = product()
        .into_iter()
        .filter(|source| !source.is_tests_alone() && source.product_code().contains(".unwrap()"))
        .map(|source| source.path)
        .collect();
    assert_eq!(broken, nothing());
}

#[test]
fn the_audit_trail_is_never_changed() {
    let mut broken = nothing();
    for source in product() {
        let code: String = source.code.split_whitespace().collect();
        for forbidden in
            ["update(audit::", "delete(audit::", "update(schema::audit", "delete(schema::audit", "DELETEFROMaudit", "UPDATEaudit"]
        {
            if code.contains(forbidden) {
                broken.push(format!("{} holds {forbidden}", source.path));
            }
        }
    }
    assert_eq!(broken, nothing());
}

#[test]
fn every_template_is_used() {
    let templates = root().join("templates");
    let texts: String = product()
        .into_iter()
        .map(|source| source.code)
        .chain(files_below("templates", "html").into_iter().map(|file| std::fs::read_to_string(file).expect("a template")))
        .collect();
    let unused: Vec<_> = files_below("templates", "html")
        .into_iter()
        .map(|file| file.strip_prefix(&templates).expect("a template").display().to_string())
        .filter(|name| !texts.contains(&format!("\"{name}\"")))
        .collect();
    assert_eq!(unused, nothing());
}

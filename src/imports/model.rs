//! What becomes of a file and of each of its rows.

use serde::{Deserialize, Serialize};

use super::columns::{Column, Mapping};
use super::words::{self, Cell};
use crate::children::model::Child;
use crate::id::Id;

/// An import: what an [`Id`](crate::id::Id) of one names.
pub struct Import;
/// One row of one import.
pub struct ImportRow;
/// A file that was sent and waits to be confirmed.
pub struct Draft;

crate::closed_list! {
    /// What became of a data row; every one has exactly one of these.
    pub enum RowOutcome {
        Imported = "imported" "Imported",
        Joined = "joined" "Joined to a child already known",
        PossibleDuplicate = "possible_duplicate" "Imported, possible duplicate",
        Changed = "changed" "Changed since the last file",
        AlreadyImported = "already_imported" "Already imported",
        Refused = "refused" "Refused",
    }
}

/// A row of the report: `row,outcome,child_id,columns,reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounted {
    /// The first data row is 1.
    pub row: usize,
    /// What became of it.
    pub outcome: RowOutcome,
    /// Whose record it is on; none for a refused row, and in a dry run for a child not yet there.
    pub child: Option<Id<Child>>,
    /// The headers of the cells that were refused or left a doubt.
    pub columns: Vec<String>,
    /// Why, in sentences.
    pub reason: String,
}

/// How many rows came out how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(Vec<(RowOutcome, usize)>);

impl Counts {
    /// Counts outcomes; each of the list is there, also with none.
    pub fn of(outcomes: impl IntoIterator<Item = RowOutcome>) -> Self {
        let mut counts: Vec<(RowOutcome, usize)> = RowOutcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
        for outcome in outcomes {
            counts.iter_mut().filter(|(one, _)| *one == outcome).for_each(|(_, count)| *count += 1);
        }
        Self(counts)
    }

    /// Each outcome with its count.
    pub fn all(&self) -> &[(RowOutcome, usize)] {
        &self.0
    }

    /// All rows.
    pub fn rows(&self) -> usize {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// How many came out so.
    pub fn count(&self, outcome: RowOutcome) -> usize {
        self.0.iter().filter(|(one, _)| *one == outcome).map(|(_, count)| *count).sum()
    }
}

/// A row word for word: each header with its cell, in the sheet's order, as kept in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original(pub Vec<(String, String)>);

impl Original {
    /// Of a row of a sheet. Empty cells are kept too: word for word.
    pub fn of(header: &[String], cells: &[String]) -> Self {
        let empty = String::new();
        Self(header.iter().zip(cells.iter().chain(std::iter::repeat(&empty))).map(|(h, c)| (h.clone(), c.clone())).collect())
    }

    /// The cells in the order of another header, for comparing with a later file.
    pub fn under(&self, header: &[String]) -> Vec<String> {
        let cell = |name: &String| self.0.iter().find(|(known, _)| known == name).map(|(_, cell)| cell.clone());
        header.iter().map(|name| cell(name).unwrap_or_default()).collect()
    }
}

/// What a row is known by: the same words under the same headers have the same fingerprint, whatever
/// the order of the columns, stray spaces, or the form a date is written in.
pub fn fingerprint(header: &[String], mapping: &Mapping, cells: &[String]) -> String {
    let mut parts: Vec<String> = header
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(index, (name, cell))| (name, plain(mapping.at(index), cell)))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(name, cell)| format!("{name}\u{1f}{cell}"))
        .collect();
    parts.sort_unstable();
    crate::web::token::digest(&parts.join("\u{1e}"))
}

/// A cell for comparing. Years of two digits stay as they are: what they mean moves with the calendar.
fn plain(column: Option<Column>, cell: &str) -> String {
    let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if column.is_some_and(Column::is_date) {
        let far_future = chrono::NaiveDate::MAX;
        let far_past = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
        if let (Cell::Known(one), Cell::Known(other)) = (words::day(&text, far_future), words::day(&text, far_past))
            && one == other
        {
            return one.to_string();
        }
    }
    text
}

/// What a row's reference is compared by.
pub fn reference_key(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_row_is_known_again_in_another_form_of_the_file() {
        let header = owned(&["Ref", "DOB", "Comments"]);
        let mapping = Mapping::recognise(&header);
        let print = |cells: &[&str]| fingerprint(&header, &mapping, &owned(cells));
        let first = print(&["E1", "28/11/2010", "two\nlines"]);
        assert_eq!(first, print(&[" E1", "2010-11-28", "two  lines "]));
        assert_eq!(first, print(&["E1", "40510", "two lines"]));
        assert_ne!(first, print(&["E1", "29/11/2010", "two lines"]));
        assert_ne!(print(&["E1", "28/11/10", ""]), print(&["E1", "28/11/1910", ""]));
        let turned = owned(&["Comments", "Ref", "DOB"]);
        assert_eq!(first, fingerprint(&turned, &Mapping::recognise(&turned), &owned(&["two lines", "E1", "40510"])));
    }

    #[test]
    fn every_outcome_is_counted() {
        let counts = Counts::of([RowOutcome::Imported, RowOutcome::Refused, RowOutcome::Imported]);
        assert_eq!((counts.rows(), counts.count(RowOutcome::Imported), counts.count(RowOutcome::Joined)), (3, 2, 0));
    }

    #[test]
    fn an_original_keeps_its_order_and_its_empty_cells() {
        let original = Original::of(&owned(&["Ref", "Zed", "Alpha"]), &owned(&["E1", "z"]));
        let kept: Original = serde_json::from_str(&serde_json::to_string(&original).unwrap()).unwrap();
        assert_eq!(kept.0, [("Ref", "E1"), ("Zed", "z"), ("Alpha", "")].map(|(h, c)| (h.to_owned(), c.to_owned())));
        assert_eq!(kept.under(&owned(&["Alpha", "Ref", "New"])), ["", "E1", ""]);
    }
}

//! What the register knows of a file's rows before anything is written.

mod queries;

use std::collections::HashMap;

use super::columns::{Column, Mapping};
use super::matching::Known;
use super::model::{Original, fingerprint, reference_key};
use super::officers::Officers;
use super::sheet::Sheet;
use super::words::{self, Cell};
use crate::children::identifiers;
use crate::children::model::Child;
use crate::id::Id;

/// What the register knew when the file was matched.
pub struct Before {
    /// Changes when another import ran, a child was added, or records were merged or split.
    pub stamp: Stamp,
    /// Whose names may stand in the officer's column.
    pub officers: Officers,
    /// The children a row could be about.
    pub known: Vec<Known>,
    /// What the file's references stood for in earlier files.
    pub earlier: Earlier,
}

/// What must not have moved between matching and writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The last import.
    pub last_import: Option<String>,
    /// The register's next own reference: moves with every child that is added.
    pub next_reference: i32,
    /// Merges and splits: a child that a row was matched to may be retired.
    pub merges: i64,
}

/// Rows of earlier files.
#[derive(Default)]
pub struct Earlier {
    /// By reference: the rows of the last file that had it, in their order.
    pub by_reference: HashMap<String, Vec<EarlierRow>>,
    /// Rows without a reference, by fingerprint.
    pub by_fingerprint: HashMap<String, Id<Child>>,
}

/// A row that is on a child's record.
#[derive(Clone, Debug)]
pub struct EarlierRow {
    /// Its content's.
    pub fingerprint: String,
    /// Whose record it is on.
    pub child: Id<Child>,
    /// Word for word.
    pub original: Original,
}

/// What has to be looked up before a file can be matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Every readable date of birth.
    pub births: Vec<chrono::NaiveDate>,
    /// Every valid UPN.
    pub upns: Vec<String>,
    /// Every valid NHS number.
    pub nhs_numbers: Vec<String>,
    /// Every reference.
    pub references: Vec<String>,
    /// The fingerprints of rows without one.
    pub fingerprints: Vec<String>,
}

impl Wanted {
    /// Of every row of a sheet, each once.
    pub fn of(sheet: &Sheet, mapping: &Mapping, today: chrono::NaiveDate) -> Self {
        let mut wanted = Self::default();
        for cells in &sheet.rows {
            let text = |column| mapping.text(cells, column);
            if let Cell::Known(birth) = words::day(&text(Column::DateOfBirth), today) {
                wanted.births.push(birth);
            }
            wanted.upns.extend(identifiers::upn(&text(Column::Upn)));
            wanted.nhs_numbers.extend(identifiers::nhs_number(&text(Column::NhsNumber)));
            match reference(mapping, cells) {
                reference if reference.is_empty() => wanted.fingerprints.push(fingerprint(&sheet.header, mapping, cells)),
                reference => wanted.references.push(reference),
            }
        }
        wanted.births.sort_unstable();
        wanted.births.dedup();
        for list in [&mut wanted.upns, &mut wanted.nhs_numbers, &mut wanted.references, &mut wanted.fingerprints] {
            list.sort_unstable();
            list.dedup();
        }
        wanted
    }
}

/// What a row is known by across files; empty without a reference.
pub(super) fn reference(mapping: &Mapping, cells: &[String]) -> String {
    let given = mapping.text(cells, Column::Reference);
    if words::is_blank(&given) { String::new() } else { reference_key(&given) }
}

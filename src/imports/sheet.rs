//! A file as a sheet: one header, and below it the data rows, every cell as the text somebody typed.

use serde::{Deserialize, Serialize};

use super::columns::Mapping;
use crate::error::{Error, Result};

/// The most data rows of one file.
pub const MOST_ROWS: usize = 50_000;
/// The most columns of one file.
pub const MOST_COLUMNS: usize = 300;
/// The longest cell that is understood: what Excel itself can hold.
pub const LONGEST_CELL: usize = 32_767;
/// Above the header there may be titles and blank rows, but not more than these.
const HEADER_WITHIN: usize = 30;

/// What was read of a file. A wholly empty row is not a data row; every other row below the header is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The header's cells, each different.
    pub header: Vec<String>,
    /// The data rows, the first being number 1; a row may be shorter than the header.
    pub rows: Vec<Vec<String>>,
    /// Worksheets of the same workbook that are not read.
    pub left_out: Vec<String>,
}

impl Sheet {
    /// Finds the header below any titles, and makes the rest the data rows.
    pub(super) fn below_header(mut records: Vec<Vec<String>>) -> Result<Self> {
        records.retain(|record| record.iter().any(|cell| !cell.trim().is_empty()));
        let position = header_position(&records)
            .ok_or_else(|| Error::refused("The file has no header: a row that names at least two columns."))?;
        let rows = records.split_off(position + 1);
        let header = records.pop().unwrap_or_default();
        if rows.is_empty() {
            return Err(Error::refused("The file has a header and no rows below it."));
        }
        if rows.len() > MOST_ROWS {
            return Err(Error::refused(format!("The file has {} rows; at most {MOST_ROWS} are read at a time.", rows.len())));
        }
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        if width > MOST_COLUMNS {
            return Err(Error::refused(format!("The file has {width} columns; at most {MOST_COLUMNS} are read.")));
        }
        Ok(Self { header: each_different(header, width), rows, left_out: Vec::new() })
    }

    /// How many columns of the header are recognised: the best reading of a file has the most.
    pub(super) fn recognised(&self) -> usize {
        Mapping::recognise(&self.header).known()
    }
}

/// The row with the most recognised columns; where none is recognised, the first with two cells, so
/// that the mapping page has something to show.
fn header_position(records: &[Vec<String>]) -> Option<usize> {
    let above: Vec<usize> = records.iter().take(HEADER_WITHIN).map(|record| Mapping::recognise(record).known()).collect();
    let most = above.iter().copied().max().unwrap_or(0);
    if most >= 2 {
        return above.iter().position(|known| *known == most);
    }
    records.iter().take(HEADER_WITHIN).position(|record| record.iter().filter(|cell| !cell.trim().is_empty()).count() >= 2)
}

/// Names what has no name, and numbers what has another's.
fn each_different(header: Vec<String>, width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    let given = header.into_iter().chain(std::iter::repeat(String::new())).take(width);
    for (index, name) in given.enumerate() {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { format!("Column {}", index + 1) } else { name };
        let mut unique = name.clone();
        let mut count = 2;
        while names.contains(&unique) {
            unique = format!("{name} ({count})");
            count += 1;
        }
        names.push(unique);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn the_header_is_found_below_titles_and_blank_rows() {
        let sheet = Sheet::below_header(records(
            "Wexcombe Council - OFFICIAL||\n||\nRef|Surname|DOB\nE1|Lamb|1/2/2015\n| |\nE2|Day|3/4/2016",
        ))
        .unwrap();
        assert_eq!(sheet.header, ["Ref", "Surname", "DOB"]);
        assert_eq!(sheet.rows.len(), 2);
    }

    #[test]
    fn columns_without_a_name_or_with_the_same_one_stay_apart() {
        let sheet = Sheet::below_header(records("DOB|Surname||Notes|Notes\n1/2/2015|Lamb|x|a|b|overhanging")).unwrap();
        assert_eq!(sheet.header, ["DOB", "Surname", "Column 3", "Notes", "Notes (2)", "Column 6"]);
    }

    #[test]
    fn what_holds_no_rows_or_too_much_is_refused_with_a_sentence() {
        for text in ["Ref|Surname|DOB", "just a title", ""] {
            assert!(matches!(Sheet::below_header(records(text)), Err(Error::Refused(_))), "{text}");
        }
        let wide = vec!["Surname".to_owned(); 10_001];
        assert!(matches!(Sheet::below_header(vec![wide.clone(), wide]), Err(Error::Refused(_))));
    }
}

//! A list as a file, for a spreadsheet program: nothing in it can start a formula.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};

use super::model::List;
use super::queries::Row;
use crate::contacts::grounds::Grounds;
use crate::error::{Error, Result};
use crate::visits::queries::NextVisit;

const COLUMNS: [&str; 19] = [
    "reference",
    "name",
    "date_of_birth",
    "year_group",
    "kind",
    "level",
    "officer",
    "officer_account",
    "verdict",
    "due_on",
    "days_over",
    "reason",
    "last_seen_on",
    "last_seen_by",
    "last_seen_how",
    "last_seen_in_person_on",
    "last_own_contact_on",
    "next_visit_on",
    "registered_on",
];

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, UTF-8.
    Csv,
    /// Excel.
    Xlsx,
}

impl Format {
    /// How its file name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A text that a spreadsheet program would take for a formula gets an apostrophe before it (ASVS 5.0, 1.2.10).
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

enum Cell {
    Text(String),
    Day(Option<NaiveDate>),
    Number(i64),
}

/// A file in the making.
pub enum Sheet {
    /// Bytes so far.
    Csv(Box<csv::Writer<Vec<u8>>>),
    /// Rows so far; they wait in a temporary file.
    Xlsx(Box<Workbook>, u32),
}

impl Sheet {
    /// Begins with the names of the columns.
    ///
    /// # Errors
    /// `Internal`.
    pub fn begin(format: Format) -> Result<Self> {
        match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
                writer.write_record(COLUMNS).map_err(Error::internal)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            Format::Xlsx => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet_with_constant_memory().map_err(Error::internal)?;
                let bold = CellFormat::new().set_bold();
                for (column, name) in (0..).zip(COLUMNS) {
                    sheet.write_string_with_format(0, column, name, &bold).map_err(Error::internal)?;
                }
                Ok(Self::Xlsx(Box::new(book), 0))
            }
        }
    }

    /// Adds a row of a list.
    ///
    /// # Errors
    /// `Refused` when a spreadsheet cannot hold more; `Internal`.
    pub fn add(&mut self, list: List, row: &Row, grounds: &Grounds, visit: Option<&NextVisit>, day: NaiveDate) -> Result<()> {
        let cells = cells(list, row, grounds, visit, day);
        match self {
            Self::Csv(writer) => {
                for cell in cells {
                    match cell {
                        Cell::Text(text) => writer.write_field(guarded(&text).as_bytes()),
                        Cell::Day(day) => writer.write_field(day.map(|day| day.to_string()).unwrap_or_default()),
                        Cell::Number(number) => writer.write_field(number.to_string()),
                    }
                    .map_err(Error::internal)?;
                }
                writer.write_record(None::<&[u8]>).map_err(Error::internal)
            }
            Self::Xlsx(book, rows) => {
                *rows += 1;
                add_to_book(book, *rows, cells).map_err(|error| match error {
                    XlsxError::RowColumnLimitError => {
                        Error::refused("A spreadsheet holds 1,048,575 rows: narrow the list, or take the CSV file.")
                    }
                    other => Error::internal(other),
                })
            }
        }
    }

    /// The file.
    ///
    /// # Errors
    /// `Internal`.
    pub fn finish(self) -> Result<Vec<u8>> {
        match self {
            Self::Csv(writer) => writer.into_inner().map_err(Error::internal),
            Self::Xlsx(mut book, _) => book.save_to_buffer().map_err(Error::internal),
        }
    }
}

fn add_to_book(book: &mut Workbook, row: u32, cells: Vec<Cell>) -> std::result::Result<(), XlsxError> {
    let sheet = book.worksheet_from_index(0)?;
    let date = CellFormat::new().set_num_format("yyyy-mm-dd");
    for (column, cell) in (0..).zip(cells) {
        match cell {
            // Typed as text: whatever it begins with, it is never a formula.
            Cell::Text(text) => sheet.write_string(row, column, text)?,
            Cell::Day(None) => continue,
            Cell::Day(Some(day)) => sheet.write_number_with_format(row, column, serial(day), &date)?,
            #[allow(clippy::cast_precision_loss, reason = "a number of days is far below 2^52")]
            Cell::Number(number) => sheet.write_number(row, column, number as f64)?,
        };
    }
    Ok(())
}

/// The day as spreadsheets count: from 1899-12-30.
fn serial(day: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).expect("30 December 1899 is a date");
    i32::try_from((day - zero).num_days()).map_or(0.0, f64::from)
}

fn cells(list: List, row: &Row, grounds: &Grounds, visit: Option<&NextVisit>, day: NaiveDate) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let (verdict, due, reason) = match list {
        List::NotSeen => (grounds.verdict(day).label(), grounds.due.unseen(), grounds.reason(day)),
        List::ContactOverdue if grounds.is_contact_overdue(day) => {
            ("Contact overdue", grounds.due.contact, grounds.contact_reason(day))
        }
        List::ContactOverdue => ("In date", grounds.due.contact, grounds.contact_reason(day)),
    };
    let officer = row.officer.as_ref();
    vec![
        text(&row.child.reference),
        Cell::Text(row.child.name()),
        Cell::Day(Some(row.child.date_of_birth)),
        Cell::Text(row.child.year(day).label()),
        text(row.kind.label()),
        text(row.level.label()),
        text(officer.map_or("", |officer| &officer.name)),
        text(officer.map_or("", |officer| if officer.disabled_at.is_some() { "disabled" } else { "active" })),
        text(verdict),
        Cell::Day(Some(due)),
        Cell::Number((day - due).num_days()),
        Cell::Text(reason),
        Cell::Day(row.stored.last_seen_on),
        text(row.stored.last_seen_agency.map_or("", |agency| agency.label())),
        text(row.stored.last_seen_mode.map_or("", |mode| mode.label())),
        Cell::Day(row.stored.last_seen_in_person_on),
        Cell::Day(row.stored.last_own_contact_on),
        Cell::Day(visit.map(|visit| visit.planned_on)),
        Cell::Day(Some(row.started_on)),
    ]
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn nothing_that_a_spreadsheet_would_run_begins_a_cell() {
        for text in ["=1+1", "+44 1632 960001", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "O’Neil", "Siân", "1-2", "a=b"] {
            assert_eq!(guarded(text), text);
        }
    }
}

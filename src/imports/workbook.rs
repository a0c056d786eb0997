//! XLSX. Every entry is unpacked through a counter before the workbook is opened, so that a small
//! file cannot fill the memory; cells are read one after the other and never laid out as a rectangle,
//! so that a lone cell in the last corner of a sheet costs nothing.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use chrono::{NaiveDate, TimeDelta};

use super::sheet::{MOST_COLUMNS, MOST_ROWS, Sheet};
use crate::error::{Error, Result};

/// Unpacked, a workbook may take this much.
const MOST_UNPACKED: u64 = 150 * 1024 * 1024;
/// A workbook of an office has a few dozen entries.
const MOST_ENTRIES: usize = 2_000;
/// Days from Excel's two epochs to one another.
const DAYS_TO_1904: f64 = 1_462.0;

/// Reads the worksheet whose header is recognised best; the others are named as left out.
pub(super) fn read(content: &[u8]) -> Result<Sheet> {
    check_size_unpacked(content)?;
    let damaged = || Error::refused("The workbook is damaged, or is not an Excel workbook (.xlsx).");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(|_| damaged())?;
    let names = workbook.sheet_names();
    let mut best: Option<(usize, String, Sheet)> = None;
    let mut refusal = None;
    for name in &names {
        match records(&mut workbook, name).and_then(Sheet::below_header) {
            Ok(sheet) => {
                let recognised = sheet.recognised();
                if best.as_ref().is_none_or(|(most, ..)| recognised > *most) {
                    best = Some((recognised, name.clone(), sheet));
                }
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let (_, read, sheet) = best.ok_or_else(|| refusal.unwrap_or_else(damaged))?;
    Ok(Sheet { left_out: names.into_iter().filter(|name| *name != read).collect(), ..sheet })
}

fn check_size_unpacked(content: &[u8]) -> Result<()> {
    let damaged = |_| Error::refused("The workbook is damaged: it cannot be unpacked.");
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(damaged)?;
    let too_large = || Error::TooLarge("Unpacked, the workbook is larger than a register can be.".into());
    if archive.len() > MOST_ENTRIES {
        return Err(too_large());
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        // What the entry says of its own size may be a lie: only what comes out counts.
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|_| Error::refused("The workbook is damaged: it cannot be unpacked."))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

fn records(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Vec<String>>> {
    let damaged = |_| Error::refused("A worksheet of the workbook is damaged.");
    let epoch_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell_with_formula().map_err(damaged)? {
        let text = text(&cell.value, cell.formula.as_deref(), epoch_1904);
        if text.is_empty() {
            continue;
        }
        let (row, column) = (cell.pos.0, usize::try_from(cell.pos.1).unwrap_or(usize::MAX));
        if column >= MOST_COLUMNS {
            return Err(Error::refused(format!("The file has more than {MOST_COLUMNS} columns.")));
        }
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        if rows.len() > MOST_ROWS + 100 {
            return Err(Error::refused(format!("The file has more than {MOST_ROWS} rows; send it in parts.")));
        }
    }
    Ok(rows.into_values().collect())
}

/// A cell as a person sees it; a formula that was never computed stays text, as in a CSV.
fn text(value: &DataRef<'_>, formula: Option<&str>, epoch_1904: bool) -> String {
    let shown = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let serial = moment.as_f64() + if epoch_1904 { DAYS_TO_1904 } else { 0.0 };
            day_of_serial(serial).map_or_else(|| serial.to_string(), |day| day.to_string())
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
    };
    // What PostgreSQL cannot keep, XML cannot hold either; an escaped one is dropped.
    let shown = shown.replace('\0', "");
    match formula {
        Some(formula) if shown.is_empty() && !formula.is_empty() => format!("={formula}"),
        _ => shown,
    }
}

/// The day of an Excel serial, counted from 30 December 1899; the time of day is dropped.
pub(super) fn day_of_serial(serial: f64) -> Option<NaiveDate> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked above")]
    epoch.checked_add_signed(TimeDelta::days(serial.floor() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Formula, Workbook};

    fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn titles_dates_numbers_and_formulas_become_text() {
        let date = Format::new().set_num_format("dd/mm/yyyy");
        let file = workbook(|workbook| {
            let sheet = workbook.add_worksheet().set_name("EHE live").unwrap();
            sheet.write(0, 0, "Wexcombe Council").unwrap();
            for (column, name) in ["Ref", "Surname", "DOB", "NHS No", "Comments"].into_iter().enumerate() {
                sheet.write(2, u16::try_from(column).unwrap(), name).unwrap();
            }
            sheet.write(3, 0, "E1").unwrap();
            sheet.write(3, 1, "Lamb").unwrap();
            sheet.write_with_format(3, 2, 40510.0, &date).unwrap();
            sheet.write(3, 3, 9_998_492_432_i64).unwrap();
            sheet.write(3, 4, Formula::new("HYPERLINK(\"http://x.invalid\",\"click\")").set_result("click")).unwrap();
            workbook.add_worksheet().set_name("Look-ups").unwrap().write(0, 0, "x").unwrap();
        });
        let sheet = Sheet::read(&file).unwrap();
        assert_eq!(sheet.header, ["Ref", "Surname", "DOB", "NHS No", "Comments"]);
        assert_eq!(sheet.rows, [["E1", "Lamb", "2010-11-28", "9998492432", "click"].map(str::to_owned)]);
        assert_eq!(sheet.left_out, ["Look-ups"]);
    }

    #[test]
    fn a_formula_that_was_never_computed_is_its_own_text() {
        assert_eq!(text(&DataRef::Empty, Some("HYPERLINK(\"x\")"), false), "=HYPERLINK(\"x\")");
        assert_eq!(text(&DataRef::Float(40510.0), None, false), "40510");
    }

    #[test]
    fn a_lone_cell_in_the_last_row_costs_nothing() {
        let file = workbook(|workbook| {
            let sheet = workbook.add_worksheet();
            for (column, name) in ["Ref", "Surname", "DOB"].into_iter().enumerate() {
                sheet.write(0, u16::try_from(column).unwrap(), name).unwrap();
            }
            sheet.write(1_048_575, 1, "Lamb").unwrap();
        });
        assert_eq!(Sheet::read(&file).unwrap().rows.len(), 1);
    }

    #[test]
    fn a_column_beyond_the_limit_is_refused() {
        let file = workbook(|workbook| {
            workbook.add_worksheet().write(0, 10_000, "Surname").unwrap();
        });
        assert!(matches!(Sheet::read(&file), Err(Error::Refused(_))));
    }

    #[test]
    fn what_only_begins_like_a_workbook_is_refused() {
        let whole = workbook(|workbook| {
            workbook.add_worksheet().write(0, 0, "Ref").unwrap();
        });
        for broken in [&b"PK\x03\x04 and then nothing"[..], &whole[..whole.len() / 2], b"PK"] {
            assert!(matches!(Sheet::read(broken), Err(Error::Refused(_))));
        }
    }

    #[test]
    fn a_zip_bomb_is_refused_before_it_is_opened() {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let zeros = vec![0_u8; 1024 * 1024];
        archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
        for _ in 0..=MOST_UNPACKED / 1024 / 1024 {
            archive.write_all(&zeros).unwrap();
        }
        let bomb = archive.finish().unwrap().into_inner();
        assert!(bomb.len() < 1024 * 1024);
        assert!(matches!(Sheet::read(&bomb), Err(Error::TooLarge(_))));
    }

    #[test]
    fn serials_are_counted_from_the_end_of_1899() {
        assert_eq!(day_of_serial(40510.0), NaiveDate::from_ymd_opt(2010, 11, 28));
        assert_eq!(day_of_serial(40510.75), NaiveDate::from_ymd_opt(2010, 11, 28));
        assert_eq!(day_of_serial(f64::NAN), None);
        assert_eq!(day_of_serial(-3.0), None);
    }
}

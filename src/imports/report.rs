//! The report: one record for each data row, `row,outcome,child_id,columns,reason`.

use super::model::Accounted;
use crate::error::{Error, Result};

/// The report as CSV (RFC 4180, UTF-8).
///
/// # Errors
/// `Internal` when it cannot be made.
pub fn csv(rows: &[Accounted]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(["row", "outcome", "child_id", "columns", "reason"]).map_err(Error::internal)?;
    for row in rows {
        let child = row.child.map(|child| child.to_string()).unwrap_or_default();
        let cells =
            [&row.row.to_string(), row.outcome.code(), &child, &harmless(&row.columns.join("; ")), &harmless(&row.reason)];
        writer.write_record(cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// A cell that a spreadsheet program will not take for a formula (ASVS 1.2.10).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::model::RowOutcome;

    #[test]
    fn every_row_is_a_record_and_no_cell_a_formula() {
        let row = Accounted {
            row: 1,
            outcome: RowOutcome::Refused,
            child: None,
            columns: vec!["=DOB".into(), "Ref".into()],
            reason: "There is no date of birth.".into(),
        };
        let text = String::from_utf8(csv(&[row]).unwrap()).unwrap();
        assert_eq!(text, "row,outcome,child_id,columns,reason\r\n1,refused,,'=DOB; Ref,There is no date of birth.\r\n");
    }
}

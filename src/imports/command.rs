//! `seen import register FILE`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::columns::Mapping;
use super::given_file::LARGEST_FILE;
use super::model::RowOutcome;
use super::plan::Plan;
use super::queries::SourceFile;
use super::report;
use super::run::Prepared;
use super::sheet::Sheet;
use crate::command::At;
use crate::config::{make_private, private_file};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::token;

/// Refused rows that are printed; the report has all of them.
const PRINTED: usize = 20;

/// Import an authority's own spreadsheet (CSV or XLSX); every row is accounted for
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  seen import register register.xlsx --dry-run --report report.csv")]
pub struct Register {
    /// The spreadsheet
    file: PathBuf,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a CSV that accounts for every row: row,outcome,child_id,columns,reason
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Register {
    /// Reads, matches and writes. Every row accounted for is success, refused rows included.
    ///
    /// # Errors
    /// `Refused` with a sentence when the file cannot be read or the report cannot be written.
    pub async fn run(&self, at: &At) -> Result<ExitCode> {
        let content = read(&self.file)?;
        let sheet = Sheet::read(&content)?;
        let mapping = Mapping::recognise(&sheet.header);
        let system = at.system().await?;
        crate::candidates::catch_up::of_authority(&system).await?;
        // Before anything is written: a report that cannot be kept must not come as a surprise.
        let report_file = self.report.as_deref().map(open_report).transpose()?;
        tell_columns(&sheet, &mapping);
        let prepared = Prepared { sheet: Arc::new(sheet), mapping };
        let plan = if self.dry_run {
            Arc::new(prepared.plan(&system).await?)
        } else {
            let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let file = SourceFile { name, sha256: token::digest_of(&content) };
            prepared.import(&system, Id::mint(), file, None).await?
        };
        if let Some(mut file) = report_file {
            use std::io::Write;
            file.write_all(&report::csv(&plan.report(self.dry_run))?)?;
            file.sync_all()?;
        }
        tell_outcome(&plan, self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let unreadable = |error: std::io::Error| Error::refused(format!("cannot read {}: {error}", file.display()));
    let length = std::fs::metadata(file).map_err(unreadable)?.len();
    if length > LARGEST_FILE as u64 {
        return Err(Error::refused(format!("the file is larger than {} MB", LARGEST_FILE / 1024 / 1024)));
    }
    std::fs::read(file).map_err(unreadable)
}

fn open_report(file: &Path) -> Result<std::fs::File> {
    let made = private_file().create(true).truncate(true).open(file).and_then(|made| make_private(file).map(|()| made));
    made.map_err(|error| Error::refused(format!("cannot write {}: {error}", file.display())))
}

fn tell_columns(sheet: &Sheet, mapping: &Mapping) {
    let unknown: Vec<&str> = sheet
        .header
        .iter()
        .enumerate()
        .filter(|(index, _)| mapping.at(*index).is_none())
        .map(|(_, name)| name.as_str())
        .collect();
    if !unknown.is_empty() {
        crate::command::say!("Kept with each row but not understood: {}.", unknown.join(", "));
    }
    if !sheet.left_out.is_empty() {
        crate::command::say!("Worksheets of the file that were not read: {}.", sheet.left_out.join(", "));
    }
}

fn tell_outcome(plan: &Plan, dry_run: bool) {
    let counts = plan.counts();
    crate::command::say!("{} {} rows:", if dry_run { "Dry run, nothing was changed." } else { "Imported." }, counts.rows());
    for (outcome, count) in counts.all() {
        crate::command::say!("{count:>8}  {}", outcome.label());
    }
    let refused: Vec<_> = plan.report(dry_run).into_iter().filter(|row| row.outcome == RowOutcome::Refused).collect();
    for row in refused.iter().take(PRINTED) {
        crate::command::say!("Row {} was refused ({}): {}", row.row, row.columns.join(", "), row.reason);
    }
    if refused.len() > PRINTED {
        crate::command::say!("… and {} more: use --report to see every row.", refused.len() - PRINTED);
    }
}

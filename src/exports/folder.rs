//! The folder of an export: one CSV file a table, shown under its name only when all are whole.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use csv::{Terminator, Writer, WriterBuilder};

use crate::config::{make_private_folder, private_file};
use crate::error::{Error, Result};

/// What a file is called until the whole export is done.
const UNFINISHED: &str = "part";

/// A folder that takes an export.
pub struct Folder {
    path: PathBuf,
    /// Every file begun, by the name it is to have.
    begun: Vec<String>,
}

impl Folder {
    /// Makes the folder, or takes one that is there and empty.
    ///
    /// # Errors
    /// `Refused` when it holds anything or cannot be made.
    pub fn open(path: &Path) -> Result<Self> {
        let refused = |e: std::io::Error| Error::refused(format!("cannot write to {}: {e}", path.display()));
        make_private_folder(path).map_err(refused)?;
        if fs::read_dir(path).map_err(refused)?.next().is_some() {
            return Err(Error::refused(format!(
                "{} is not empty: name a new folder, so that no older file is taken for a part of this export",
                path.display()
            )));
        }
        Ok(Self { path: path.to_owned(), begun: Vec::new() })
    }

    /// Begins a file with its header.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn begin(&mut self, name: &'static str, header: &[&str]) -> Result<Sheet> {
        let name = format!("{name}.csv");
        let file = private_file().create_new(true).open(self.unfinished(&name))?;
        self.begun.push(name);
        let out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BufWriter::new(file));
        let mut sheet = Sheet { out, rows: 0 };
        sheet.out.write_record(header).map_err(Error::internal)?;
        Ok(sheet)
    }

    /// Keeps a whole file in a folder of this one.
    ///
    /// # Errors
    /// `Internal` when the disk refuses.
    pub fn keep(&mut self, folder: &'static str, name: &str, bytes: &[u8]) -> Result<()> {
        make_private_folder(&self.path.join(folder))?;
        let name = format!("{folder}/{name}");
        let mut file = private_file().create_new(true).open(self.unfinished(&name))?;
        self.begun.push(name);
        file.write_all(bytes)?;
        Ok(())
    }

    /// Gives every file its name.
    ///
    /// # Errors
    /// `Internal` when the disk refuses.
    pub fn finish(mut self) -> Result<()> {
        for name in std::mem::take(&mut self.begun) {
            fs::rename(self.unfinished(&name), self.path.join(&name))?;
        }
        Ok(())
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.{UNFINISHED}"))
    }
}

/// An export that was not finished leaves nothing that could be taken for one.
impl Drop for Folder {
    fn drop(&mut self) {
        for name in &self.begun {
            if let Err(error) = fs::remove_file(self.unfinished(name)) {
                tracing::warn!(%error, name, "a file of a failed export is left behind");
            }
        }
    }
}

/// One file being written (RFC 4180).
pub struct Sheet {
    out: Writer<BufWriter<File>>,
    rows: usize,
}

impl Sheet {
    /// Writes a row.
    ///
    /// # Errors
    /// `Internal` when the disk refuses.
    pub fn write(&mut self, row: &[Cow<'_, str>]) -> Result<()> {
        self.rows += 1;
        self.out.write_record(row.iter().map(|cell| cell.as_bytes())).map_err(Error::internal)
    }

    /// Ends the file; answers how many rows it has.
    ///
    /// # Errors
    /// `Internal` when the disk refuses.
    pub fn end(mut self) -> Result<usize> {
        self.out.flush()?;
        Ok(self.rows)
    }
}

/// A value as it stands in an export: `true`, `2026-11-23`, `2026-11-23T09:30:00.000000Z`, or empty.
pub trait Cell {
    /// Its text.
    fn cell(&self) -> Cow<'_, str>;
}

impl Cell for String {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Cell for bool {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

impl Cell for i32 {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Cell for f64 {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Cell for NaiveDate {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Cell for NaiveDateTime {
    fn cell(&self) -> Cow<'_, str> {
        Cow::Owned(self.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), Cell::cell)
    }
}

//! Copies of the embedded database: made while it is in use, checked, and put back only where nobody
//! is at work (domain/security-and-storage.md, *Storage*).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connection::AnyConnection;
use super::dialect;
use super::schema::{audit, children};
use crate::config::{make_private, make_private_folder, private_file};
use crate::error::{Error, Result};

/// What a copy was found to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Children with a record.
    pub children: i64,
    /// Rows of the audit trail.
    pub audit_rows: i64,
}

/// A copy that has been made and checked and has not its name yet. Dropped, it is gone.
pub struct Copy {
    unnamed: Unnamed,
    /// What it holds.
    pub contents: Contents,
}

impl Copy {
    /// Copies the database at one moment, while others read and write it, and checks the copy.
    ///
    /// # Errors
    /// `Refused` when the target is there already or the copy does not pass its checks.
    pub fn of(database: &Path, target: &Path) -> Result<Self> {
        let unnamed = Unnamed::beside(target)?;
        let mut conn = plain(database)?;
        dialect::copy_to(&mut conn, text_of(&unnamed.path)?)?;
        drop(conn);
        let contents = check(&unnamed.path)?;
        Ok(Self { unnamed, contents })
    }

    /// Gives it its name, durably.
    ///
    /// # Errors
    /// `Refused` when something has taken the name meanwhile.
    pub fn keep(self) -> Result<()> {
        self.unnamed.keep()
    }
}

/// Puts a copy where the database is to be. With `replace`, a database that is there and that nobody
/// uses is moved aside, and its new path is answered; without, it is in the way.
///
/// # Errors
/// `Refused` when the copy is not whole, when a database is in the way, or when somebody uses it.
pub fn put_back(copy: &Path, database: &Path, replace: bool) -> Result<(Contents, Option<PathBuf>)> {
    let contents = check(copy)?;
    if database.exists() && !replace {
        return Err(Error::refused(format!(
            "there is a database at {}: stop Seen and say --replace to move it aside, or restore to another --data-dir",
            database.display()
        )));
    }
    if let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_private_folder(folder)?;
    }
    let incoming = Unnamed::for_restoring(database)?;
    // Into the private file that is there: a copy of the file itself would take over its mode.
    std::io::copy(&mut fs::File::open(copy)?, &mut fs::File::create(&incoming.path)?)?;
    make_private(&incoming.path)?;
    check(&incoming.path)?;
    let aside = if database.exists() { Some(move_aside(database)?) } else { None };
    // Pages of an older log would be replayed over the restored file.
    for stale in [beside(database, "-wal"), beside(database, "-shm")] {
        remove_if_there(&stale)?;
    }
    incoming.keep()?;
    Ok((contents, aside))
}

/// Whether a file is a whole register of this version or an older one, and what it holds.
fn check(file: &Path) -> Result<Contents> {
    let not_whole = |why: &str| Error::refused(format!("{} is not a whole copy of a register: {why}", file.display()));
    if !file.is_file() {
        return Err(Error::refused(format!("there is no file {}", file.display())));
    }
    if fs::metadata(beside(file, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(not_whole("a log lies beside it, so it is a database in use; make a copy with `seen backup`"));
    }
    let mut conn = plain(file)?;
    let faults = dialect::integrity_faults(&mut conn).map_err(|_| not_whole("it is not a SQLite database"))?;
    if let Some(first) = faults.first() {
        return Err(not_whole(first));
    }
    conn.batch_execute("PRAGMA query_only = ON")?;
    dialect::check_version(&mut conn).map_err(|error| not_whole(&error.to_string()))?;
    let count = |error: diesel::result::Error| not_whole(&error.to_string());
    Ok(Contents {
        children: children::table.count().get_result(&mut conn).map_err(count)?,
        audit_rows: audit::table.count().get_result(&mut conn).map_err(count)?,
    })
}

/// Moves a database aside, once it is certain that nobody else has it open.
fn move_aside(database: &Path) -> Result<PathBuf> {
    let mut conn = plain(database)?;
    dialect::take_alone(&mut conn, Duration::from_millis(500))
        .map_err(|_| Error::refused(format!("{} is in use: stop Seen first", database.display())))?;
    let aside = (1..)
        .map(|number| beside(database, &format!(".replaced-{number}")))
        .find(|path| !path.exists())
        .ok_or_else(|| Error::internal("no free name"))?;
    fs::rename(database, &aside)?;
    Ok(aside)
}

/// A file of our own that has not its final name yet; removed when it is given up.
struct Unnamed {
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Unnamed {
    /// For a new file: the target must not be there.
    fn beside(target: &Path) -> Result<Self> {
        if target.exists() {
            return Err(Error::refused(format!("{} is there already: name a new file", target.display())));
        }
        Self::for_restoring(target)
    }

    /// For a file that may take the place of another.
    fn for_restoring(target: &Path) -> Result<Self> {
        let path = beside(target, ".part");
        private_file()
            .create_new(true)
            .open(&path)
            .map_err(|e| Error::refused(format!("cannot write {}: {e}", path.display())))?;
        Ok(Self { path, target: target.to_owned(), kept: false })
    }

    fn keep(mut self) -> Result<()> {
        File::open(&self.path)?.sync_all()?;
        if self.target.exists() {
            return Err(Error::refused(format!("{} has appeared meanwhile: nothing is replaced", self.target.display())));
        }
        fs::rename(&self.path, &self.target)?;
        self.kept = true;
        if let Some(folder) = self.target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, path = %self.path.display(), "an unfinished copy is left behind");
        }
    }
}

/// A connection that changes nothing about the file by being opened.
fn plain(file: &Path) -> Result<AnyConnection> {
    let conn = SqliteConnection::establish(text_of(file)?)
        .map_err(|e| Error::refused(format!("cannot open {}: {e}", file.display())))?;
    Ok(AnyConnection::Sqlite(conn))
}

fn text_of(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::refused("the path of the file is not readable text"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

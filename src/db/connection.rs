//! Where the database is, and how a connection to it is opened.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};

use crate::config::{make_private, make_private_folder, private_file};
use crate::error::{Error, Result};

/// Milliseconds for which a connection to SQLite waits for another process that holds the write lock.
pub(super) const PATIENCE: u32 = 10_000;

/// A connection to either database. Never opened with the derived `establish`: a mistyped
/// PostgreSQL URL would silently become a new SQLite file (DESIGN section 5).
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// For those who outgrow one machine.
    Postgres(PgConnection),
}

/// Where the register is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL URL; it may hold a password, so it is never printed.
    Postgres(String),
}

impl Location {
    /// Chooses by scheme: `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// `Refused` for any other scheme, and for a PostgreSQL URL that asks for TLS in a build without it.
    pub fn parse(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() || path.contains('\0') {
                return Err(Error::refused("sqlite:// needs the path of a file, for example sqlite:///var/lib/seen/seen.sqlite"));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let wants_tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"].iter().any(|mode| url.contains(mode));
            if wants_tls && !cfg!(feature = "postgres-tls") {
                return Err(Error::refused(
                    "this build speaks to PostgreSQL without TLS and will not downgrade: build with --features postgres-tls, or leave sslmode out for a database on this machine",
                ));
            }
            return Ok(Self::Postgres(url.to_owned()));
        }
        let scheme = url.split_once("://").map_or("(none)", |(scheme, _)| scheme);
        Err(Error::refused(format!("the database URL has the scheme {scheme:?}; it must start with sqlite:// or postgres://")))
    }

    /// Opens a connection that may write.
    ///
    /// # Errors
    /// `Refused` when the file cannot be opened or the server does not answer.
    pub fn open(&self) -> Result<AnyConnection> {
        match self {
            Self::Sqlite(path) => open_sqlite(path).map(AnyConnection::Sqlite),
            Self::Postgres(url) => open_postgres(url).map(AnyConnection::Postgres),
        }
    }

    /// Opens a connection that the database itself keeps from writing.
    ///
    /// # Errors
    /// As [`Location::open`].
    pub(super) fn open_reader(&self) -> Result<AnyConnection> {
        let mut conn = self.open()?;
        if let AnyConnection::Sqlite(inner) = &mut conn {
            inner.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -400").map_err(Error::from)?;
        }
        Ok(conn)
    }

    /// The URL to show people: without the password, wherever it stands.
    pub fn without_password(&self) -> String {
        let url = match self {
            Self::Sqlite(path) => return format!("sqlite://{}", path.display()),
            Self::Postgres(url) => url,
        };
        let (rest, parameters) = url.split_once('?').unwrap_or((url, ""));
        let (scheme, rest) = rest.split_once("://").unwrap_or(("postgres", rest));
        let (user, host) = rest.rsplit_once('@').unwrap_or(("", rest));
        let user = user.split(':').next().unwrap_or_default();
        let at = if user.is_empty() { "" } else { "@" };
        let kept: Vec<&str> = parameters.split('&').filter(|part| !part.is_empty() && !part.starts_with("password=")).collect();
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        format!("{scheme}://{user}{at}{host}{query}")
    }

    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

fn open_sqlite(path: &Path) -> Result<SqliteConnection> {
    let text = path.to_str().ok_or_else(|| Error::refused("the path of the database is not readable text"))?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_private_folder(folder).map_err(|e| Error::refused(format!("cannot make the folder of the database: {e}")))?;
    }
    be_private(path).map_err(|e| Error::refused(format!("cannot open the SQLite database: {e}")))?;
    let mut conn =
        SqliteConnection::establish(text).map_err(|e| Error::refused(format!("cannot open the SQLite database: {e}")))?;
    // 2 MB of pages for whoever writes (8 were no quicker, docs/performance.md), and 0.4 MB for readers,
    // whose pages any commit empties: 96 of the 100 that SQLite sets apart for each (`.cargo/config.toml`).
    // WAL with FULL: an acknowledged commit survives power loss (domain/security-and-storage.md, Storage).
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {PATIENCE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; \
         PRAGMA cache_size = -2000;",
    ))
    .map_err(|e| Error::refused(format!("the file is not a usable SQLite database: {e}")))?;
    Ok(conn)
}

/// Nobody else on the machine may read the database; its log takes over its mode. A file that is there
/// is never opened here: closing it again would let go of the locks SQLite holds on it.
fn be_private(database: &Path) -> std::io::Result<()> {
    match private_file().create_new(true).open(database) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => make_private(database),
        made => made.map(|_| ()),
    }
}

fn open_postgres(url: &str) -> Result<PgConnection> {
    // libpq's message may repeat the URL's password; only its first line's cause is kept.
    let mut conn = PgConnection::establish(url).map_err(|_| {
        Error::refused(
            "PostgreSQL does not answer at the given URL (host, port, database, user and password are checked by the server)",
        )
    })?;
    conn.batch_execute("SET client_min_messages TO WARNING; SET TIME ZONE 'UTC'").map_err(Error::from)?;
    Ok(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides_and_an_unknown_one_is_refused() {
        assert_eq!(Location::parse("sqlite://a/b.sqlite").unwrap(), Location::Sqlite("a/b.sqlite".into()));
        assert!(matches!(Location::parse("postgres://u@h/d").unwrap(), Location::Postgres(_)));
        for url in ["", "postgre://h/d", "mysql://h/d", "seen.sqlite", "sqlite://"] {
            assert!(matches!(Location::parse(url), Err(Error::Refused(_))), "{url}");
        }
    }

    #[test]
    fn a_url_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgres://u:p@h:5432/d", "postgres://u@h:5432/d"),
            ("postgres://u:p@ss@h/d?x=1&password=q", "postgres://u@h/d?x=1"),
            ("postgresql:///d?host=/run/pg", "postgresql:///d?host=/run/pg"),
            ("postgres://h/d", "postgres://h/d"),
        ] {
            assert_eq!(Location::parse(url).unwrap().without_password(), shown);
        }
    }

    #[test]
    fn tls_is_refused_rather_than_downgraded() {
        let asked = Location::parse("postgres://u@h/d?sslmode=require");
        assert_eq!(asked.is_ok(), cfg!(feature = "postgres-tls"));
    }
}

//! `seen backup` and `seen restore`.

use std::path::Path;

use crate::access::System;
use crate::access::second_factor::KEY_FILE;
use crate::audit::Event;
use crate::command::At;
use crate::db::Location;
use crate::db::backup::{Copy, put_back};
use crate::error::{Error, Result};

/// Copies the embedded database to a new file while it is in use. The audit row is durable before the
/// copy has its name; the copy itself was made a moment before it.
///
/// # Errors
/// `Refused` on PostgreSQL, with the command to use instead; when the file is there already; when the
/// copy does not pass its checks.
pub async fn back_up(at: &At, file: &Path) -> Result<()> {
    let Location::Sqlite(database) = at.location()? else {
        return Err(with_postgres_tools(&at.location()?, "pg_dump --format=custom --file", file));
    };
    if !database.exists() {
        return Err(Error::refused(format!("there is no database at {}", database.display())));
    }
    let house = at.open()?;
    let target = file.to_owned();
    // The whole database is copied, whatever authorities it holds: the row belongs to none of them.
    let copy = System::at(&house, "")
        .view(Event::RegisterBackedUp {}, move |desk| {
            let copy = Copy::of(&database, &target)?;
            desk.showing(usize::try_from(copy.contents.children).unwrap_or(usize::MAX));
            Ok(copy)
        })
        .await?;
    let contents = copy.contents;
    copy.keep()?;
    crate::command::say!(
        "Backed up {} children and {} audit rows to {}, and checked the copy.",
        contents.children,
        contents.audit_rows,
        file.display()
    );
    if at.data_dir.join(KEY_FILE).exists() {
        crate::command::say!(
            "The key of the second factors, {}, is not in it: keep a copy of that in another place.",
            at.data_dir.join(KEY_FILE).display()
        );
    }
    Ok(())
}

/// Puts a copy back where the database is to be, and opens it.
///
/// # Errors
/// `Refused` on PostgreSQL, with the command to use instead; when the copy is not whole; when a
/// database is there and `replace` is not said, or it is in use.
pub async fn restore(at: &At, file: &Path, replace: bool) -> Result<()> {
    let location = at.location()?;
    let Location::Sqlite(database) = &location else {
        return Err(with_postgres_tools(&location, "pg_restore --clean --if-exists --dbname", file));
    };
    let (contents, aside) = put_back(file, database, replace)?;
    System::at(&at.open()?, "").change(Event::RegisterRestored {}, |_| Ok(())).await?;
    crate::command::say!(
        "Restored {} children and {} audit rows to {}.",
        contents.children,
        contents.audit_rows,
        database.display()
    );
    if let Some(aside) = aside {
        crate::command::say!("The database that was there is kept as {}: delete it when you are sure.", aside.display());
    }
    Ok(())
}

fn with_postgres_tools(location: &Location, tool: &str, file: &Path) -> Error {
    let url = location.without_password();
    let file = file.display();
    let command =
        if tool.starts_with("pg_dump") { format!("{tool} '{file}' '{url}'") } else { format!("{tool} '{url}' '{file}'") };
    Error::refused(format!(
        "PostgreSQL has its own tools for this, which Seen leaves to you. Run\n  {command}\nwith the password in PGPASSWORD or ~/.pgpass. Nothing was done"
    ))
}

//! `seen export`: one CSV file a table.

use std::path::Path;

use super::folder::Folder;
use crate::access::System;
use crate::audit::Event;
use crate::error::Result;

/// Writes the whole register of one authority to a new or empty folder.
///
/// # Errors
/// `Refused` when the folder is not empty; `Internal` when the disk refuses, and then nothing is left
/// under its final name.
pub async fn export(system: &System, to: &Path) -> Result<()> {
    let mut folder = Folder::open(to)?;
    // Nothing has its name before the audit row is durable.
    let (children, folder) = system
        .view(Event::RegisterExported {}, move |desk| {
            let children = desk.write_register(&mut folder)?;
            desk.showing(children);
            Ok((children, folder))
        })
        .await?;
    folder.finish()?;
    crate::command::say!(
        "Exported the register with {children} children to {}. It holds personal data: keep it as you keep the register.",
        to.display()
    );
    Ok(())
}

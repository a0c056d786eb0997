//! The command line of the check.

use std::process::ExitCode;

use crate::access::System;
use crate::audit::Event;
use crate::error::Result;

/// Recomputes every standing of the authority from the contacts and compares it, counts anew, follows
/// every retired record to the one it was merged into, compares what matching goes by with the records, compares every file of a school with its SHA-256, and asks the database for its own faults; prints each difference.
///
/// # Errors
/// `Database`.
pub async fn run(system: &System) -> Result<ExitCode> {
    crate::candidates::catch_up::of_authority(system).await?;
    let found = differences(system).await?;
    for line in &found {
        crate::command::say!("{line}");
    }
    if found.is_empty() {
        crate::command::say!("Checked: every standing and count is what the rule says, and the database is sound.");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} found.", if found.len() == 1 { "1 difference".to_owned() } else { format!("{} differences", found.len()) });
    Ok(ExitCode::from(1))
}

/// Every difference in a sentence, with ids and no names.
///
/// # Errors
/// `Database`.
pub async fn differences(system: &System) -> Result<Vec<String>> {
    system
        .view(Event::RegisterChecked {}, |desk| {
            let standings = desk.standing_differences()?;
            let mut found: Vec<String> =
                standings.into_iter().map(|difference| format!("child {}: {}", difference.child, difference.what)).collect();
            found.extend(desk.count_differences()?.into_iter().map(|what| format!("count by due date, {what}")));
            found.extend(desk.candidate_faults()?);
            found.extend(desk.merge_faults()?);
            found.extend(desk.attachment_faults()?);
            found.extend(desk.integrity_faults()?.into_iter().map(|what| format!("database: {what}")));
            desk.showing(found.len());
            Ok(found)
        })
        .await
}

//! `seen digest`: this week's letters now.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::TimeDelta;

use super::decide::{decide, this_week, try_out};
use crate::access::System;
use crate::command::say;
use crate::dates::long_date;
use crate::error::Result;
use crate::mail::{Post, sender};
use crate::web::token;

/// Decides and queues the letters of this week, and sends what is due; or, tried only, prints each.
///
/// # Errors
/// `Database`; `Refused` where the settings of mail cannot be used, or the date was set by hand and
/// the data are real.
pub async fn run(system: &System, dry_run: bool) -> Result<ExitCode> {
    if dry_run {
        print(system).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let post = Arc::new(Post::open(system.house().config())?);
    let week = this_week(system);
    match decide(system, week).await? {
        Some(letters) => say!("Queued {} for the week of {}.", count(letters), long_date(week)),
        None => say!("The letters for the week of {} were queued before; nothing was queued.", long_date(week)),
    }
    let tally = sender::send_of(system, &post, &token::mint()).await?;
    say!("Sent {} {}.", count(tally.sent), Post::describe(system.house().config()));
    // Also those that another node is sending, or was sending when it was stopped.
    let unsent = system.read(move |desk| desk.unsent_letters(week, desk.now() + TimeDelta::seconds(1))).await?;
    if unsent.late > 0 {
        say!("{} could not be sent yet: `seen serve` tries again.", count(usize::try_from(unsent.late).unwrap_or(usize::MAX)));
    }
    if tally.failed > 0 {
        eprintln!("{} failed: see Letters, as an administrator.", count(tally.failed));
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

async fn print(system: &System) -> Result<()> {
    let letters = try_out(system).await?;
    for (address, letter) in &letters {
        say!("To: {address}\nSubject: {}\n\n{}\n\n{}\n", letter.subject, letter.text, "=".repeat(72));
    }
    say!("{} for the week of {}. Nothing was queued or sent.", count(letters.len()), long_date(this_week(system)));
    Ok(())
}

fn count(letters: usize) -> String {
    if letters == 1 { "1 letter".into() } else { format!("{letters} letters") }
}

//! `seen import schools`: the government's list of schools brought in.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::gias;
use super::model::School;
use crate::access::System;
use crate::audit::Event;
use crate::cli::At;
use crate::error::{Error, Result};
use crate::id::Id;

/// Bring in the government's list of schools (GIAS, `edubasealldata`)
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  seen import schools edubasealldata20261123.csv")]
pub struct ImportSchools {
    /// The CSV file, in Windows-1252 or UTF-8
    file: PathBuf,
}

/// What became of the rows of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not known before.
    pub added: usize,
    /// Known, and something was different.
    pub updated: usize,
    /// Known as they are.
    pub unchanged: usize,
    /// Known before and not in this list: they stay.
    pub not_in_list: usize,
}

impl ImportSchools {
    /// Does it.
    ///
    /// # Errors
    /// `Refused` when the file is not this list.
    pub async fn run(self, at: &At) -> Result<ExitCode> {
        let bytes =
            std::fs::read(&self.file).map_err(|error| Error::refused(format!("cannot read {}: {error}", self.file.display())))?;
        let gias::Reading { schools, refused } = gias::read(&bytes).map_err(Error::refused)?;
        let counts = at.system().await?.bring_in_schools(schools).await?;
        let Counts { added, updated, unchanged, not_in_list } = counts;
        crate::cli::say!("{added} added, {updated} updated, {unchanged} unchanged, {} refused.", refused.len());
        if not_in_list > 0 {
            crate::cli::say!("{not_in_list} known before are not in this file; they stay as they are.");
        }
        for (row, reason) in refused {
            crate::cli::say!("Row {row} refused: {reason}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl System {
    /// Brings the schools of a list in, in one transaction. Every school is kept, because children come
    /// from other authorities' schools too; those of this authority are put to its use.
    ///
    /// # Errors
    /// `Database`: then nothing of it is kept.
    pub async fn bring_in_schools(&self, schools: Vec<School>) -> Result<Counts> {
        let known = self.read(|desk| desk.schools_by_urn()).await?;
        self.change(Event::SchoolsImported {}, move |desk| {
            let mut counts = Counts { not_in_list: known.len(), ..Counts::default() };
            for school in &schools {
                let id = match known.get(&school.urn) {
                    Some((id, stored)) => {
                        counts.not_in_list -= 1;
                        if stored == school {
                            counts.unchanged += 1;
                        } else {
                            desk.update_school(*id, school)?;
                            counts.updated += 1;
                        }
                        *id
                    }
                    None => {
                        let id = Id::mint();
                        desk.add_school(id, school)?;
                        counts.added += 1;
                        id
                    }
                };
                if school.la_code == desk.authority() {
                    desk.use_organisation(id)?;
                }
            }
            Ok(counts)
        })
        .await
    }
}

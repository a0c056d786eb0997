//! `seen import schools`: the government's list of schools brought in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::changes::{Changed, SchoolChange, changes};
use super::gias;
use super::model::School;
use crate::access::System;
use crate::audit::Event;
use crate::command::At;
use crate::error::{Error, Result};
use crate::id::Id;

/// Bring in the government's list of schools (GIAS, `edubasealldata`), for the first time or anew
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  seen import schools edubasealldata20261123.csv\n\nSay it again with each new list. No school goes: one that closed, moved or has another name keeps its history."
)]
pub struct ImportSchools {
    /// The CSV file, in Windows-1252 or UTF-8
    file: PathBuf,
}

/// What became of the rows of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Not known before.
    pub added: usize,
    /// Known, and something was different.
    pub updated: usize,
    /// Known as they are.
    pub unchanged: usize,
    /// Known before and not in this list: they stay.
    pub not_in_list: usize,
    /// How many were opened, closed, opened again, renamed or moved, of those known before.
    pub changes: BTreeMap<SchoolChange, usize>,
    /// What happened to the schools this authority uses, a sentence each.
    pub ours: Vec<String>,
}

impl Brought {
    /// "3 closed, 1 renamed"; empty where nothing happened.
    fn summary(&self) -> String {
        let told = self.changes.iter().map(|(what, count)| format!("{count} {}", what.label()));
        told.collect::<Vec<_>>().join(", ")
    }
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
        let brought = at.system().await?.bring_in_schools(schools).await?;
        let Brought { added, updated, unchanged, not_in_list, .. } = &brought;
        crate::command::say!("{added} added, {updated} updated, {unchanged} unchanged, {} refused.", refused.len());
        if !brought.changes.is_empty() {
            crate::command::say!("Of those known before: {}.", brought.summary());
        }
        if *not_in_list > 0 {
            crate::command::say!("{not_in_list} known before are not in this file; they stay as they are.");
        }
        if !brought.ours.is_empty() {
            crate::command::say!("Schools you use:");
            brought.ours.iter().for_each(|line| crate::command::say!("  {line}"));
        }
        for (row, reason) in refused {
            crate::command::say!("Row {row} refused: {reason}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl System {
    /// Brings the schools of a list in, in one transaction. Every school is kept, because children come
    /// from other authorities' schools too; those of this authority are put to its use. No school ever
    /// goes: one that closed, moved or has another name keeps its row, and what it was is kept too.
    ///
    /// # Errors
    /// `Database`: then nothing of it is kept.
    pub async fn bring_in_schools(&self, schools: Vec<School>) -> Result<Brought> {
        let known = self.read(|desk| desk.schools_by_urn()).await?;
        self.change(Event::SchoolsImported {}, move |desk| {
            let mut brought = Brought { not_in_list: known.len(), ..Brought::default() };
            let used = desk.organisations_in_use()?;
            for school in &schools {
                let id = match known.get(&school.urn) {
                    Some((id, stored)) => {
                        brought.not_in_list -= 1;
                        if stored == school {
                            brought.unchanged += 1;
                        } else {
                            let changes = changes(stored, school);
                            desk.update_school(*id, school, &changes)?;
                            brought.updated += 1;
                            for change in &changes {
                                *brought.changes.entry(change.what).or_default() += 1;
                            }
                            if used.contains(id) && !changes.is_empty() {
                                let told: Vec<String> = changes.iter().map(Changed::sentence).collect();
                                brought.ours.push(format!("{} ({}): {}", school.name, school.urn, told.join("; ")));
                            }
                        }
                        *id
                    }
                    None => {
                        let id = Id::mint();
                        desk.add_school(id, school)?;
                        brought.added += 1;
                        id
                    }
                };
                if school.la_code == desk.authority() && desk.use_organisation(id)? && known.contains_key(&school.urn) {
                    brought.ours.push(format!("{} ({}): it stands in your authority now", school.name, school.urn));
                }
            }
            Ok(brought)
        })
        .await
    }
}

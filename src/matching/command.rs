//! `seen match`: who is who in two lists, or twice in one.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::compare::Context;
use super::lists::{self, Settings, assign, read, write};
use super::model::Model;
use super::verdict::Verdict;
use crate::error::{Error, Result};

/// Find out who is on two lists, or twice on one; no database is opened
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  seen match schools.csv health.csv --out pairs.csv --one-to-one\n  seen match officers.csv --dedupe --out pairs.csv\n\nColumns by their header, any of them: nhs_number, upn, family_name, given_name, date_of_birth,\npostcode, sex, address, parent_name. docs/matching.md says how it decides."
)]
pub struct Match {
    /// A list: CSV with a header
    left: PathBuf,
    /// The other list
    #[arg(required_unless_present = "dedupe")]
    right: Option<PathBuf>,
    /// Look for people who are twice on one list
    #[arg(long, conflicts_with_all = ["right", "one_to_one"])]
    dedupe: bool,
    /// Where to write the pairs
    #[arg(long, value_name = "PAIRS.csv")]
    out: PathBuf,
    /// Nobody is twice on one list: give each row at most one other
    #[arg(long)]
    one_to_one: bool,
    /// Learn the weights from these lists instead of taking the model as it is
    #[arg(long)]
    train: bool,
    /// A model to begin with instead of the shipped one
    #[arg(long, value_name = "MODEL.csv")]
    model: Option<PathBuf>,
    /// Where to write the model that decided
    #[arg(long, value_name = "MODEL.csv")]
    model_out: Option<PathBuf>,
}

impl Match {
    /// Runs the command.
    ///
    /// # Errors
    /// `Refused` with a sentence for lists or models that cannot be read, and files that cannot be
    /// written.
    pub fn run(&self) -> Result<ExitCode> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(16);
        let model = match &self.model {
            Some(path) => Model::read(
                &std::fs::read_to_string(path).map_err(|e| Error::refused(format!("cannot read {}: {e}", path.display())))?,
            )?,
            None => Model::shipped()?,
        };
        let bar = progress();
        bar.set_message("Reading");
        let list = read::read(&self.left, self.right.as_deref(), threads)?;
        let pair = list.pair();
        bar.set_message("Comparing");
        let tick = |done: f64| bar.set_position(percent(done));
        let (comparison, rarity) = lists::compare(&list, model, Settings { threads, train: self.train }, &tick);
        let context = Context { dictionary: &list.dictionary, rarity: &rarity };
        bar.set_message("Deciding");
        let pairs = assign::pairs(&comparison, pair, self.one_to_one);
        bar.set_message("Writing");
        write::write(&self.out, &pairs, pair, context, threads)?;
        bar.finish_and_clear();
        if let Some(path) = &self.model_out {
            std::fs::write(path, comparison.model.write())
                .map_err(|e| Error::refused(format!("cannot write {}: {e}", path.display())))?;
        }
        if comparison.cut > 0 {
            eprintln!(
                "seen: too many rows were alike in everything that can be looked up: {} pairs were not compared",
                comparison.cut
            );
        }
        let same = pairs.iter().filter(|pair| pair.verdict == Verdict::Same).count();
        crate::command::say!(
            "{} pairs in {}: {same} the same person, {} possible. Model {}.",
            pairs.len(),
            self.out.display(),
            pairs.len() - same,
            comparison.model.version
        );
        Ok(ExitCode::SUCCESS)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn percent(done: f64) -> u64 {
    (done.clamp(0.0, 1.0) * 100.0) as u64
}

/// A bar on a terminal; nothing in a log or a test.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new(100);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.set_style(ProgressStyle::with_template("{msg:10} {bar:40} {percent} %").unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

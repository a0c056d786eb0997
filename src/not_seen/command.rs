//! `seen not-seen`: the list at the command line, for a morning's mail or for another program.

use std::io::Write;
use std::process::ExitCode;

use chrono::NaiveDate;
use serde::Serialize;

use super::export::guarded;
use super::model::{Filter, List, spans_of_the_command};
use crate::access::role::Staff;
use crate::access::{Desk, System};
use crate::audit::Event;
use crate::children::model::Child;
use crate::contacts::standard::{Standard, Verdict};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standings::model::Stored;

/// How the rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns for people
    #[default]
    Table,
    /// RFC 4180, UTF-8
    Csv,
    /// One array of objects
    Json,
}

/// One child who is not seen, or is due soon.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    authority_code: String,
    child_id: Id<Child>,
    reference: String,
    kind: RegistrationKind,
    level: Level,
    verdict: Verdict,
    unseen_due_on: NaiveDate,
    days_over: i64,
    last_seen_on: Option<NaiveDate>,
    last_seen_in_person_on: Option<NaiveDate>,
    last_contact_on: Option<NaiveDate>,
    last_own_contact_on: Option<NaiveDate>,
    last_spoken_alone_on: Option<NaiveDate>,
    contact_due_on: NaiveDate,
    reason: String,
    #[serde(skip)]
    registration: Id<Registration>,
}

/// Which registration a line is about.
struct About {
    registration: Id<Registration>,
    child: Id<Child>,
    reference: String,
    kind: RegistrationKind,
    level: Level,
    started_on: NaiveDate,
}

impl Line {
    fn of(authority: &str, about: About, stored: &Stored, standard: Standard, day: NaiveDate) -> Self {
        let grounds = stored.grounds(about.started_on, standard);
        let due = grounds.due.unseen();
        Self {
            authority_code: authority.to_owned(),
            child_id: about.child,
            reference: about.reference,
            kind: about.kind,
            level: about.level,
            verdict: grounds.verdict(day),
            unseen_due_on: due,
            days_over: (day - due).num_days(),
            last_seen_on: stored.last_seen_on,
            last_seen_in_person_on: stored.last_seen_in_person_on,
            last_contact_on: stored.last_contact_on,
            last_own_contact_on: stored.last_own_contact_on,
            last_spoken_alone_on: stored.last_spoken_alone_on,
            contact_due_on: grounds.due.contact,
            reason: grounds.reason(day),
            registration: about.registration,
        }
    }

    /// The columns as texts, in their order; empty for none.
    fn texts(&self) -> [String; 15] {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            self.authority_code.clone(),
            self.child_id.to_string(),
            guarded(&self.reference).into_owned(),
            self.kind.to_string(),
            self.level.to_string(),
            self.verdict.to_string(),
            self.unseen_due_on.to_string(),
            self.days_over.to_string(),
            day(self.last_seen_on),
            day(self.last_seen_in_person_on),
            day(self.last_contact_on),
            day(self.last_own_contact_on),
            day(self.last_spoken_alone_on),
            self.contact_due_on.to_string(),
            self.reason.clone(),
        ]
    }
}

const COLUMNS: [&str; 15] = [
    "authority_code",
    "child_id",
    "reference",
    "kind",
    "level",
    "verdict",
    "unseen_due_on",
    "days_over",
    "last_seen_on",
    "last_seen_in_person_on",
    "last_contact_on",
    "last_own_contact_on",
    "last_spoken_alone_on",
    "contact_due_on",
    "reason",
];

/// Lists who is not seen or due soon on the clock's day: from what is stored, or, when the day was
/// set by hand, from the facts.
///
/// # Errors
/// `Database`; `Internal` when the output cannot be written.
pub async fn run(system: &System, format: Format) -> Result<ExitCode> {
    let lines = lines(system).await?;
    let mut text = Vec::new();
    write(&mut text, &lines, format)?;
    match std::io::stdout().lock().write_all(&text) {
        // Whoever reads has seen enough (`seen not-seen | head`).
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The rows of the command, earliest due date first.
///
/// # Errors
/// `Database`.
pub async fn lines(system: &System) -> Result<Vec<Line>> {
    let is_another_day = system.house().clock().is_shifted();
    system
        .view(Event::NotSeenListed {}, move |desk| {
            let lines = if is_another_day { from_facts(desk)? } else { from_store(desk)? };
            desk.showing(lines.len());
            Ok(lines)
        })
        .await
}

fn from_store<R: Staff, M>(desk: &mut Desk<'_, R, M>) -> Result<Vec<Line>> {
    let (day, authority, standards) = (desk.today(), desk.authority(), desk.standards()?);
    let (mut lines, filter) = (Vec::new(), Filter::usual(List::NotSeen));
    desk.walk_list(List::NotSeen, &spans_of_the_command(day), &filter, |_, rows| {
        lines.extend(rows.iter().map(|row| {
            let about = About {
                registration: row.id,
                child: row.child_id,
                reference: row.child.reference.clone(),
                kind: row.kind,
                level: row.level,
                started_on: row.started_on,
            };
            Line::of(authority, about, &row.stored, standards.in_force(row.kind, row.level, day), day)
        }));
        Ok(())
    })?;
    Ok(lines)
}

fn from_facts<R: Staff, M>(desk: &mut Desk<'_, R, M>) -> Result<Vec<Line>> {
    let (day, authority, standards) = (desk.today(), desk.authority(), desk.standards()?);
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        after = desk.look_back(&[day], &standards, after, |day, episode, standing| {
            if standing.verdict(day) == Verdict::InDate {
                return;
            }
            let about = About {
                registration: episode.id,
                child: episode.child,
                reference: episode.reference.clone(),
                kind: episode.kind,
                level: episode.level,
                started_on: episode.started_on,
            };
            lines.push(Line::of(authority, about, &Stored::from(standing), standing.standard, day));
        })?;
        if after.is_none() {
            lines.sort_by_key(|line| (line.unseen_due_on, line.registration));
            return Ok(lines);
        }
    }
}

/// Writes the rows.
///
/// # Errors
/// `Internal` when the output cannot be written.
pub fn write(out: &mut impl Write, lines: &[Line], format: Format) -> Result<()> {
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, lines)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            writer.write_record(COLUMNS).map_err(Error::internal)?;
            for line in lines {
                writer.write_record(line.texts()).map_err(Error::internal)?;
            }
            writer.flush()?;
        }
        Format::Table => table(out, lines)?,
    }
    Ok(())
}

fn table(out: &mut impl Write, lines: &[Line]) -> Result<()> {
    let mut widths = COLUMNS.map(str::len);
    for line in lines {
        for (width, text) in widths.iter_mut().zip(line.texts()) {
            *width = text.chars().count().max(*width);
        }
    }
    let mut row = |texts: &[String]| -> Result<()> {
        let cells: Vec<String> = texts.iter().zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
        Ok(())
    };
    row(&COLUMNS.map(str::to_owned))?;
    lines.iter().try_for_each(|line| row(&line.texts()))
}

//! How each thing that happened is told on the timeline.

use std::collections::BTreeMap;

use super::clocks::lower_first;
use super::head::Behind;
use super::queries::Names;
use super::queries::timeline::{ContactRow, Few, ImportedRow, TaskRow, VersionRow, VisitChangeRow, VisitRow};
use super::timeline::{Earlier, Entry, EntryKind};
use crate::children::addresses::AddressRow;
use crate::children::circumstances::CircumstanceRow;
use crate::children::model::Child;
use crate::clock::day_of;
use crate::contacts::model::{Answer, Concern, Contact, Outcome};
use crate::contacts::standard::Fact;
use crate::dates::{long_date, moment};
use crate::id::Id;
use crate::registrations::model::Change;
use crate::registrations::queries::{Episode, KeptChange};
use crate::visits::model::VisitState;

/// Everything about a child but the contacts.
pub fn but_contacts(behind: &Behind, changes: &[KeptChange], few: Few) -> Vec<Entry> {
    let names = &behind.names;
    let mut entries: Vec<Entry> = behind.episodes.iter().flat_map(|episode| of_episode(episode, changes, names)).collect();
    entries.extend(changes.iter().filter_map(|change| of_change(change, &behind.episodes, names)));
    entries.extend(behind.addresses.iter().filter_map(of_address));
    entries.extend(behind.circumstances.iter().flat_map(of_circumstance));
    entries.extend(few.visits.into_iter().map(|visit| of_visit(visit, names)));
    entries.extend(few.visit_changes.into_iter().map(|change| of_visit_change(change, names)));
    entries.extend(few.imported.into_iter().map(|row| of_imported(row, names)));
    entries.extend(few.tasks.into_iter().map(|task| of_task(task, names)));
    entries
}

/// A contact, with what it said before.
pub fn of_contact(
    child: Id<Child>,
    row: ContactRow,
    organisation: Option<String>,
    versions: &[VersionRow],
    names: &Names,
) -> Entry {
    let title = match row.outcome {
        Outcome::Completed => row.mode.label().to_owned(),
        outcome => format!("{}: {}", row.mode.label(), lower_first(outcome.label())),
    };
    let mut entry = Entry::new(row.occurred_on, EntryKind::Contact, row.id, title);
    let agency = organisation.unwrap_or_else(|| row.agency_kind.label().to_owned());
    entry.by = if row.practitioner.is_empty() { agency } else { format!("{}, {agency}", row.practitioner) };
    entry.sentence = effect(&row.fact());
    entry.is_in_error = row.entered_in_error;
    match row.concern {
        Concern::Urgent => entry.tags.push(("red", "Urgent concern")),
        Concern::Some => entry.tags.push(("orange", "Some concern")),
        Concern::None => {}
    }
    if row.entered_in_error {
        entry.tags.push(("grey", "Entered in error"));
        entry.fact("Why it is an error", &row.error_reason);
    }
    if row.corrections > 0 {
        entry.tags.push(("blue", "Corrected"));
    }
    entry.fact("The child said", &row.child_said);
    entry.fact("Not alone because", &row.not_alone_reason);
    entry.fact("Where", &row.place);
    entry.fact("Notes", &row.notes);
    entry.fact("Next step", &row.next_step);
    entry.fact("Recorded", &format!("{}, by {}", moment(row.recorded_at), names.of(&row.recorded_by)));
    entry.earlier = versions.iter().filter(|version| version.contact_id == row.id).map(|row| earlier(row, names)).collect();
    if !row.entered_in_error {
        entry.links = links(child, row.id);
    }
    entry
}

fn links(child: Id<Child>, contact: Id<Contact>) -> Vec<(String, &'static str)> {
    let of = format!("/children/{child}/contacts/{contact}");
    vec![(format!("{of}/correct"), "Correct"), (format!("{of}/in-error"), "Mark as entered in error")]
}

/// What a contact means for the clocks, in a sentence (DESIGN section 2, rules 1 to 3).
pub fn effect(fact: &Fact) -> String {
    let seen = match (fact.counts_as_spoken_to_alone(), fact.spoken_to) {
        (true, _) => " and spoken to alone",
        (false, Answer::Yes) => " and spoken to, not alone",
        _ => ", not spoken to",
    };
    match fact {
        _ if fact.entered_in_error => "Entered in error: it counts for nothing.".to_owned(),
        _ if fact.counts_as_seen_in_person() => format!("Child seen in person{seen}."),
        _ if fact.counts_as_seen() => format!("Child seen by video{seen}."),
        _ if fact.counts_as_contact() => "Child not seen. Moves no clock but last contact.".to_owned(),
        _ if fact.child_seen == Answer::Yes => "Not first hand and two-way. Moves no clock.".to_owned(),
        _ => "Child not seen. Moves no clock.".to_owned(),
    }
}

/// The old text was kept as JSON, field by field.
fn earlier(row: &VersionRow, names: &Names) -> Earlier {
    let heading = format!("Before {}, when {} corrected it: {}", moment(row.replaced_at), names.of(&row.replaced_by), row.reason);
    let said: BTreeMap<String, serde_json::Value> = serde_json::from_str(&row.content).unwrap_or_default();
    let hidden = |field: &str| field == "id" || field.ends_with("_id") || field == "source";
    let text = said
        .into_iter()
        .filter(|(field, _)| !hidden(field))
        .filter_map(|(field, value)| Some((title_of(&field), words(&value)?)));
    Earlier { heading, text: text.collect() }
}

/// "child_seen" as people read it.
fn title_of(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn words(value: &serde_json::Value) -> Option<String> {
    let words = match value {
        serde_json::Value::String(text) => text.replace('_', " "),
        serde_json::Value::Null => return None,
        other => other.to_string(),
    };
    Some(words).filter(|words| !words.trim().is_empty())
}

fn of_episode(episode: &Episode, changes: &[KeptChange], names: &Names) -> Vec<Entry> {
    let title = format!("Registration opened: {}", lower_first(episode.kind.label()));
    let mut opened = Entry::new(episode.started_on, EntryKind::RegistrationOpened, episode.id, title);
    opened.fact("Reason", episode.reason.label());
    opened.fact("In their words", &episode.reason_words);
    opened.fact("How we knew", episode.source.label());
    let mut told = vec![opened];
    if let Some(end) = episode.ended_on {
        let closing = changes.iter().rev().find(|change| change.registration_id == episode.id && change.what == Change::Closed);
        let mut closed = Entry::new(end, EntryKind::RegistrationClosed, episode.id, "Registration closed");
        closed.by = closing.map(|change| names.of(&change.changed_by)).unwrap_or_default();
        closed.fact("Reason", episode.end_reason.map_or("", |reason| reason.label()));
        closed.fact("Destination", episode.destination.map_or("", |destination| destination.label()));
        closed.fact("Note", closing.map_or("", |change| change.words.as_str()));
        told.push(closed);
    }
    told
}

/// A change, unless it is the closing that the registration itself tells.
fn of_change(change: &KeptChange, episodes: &[Episode], names: &Names) -> Option<Entry> {
    let still_closed = episodes.iter().any(|episode| episode.id == change.registration_id && !episode.is_open());
    if change.what == Change::Closed && still_closed {
        return None;
    }
    let title = match (change.what, change.level, change.officer_id) {
        (Change::LevelSet, Some(level), _) => format!("Level set to {}", lower_first(level.label())),
        (Change::OfficerAssigned, _, Some(officer)) => format!("Given to {}", names.of(officer.as_str())),
        (Change::OfficerAssigned, _, None) => "No officer any more".to_owned(),
        (what, ..) => what.label().to_owned(),
    };
    let mut entry = Entry::new(day_of(change.changed_at), EntryKind::RegistrationChange, change.id, title);
    entry.by = names.of(&change.changed_by);
    entry.fact("Level before", change.level_before.map_or("", |level| level.label()));
    entry.fact("Officer before", &change.officer_before.map(|officer| names.of(officer.as_str())).unwrap_or_default());
    if let Some(end) = change.ended_on {
        let reason = change.end_reason.map(|reason| lower_first(reason.label())).unwrap_or_default();
        entry.fact("It had ended", &format!("{}, {reason}", long_date(end)));
    }
    entry.fact("Why", &change.words);
    Some(entry)
}

fn of_address(row: &AddressRow) -> Option<Entry> {
    let mut entry =
        Entry::new(row.from_on?, EntryKind::AddressFrom, row.id, format!("Address: {}", lower_first(row.kind.label())));
    if row.do_not_share {
        entry.tags.push(("red", "Do not share"));
    }
    entry.sentence = row.one_line();
    entry.fact("Until", &row.to_on.map(long_date).unwrap_or_default());
    entry.fact("Note", &row.note);
    Some(entry)
}

fn of_circumstance(row: &CircumstanceRow) -> Vec<Entry> {
    let began = row.from_on.map(|day| {
        let mut entry = Entry::new(day, EntryKind::CircumstanceFrom, row.id, format!("{} began", row.kind.label()));
        entry.fact("Note", &row.note);
        entry
    });
    let ended = row.to_on.map(|day| Entry::new(day, EntryKind::CircumstanceTo, row.id, format!("{} ended", row.kind.label())));
    began.into_iter().chain(ended).collect()
}

fn of_visit(row: VisitRow, names: &Names) -> Entry {
    let (when, how) = (long_date(row.planned_on), lower_first(row.mode.label()));
    let title = format!("Visit planned for {when}");
    let mut entry = Entry::new(day_of(row.created_at), EntryKind::VisitPlanned, row.id, title);
    entry.by = names.of(&row.created_by);
    let time = if row.planned_time.is_empty() { String::new() } else { format!(" at {}", row.planned_time) };
    entry.sentence = match row.state {
        VisitState::Planned => format!("A {how}{time}."),
        VisitState::Done => format!("A {how}{time}. Its outcome is recorded as a contact."),
        VisitState::Cancelled => format!("A {how}{time}. Cancelled."),
    };
    entry.fact("Where", &row.place);
    entry.fact("What for", &row.purpose);
    entry.fact("Who goes", &row.goes.map(|officer| names.of(officer.as_str())).unwrap_or_default());
    entry
}

fn of_visit_change(row: VisitChangeRow, names: &Names) -> Entry {
    let title = match (row.what.as_str(), row.to_on) {
        ("moved", Some(to)) if to == row.from_on => format!("Visit of {} changed", long_date(to)),
        ("moved", Some(to)) => format!("Visit moved from {} to {}", long_date(row.from_on), long_date(to)),
        ("cancelled", _) => format!("Visit of {} cancelled", long_date(row.from_on)),
        _ => format!("The outcome of the visit of {} was withdrawn", long_date(row.from_on)),
    };
    let mut entry = Entry::new(day_of(row.changed_at), EntryKind::VisitChange, row.id, title);
    entry.by = names.of(&row.changed_by);
    entry.fact("Why", &row.reason);
    entry
}

fn of_imported(row: ImportedRow, names: &Names) -> Entry {
    let title = format!("Row {} of {}: {}", row.row_number, row.file_name, row.outcome.replace('_', " "));
    let mut entry = Entry::new(day_of(row.imported_at), EntryKind::ImportRow, row.id, title);
    entry.by = names.of(&row.imported_by);
    entry.fact("Note", &row.reason);
    let original: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(&row.original);
    entry.original = match original {
        Ok(cells) => cells.into_iter().map(|(header, cell)| (header, as_it_was(&cell))).collect(),
        Err(_) => vec![("Row".to_owned(), row.original)],
    };
    entry
}

fn as_it_was(cell: &serde_json::Value) -> String {
    cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)
}

fn of_task(row: TaskRow, names: &Names) -> Entry {
    let title = if row.done_at.is_some() { "Task, done" } else { "Task, still to do" };
    let mut entry = Entry::new(day_of(row.created_at), EntryKind::Task, row.id, title);
    entry.by = if row.source == "import" { "from an import".to_owned() } else { String::new() };
    entry.sentence = row.what;
    if let Some(done) = row.done_at {
        let by = row.done_by.as_deref().map(|actor| names.of(actor)).unwrap_or_default();
        entry.fact("Done", &format!("{}, by {by}", moment(done)));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::model::Mode;
    use crate::organisations::model::AgencyKind;

    #[test]
    fn the_effect_of_a_contact_is_told_as_the_rule_counts_it() {
        let base = Fact {
            occurred_on: "2026-11-23".parse().unwrap(),
            agency: AgencyKind::EheTeam,
            mode: Mode::HomeVisit,
            outcome: Outcome::Completed,
            child_seen: Answer::Yes,
            spoken_to: Answer::Yes,
            alone: Answer::Yes,
            entered_in_error: false,
        };
        assert_eq!(effect(&base), "Child seen in person and spoken to alone.");
        assert_eq!(
            effect(&Fact { mode: Mode::Video, alone: Answer::No, ..base }),
            "Child seen by video and spoken to, not alone."
        );
        let phone = Fact { mode: Mode::Phone, child_seen: Answer::No, alone: Answer::No, ..base };
        assert_eq!(effect(&phone), "Child not seen. Moves no clock but last contact.");
        assert_eq!(effect(&Fact { mode: Mode::Report, ..base }), "Not first hand and two-way. Moves no clock.");
        assert_eq!(effect(&Fact { entered_in_error: true, ..base }), "Entered in error: it counts for nothing.");
    }
}

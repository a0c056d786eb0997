//! Whether a merge can be undone, and what the kept record says then. Whatever contradicts is said in a
//! sentence: nothing is guessed.

use super::choosing::Side;
use super::journal::Journal;
use super::model::{Stint, Whole};
use super::whole::Field;
use crate::dates::long_date;

/// What the merged record is now.
#[derive(Clone, Debug)]
pub struct Now {
    /// Its own row.
    pub whole: Whole,
    /// Its registrations.
    pub stints: Vec<Stint>,
    /// The references of records that were merged into it later.
    pub merged_later: Vec<String>,
    /// How many rows that came with the retired record are not on it any more.
    pub missing: usize,
}

/// Why the merge cannot be undone, each reason with what to do; nothing when it can.
pub fn contradictions(journal: &Journal, now: &Now) -> Vec<String> {
    let mut against: Vec<String> = now
        .merged_later
        .iter()
        .map(|reference| format!("{reference} was merged into this record later. Split that one first."))
        .collect();
    against.extend(changed_fields(journal, &now.whole));
    against.extend(changed_registrations(journal, &now.stints));
    if now.missing > 0 {
        against.push(format!(
            "{} of what came from {} is on this record no more.",
            if now.missing == 1 { "1 row".to_owned() } else { format!("{} rows", now.missing) },
            journal.retired.reference
        ));
    }
    against
}

fn changed_fields(journal: &Journal, now: &Whole) -> Vec<String> {
    let after = &journal.kept_after;
    let mut against = Vec::new();
    for field in Field::ALL.iter().copied().filter(|field| !after.is_same(now, *field)) {
        let was = if after.has(field) { after.shown(field) } else { "nothing".to_owned() };
        let is = if now.has(field) { now.shown(field) } else { "nothing".to_owned() };
        against.push(match field {
            Field::Household => {
                "The household was changed after the merge. Put it back as it was, split, and change it on the record it belongs to."
                    .to_owned()
            }
            _ => format!(
                "The {} was changed after the merge, from {was} to {is}. Put it back as it was, split, and change it on the record it belongs to.",
                field.words()
            ),
        });
    }
    if notes_since(journal, now).is_none() {
        against.push("What the notes said at the merge was changed. Put it back; what was added below it can stay.".to_owned());
    }
    against
}

fn changed_registrations(journal: &Journal, now: &[Stint]) -> Vec<String> {
    let mut against = Vec::new();
    for stint in now {
        let what = format!("The registration that began on {}", long_date(stint.started_on));
        let Some(before) = journal.stints.iter().find(|before| before.id == stint.id) else {
            against.push(format!("{what} was opened after the merge: it is not known for which of the two."));
            continue;
        };
        if before == stint {
            continue;
        }
        against.push(match (before.ended_on, stint.ended_on) {
            (None, Some(day)) => format!("{what} was closed after the merge, on {}. A manager can reopen it.", long_date(day)),
            (Some(_), None) => format!("{what} was reopened after the merge. Close it as it was closed."),
            _ if before.level != stint.level => {
                format!("{what} was set from {} to {} after the merge.", before.level.label(), stint.level.label())
            }
            _ => format!("{what} was changed after the merge. Its history says what it was."),
        });
    }
    against
}

/// What was added below the notes since the merge; none when they no longer begin as they did.
pub fn notes_since<'n>(journal: &Journal, now: &'n Whole) -> Option<&'n str> {
    now.notes.strip_prefix(&journal.kept_after.notes)
}

/// What the kept record says when the two are apart again: what it said before, with what was added below
/// its notes since.
pub fn parted(journal: &Journal, now: &Whole) -> Whole {
    let before = &journal.kept_before;
    let since = notes_since(journal, now).unwrap_or_default();
    let notes = if before.notes.is_empty() { since.trim_start().to_owned() } else { format!("{}{since}", before.notes) };
    Whole { notes, version: now.version.saturating_add(1), ..before.clone() }
}

/// A row that tells where another belongs: a visit and the contact it came to, a contact and the address it
/// was at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The row that names the other.
    pub from: String,
    /// The row it names.
    pub to: String,
    /// What both are, in words.
    pub words: &'static str,
}

/// Links that a split would tear: each with the row the sentence stands beside, where it is one that was
/// added since and can still be chosen about.
pub fn torn(
    links: &[Link],
    side_of: impl Fn(&str) -> Option<Side>,
    was_added: impl Fn(&str) -> bool,
) -> Vec<(Option<String>, String)> {
    links
        .iter()
        .filter(|link| matches!((side_of(&link.from), side_of(&link.to)), (Some(from), Some(to)) if from != to))
        .map(|link| {
            let beside = [&link.from, &link.to].into_iter().find(|row| was_added(row)).cloned();
            (beside, format!("{}: they belong to one record", link.words))
        })
        .collect()
}

//! One entry of the timeline, whatever it came from, and where a page of entries begins.

use std::cmp::Ordering;
use std::str::FromStr;

use chrono::NaiveDate;

crate::closed_list! {
    /// What an entry came from; on one day the later on this list stands above.
    pub enum EntryKind {
        AddressFrom = "address" "Address",
        RegistrationOpened = "opened" "Registration opened",
        CircumstanceFrom = "circumstance" "Circumstance",
        ImportRow = "import" "Row of an import",
        Task = "task" "Task",
        VisitPlanned = "visit" "Visit planned",
        VisitChange = "visit_change" "Visit moved or cancelled",
        Contact = "contact" "Contact",
        RegistrationChange = "change" "Registration changed",
        CircumstanceTo = "circumstance_end" "Circumstance ended",
        RegistrationClosed = "closed" "Registration closed",
    }
}

/// Where an entry stands: by day, then by what it came from, then by id. No two are alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The day it happened.
    pub day: NaiveDate,
    /// What it came from.
    pub kind: EntryKind,
    /// The id of the row it came from.
    pub id: String,
}

impl Key {
    /// As an address carries it: a code and an id, nothing about anybody.
    pub fn cursor(&self) -> Cursor {
        Cursor { kind: self.kind, id: self.id.clone() }
    }
}

/// The last entry of the page before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What it came from.
    pub kind: EntryKind,
    /// The id of the row.
    pub id: String,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.kind, self.id)
    }
}

impl FromStr for Cursor {
    type Err = crate::codes::NotACode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { kind: kind.parse()?, id: id.chars().take(36).collect() })
    }
}

/// What a contact said before it was corrected.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// "Corrected on 3 March 2026 at 14:05 by Amina Okafor: wrong day".
    pub heading: String,
    /// The old text, field by field.
    pub text: Vec<(String, String)>,
}

/// One entry, in words.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub key: Key,
    /// "Home visit, no access".
    pub title: String,
    /// "by Amina Okafor, EHE team".
    pub by: String,
    /// What it means.
    pub sentence: String,
    /// Colour and word.
    pub tags: Vec<(&'static str, &'static str)>,
    /// Label and words.
    pub facts: Vec<(&'static str, String)>,
    /// Address and words.
    pub links: Vec<(String, &'static str)>,
    /// What it said before.
    pub earlier: Vec<Earlier>,
    /// The row of a file, word for word.
    pub original: Vec<(String, String)>,
    /// It counts for nothing.
    pub is_in_error: bool,
}

impl Entry {
    /// An entry that has a title and no more yet.
    pub fn new(day: NaiveDate, kind: EntryKind, id: impl ToString, title: impl Into<String>) -> Self {
        Self {
            key: Key { day, kind, id: id.to_string() },
            title: title.into(),
            by: String::new(),
            sentence: String::new(),
            tags: Vec::new(),
            facts: Vec::new(),
            links: Vec::new(),
            earlier: Vec::new(),
            original: Vec::new(),
            is_in_error: false,
        }
    }

    /// Notes a fact unless there is nothing to say.
    pub fn fact(&mut self, label: &'static str, words: &str) {
        if !words.trim().is_empty() {
            self.facts.push((label, words.to_owned()));
        }
    }
}

/// A page of entries, newest first, and where the next one begins.
#[derive(Debug)]
pub struct Timeline {
    /// The entries.
    pub entries: Vec<Entry>,
    /// For the link to older ones; none on the last page.
    pub older: Option<Cursor>,
}

impl Timeline {
    /// The newest `length` of these entries that are older than `before`.
    pub fn page(mut entries: Vec<Entry>, before: Option<&Key>, length: usize) -> Self {
        if let Some(before) = before {
            entries.retain(|entry| entry.key.cmp(before) == Ordering::Less);
        }
        entries.sort_by(|one, other| other.key.cmp(&one.key));
        let more = entries.len() > length;
        entries.truncate(length);
        let older = entries.last().filter(|_| more).map(|last| last.key.cursor());
        Self { entries, older }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_show_every_entry_once_and_newest_first() {
        let entries: Vec<Entry> = (0..25_u32)
            .map(|n| {
                let day = NaiveDate::from_ymd_opt(2026, 1, 1 + n / 5).unwrap();
                Entry::new(day, EntryKind::ALL[(n % 3) as usize], n, "")
            })
            .collect();
        let (mut before, mut shown) = (None, Vec::new());
        loop {
            let page = Timeline::page(entries.clone(), before.as_ref(), 4);
            shown.extend(page.entries.iter().map(|entry| entry.key.clone()));
            if page.older.is_none() {
                break;
            }
            before = shown.last().cloned();
        }
        let mut all: Vec<Key> = entries.into_iter().map(|entry| entry.key).collect();
        all.sort();
        all.reverse();
        assert_eq!(shown, all);
    }

    #[test]
    fn a_cursor_reads_back_and_nonsense_does_not() {
        let cursor = Cursor { kind: EntryKind::Contact, id: "0190".into() };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "contact", "nothing.1", ".", "\0"] {
            assert!(text.parse::<Cursor>().is_err_and(|_| true) || text == "contact", "{text:?}");
        }
    }
}

//! What a file would do, before anything is written: one decision for each data row. The dry run
//! shows it, the import carries it out.

use super::alike::model::{Alike, Answer};
use super::before::{Before, Earlier, EarlierRow, Stamp, reference};
use super::columns::{Column, Mapping};
use super::matching::{Index, Known, Match};
use super::model::{Accounted, Counts, Original, RowOutcome, fingerprint};
use super::row::{Reading, Refusal, Understood};
use super::sheet::Sheet;
use crate::children::model::Child;
use crate::children::names::are_same;
use crate::id::Id;

/// What is to be done about one row.
pub struct PlannedRow {
    /// What the row is known by across files; empty without one.
    pub reference: String,
    /// As in the sheet, for the record's own reference.
    pub reference_given: String,
    /// Its content's.
    pub fingerprint: String,
    /// Word for word.
    pub original: Original,
    /// What to do.
    pub action: Action,
    /// Other records that the known one it goes on may be a duplicate of, once it says what the row says, and
    /// what was said of each.
    pub suspects: Vec<(Id<Child>, Answer)>,
}

/// What to do about a row.
pub enum Action {
    /// Put a child on the register.
    Add {
        /// The new record.
        child: Id<Child>,
        /// What the row says.
        understood: Box<Understood>,
        /// Records it may be a duplicate of.
        alike: Vec<Alike>,
    },
    /// Add what is new to a child that is known.
    Join {
        /// Whose record.
        child: Id<Child>,
        /// What the row says.
        understood: Box<Understood>,
        /// What agrees.
        reason: String,
    },
    /// Carry over what the sheet says differently from before.
    Change {
        /// Whose record.
        child: Id<Child>,
        /// What the row says.
        understood: Box<Understood>,
        /// What it said in the last file.
        before: Option<Box<Understood>>,
    },
    /// Nothing: the row is on this record.
    Known(Id<Child>),
    /// Nothing: it cannot be understood.
    Refuse(Refusal),
}

/// What a file would do.
pub struct Plan {
    /// One for each data row, in order.
    pub rows: Vec<PlannedRow>,
    /// What the register was when it was made.
    pub stamp: Stamp,
}

impl Plan {
    /// Decides about every row of a sheet.
    pub fn make(sheet: &Sheet, mapping: &Mapping, before: Before, today: chrono::NaiveDate) -> Self {
        let Before { stamp, officers, known, earlier } = before;
        let reading = Reading { header: &sheet.header, mapping, officers: &officers, today };
        let mut planner = Planner { reading, index: Index::of(known), earlier, here: Earlier::default() };
        Self { rows: sheet.rows.iter().map(|cells| planner.row(cells)).collect(), stamp }
    }

    /// One record for each data row, for the report. In a dry run a child that is not there yet has no id.
    pub fn report(&self, dry_run: bool) -> Vec<Accounted> {
        let added: Vec<Id<Child>> = self.rows.iter().filter_map(|row| row.action.added()).collect();
        let shown = |child: Id<Child>| Some(child).filter(|child| !dry_run || !added.contains(child));
        self.rows.iter().enumerate().map(|(index, row)| row.action.accounted(index + 1, shown)).collect()
    }

    /// How many rows come out how.
    pub fn counts(&self) -> Counts {
        Counts::of(self.rows.iter().map(|row| row.action.outcome()))
    }
}

impl Action {
    /// The new record, where the row makes one.
    pub fn added(&self) -> Option<Id<Child>> {
        if let Self::Add { child, .. } = self { Some(*child) } else { None }
    }

    /// What becomes of the row.
    pub fn outcome(&self) -> RowOutcome {
        match self {
            Self::Add { alike, .. } if alike.iter().any(Alike::is_open) => RowOutcome::PossibleDuplicate,
            Self::Add { .. } => RowOutcome::Imported,
            Self::Join { .. } => RowOutcome::Joined,
            Self::Change { .. } => RowOutcome::Changed,
            Self::Known(_) => RowOutcome::AlreadyImported,
            Self::Refuse(_) => RowOutcome::Refused,
        }
    }

    /// Whose record the row goes on.
    pub fn child(&self) -> Option<Id<Child>> {
        match self {
            Self::Add { child, .. } | Self::Join { child, .. } | Self::Change { child, .. } | Self::Known(child) => Some(*child),
            Self::Refuse(_) => None,
        }
    }

    /// The headers to look at, and why.
    pub fn explained(&self) -> (Vec<String>, String) {
        let (doubts, mut sentences) = match self {
            Self::Refuse(refusal) => return (refusal.columns.clone(), refusal.reason.clone()),
            Self::Known(_) => return (Vec::new(), String::new()),
            Self::Add { understood, alike, .. } => {
                let open = alike.iter().filter(|one| one.is_open());
                (&understood.doubts, open.map(|one| one.evidence().to_owned()).collect())
            }
            Self::Join { understood, reason, .. } => (&understood.doubts, vec![reason.clone()]),
            Self::Change { understood, .. } => (&understood.doubts, Vec::new()),
        };
        let mut columns: Vec<String> = doubts.iter().map(|doubt| doubt.column.clone()).collect();
        columns.dedup();
        sentences.extend(doubts.iter().map(|doubt| doubt.task.clone()));
        (columns, sentences.join(" "))
    }

    fn accounted(&self, row: usize, shown: impl Fn(Id<Child>) -> Option<Id<Child>>) -> Accounted {
        let (columns, reason) = self.explained();
        Accounted { row, outcome: self.outcome(), child: self.child().and_then(shown), columns, reason }
    }
}

struct Planner<'s> {
    reading: Reading<'s>,
    index: Index,
    earlier: Earlier,
    /// Rows of this very file, further up.
    here: Earlier,
}

impl Planner<'_> {
    fn row(&mut self, cells: &[String]) -> PlannedRow {
        let reference_given = self.reading.mapping.text(cells, Column::Reference).into_owned();
        let reference = reference(self.reading.mapping, cells);
        let fingerprint = fingerprint(self.reading.header, self.reading.mapping, cells);
        let original = Original::of(self.reading.header, cells);
        let action = self.action(&reference, &fingerprint, cells);
        if let Some(child) = action.child() {
            let row = EarlierRow { fingerprint: fingerprint.clone(), child, original: original.clone() };
            if reference.is_empty() {
                self.here.by_fingerprint.insert(fingerprint.clone(), child);
            } else {
                self.here.by_reference.entry(reference.clone()).or_default().push(row);
            }
        }
        PlannedRow { reference, reference_given, fingerprint, original, action, suspects: Vec::new() }
    }

    fn action(&mut self, reference: &str, fingerprint: &str, cells: &[String]) -> Action {
        if let Some(child) = self.known_row(reference, fingerprint) {
            return Action::Known(child);
        }
        let understood = match self.reading.understand(cells) {
            Ok(understood) => Box::new(understood),
            Err(refusal) => return Action::Refuse(refusal),
        };
        if let Some(row) = self.row_before(reference) {
            let before = self.reading.understand(&row.original.under(self.reading.header)).ok().map(Box::new);
            if before.as_deref().is_none_or(|before| is_same_child(before, &understood)) {
                return Action::Change { child: row.child, understood, before };
            }
        }
        self.matched(understood)
    }

    /// The record that holds this very row already, from an earlier file or from further up in this one.
    fn known_row(&self, reference: &str, fingerprint: &str) -> Option<Id<Child>> {
        [&self.earlier, &self.here].into_iter().find_map(|rows| {
            if reference.is_empty() {
                return rows.by_fingerprint.get(fingerprint).copied();
            }
            let same = |row: &&EarlierRow| row.fingerprint == fingerprint;
            rows.by_reference.get(reference)?.iter().find(same).map(|row| row.child)
        })
    }

    /// The row of the last file that this one continues: where a reference stands in several rows,
    /// the first with the first, the second with the second.
    fn row_before(&self, reference: &str) -> Option<EarlierRow> {
        let count_here = self.here.by_reference.get(reference).map_or(0, Vec::len);
        self.earlier.by_reference.get(reference)?.get(count_here).cloned()
    }

    fn matched(&mut self, understood: Box<Understood>) -> Action {
        let postcode = understood.address.as_ref().map(|address| address.postcode.text.clone()).unwrap_or_default();
        let alike = match self.index.find(&understood.person, &postcode) {
            Match::Joined(child, reason) => return Action::Join { child, understood, reason },
            Match::Possible(alike) => alike.into_iter().map(|(other, rule)| Alike::by_rule(other, rule)).collect(),
            Match::New => Vec::new(),
        };
        let child = Id::mint();
        let person = &understood.person;
        self.index.add(Known {
            child,
            given_names: person.given_names.clone(),
            family_name: person.family_name.clone(),
            date_of_birth: person.date_of_birth,
            sex: person.sex,
            upn: person.upn.clone(),
            nhs_number: person.nhs_number.clone(),
            postcodes: vec![postcode],
        });
        Action::Add { child, understood, alike }
    }
}

/// Whether a row under a reference used before is still about the same child: a birthday, a name or
/// an identifier stayed. Where nothing did, the reference was given to somebody else.
fn is_same_child(before: &Understood, now: &Understood) -> bool {
    let (one, other) = (&before.person, &now.person);
    let same = |one: &str, other: &str| !one.is_empty() && one == other;
    one.date_of_birth == other.date_of_birth
        || are_same((&one.given_names, &one.family_name), (&other.given_names, &other.family_name))
        || same(&one.upn.text, &other.upn.text)
        || same(&one.nhs_number.text, &other.nhs_number.text)
}

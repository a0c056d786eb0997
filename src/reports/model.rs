//! A table of counts, and how it is written.

use crate::not_seen::export::guarded;

/// What is counted of a group of open registrations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All.
    pub open: i64,
    /// Never seen.
    pub never: i64,
    /// Seen once, and past the date.
    pub overdue: i64,
    /// Due within fourteen days.
    pub due_soon: i64,
    /// Own contact overdue.
    pub contact_overdue: i64,
}

impl Count {
    /// Adds another group.
    pub fn join(&mut self, other: &Self) {
        self.open += other.open;
        self.never += other.never;
        self.overdue += other.overdue;
        self.due_soon += other.due_soon;
        self.contact_overdue += other.contact_overdue;
    }

    /// Never seen and overdue together.
    pub fn not_seen(&self) -> i64 {
        self.never + self.overdue
    }

    /// What is left.
    pub fn in_date(&self) -> i64 {
        self.open - self.not_seen() - self.due_soon
    }
}

/// The counts by one thing.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    /// Its code in the file.
    pub code: &'static str,
    /// Its words.
    pub words: &'static str,
    /// A group and its counts.
    pub rows: Vec<(String, Count)>,
}

impl Breakdown {
    /// An empty one.
    pub fn by(code: &'static str, words: &'static str) -> Self {
        Self { code, words, rows: Vec::new() }
    }

    /// Counts into a group; a new group comes last.
    pub fn add(&mut self, group: &str, count: &Count) {
        match self.rows.iter_mut().find(|(known, _)| known == group) {
            Some((_, known)) => known.join(count),
            None => self.rows.push((group.to_owned(), *count)),
        }
    }
}

/// The figures of a day.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Everybody.
    pub all: Count,
    /// By kind, level, year group and agency.
    pub breakdowns: Vec<Breakdown>,
}

/// The figures as CSV: what by, group, counts.
pub fn csv(report: &Report) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record([
        "by",
        "group",
        "open",
        "never_seen",
        "overdue",
        "not_seen",
        "due_soon",
        "in_date",
        "contact_overdue",
    ])?;
    let mut row = |by: &str, group: &str, count: &Count| {
        let numbers =
            [count.open, count.never, count.overdue, count.not_seen(), count.due_soon, count.in_date(), count.contact_overdue];
        let cells = [by.to_owned(), guarded(group).into_owned()].into_iter().chain(numbers.map(|number| number.to_string()));
        writer.write_record(cells)
    };
    row("all", "", &report.all)?;
    for breakdown in &report.breakdowns {
        for (group, count) in &breakdown.rows {
            row(breakdown.code, group, count)?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

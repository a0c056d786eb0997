//! An authority's contact standards: which one is in force for a kind and level on a day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::contacts::standard::Standard;
use crate::registrations::model::{Level, RegistrationKind};

/// The day from which the shipped standards hold (DESIGN section 2, rule 8).
pub fn shipped_from() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("1 January 1900 is a date")
}

/// One row of the authority's standards: what an [`Id`](crate::id::Id) of one names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedStandard {
    /// For this kind of registration.
    pub kind: RegistrationKind,
    /// At this level.
    pub level: Level,
    /// From this day on, until a later row.
    pub effective_from: NaiveDate,
    /// The days.
    pub standard: Standard,
}

/// All standards of one authority, past, present and to come.
#[derive(Clone, Debug, Default)]
pub struct Standards(pub Vec<DatedStandard>);

impl Standards {
    /// The standard for a kind and level with the latest `effective_from` not after `day` (rule 5);
    /// the shipped one where the authority has none, so that the rule stays total.
    pub fn in_force(&self, kind: RegistrationKind, level: Level, day: NaiveDate) -> Standard {
        self.0
            .iter()
            .filter(|row| row.kind == kind && row.level == level && row.effective_from <= day)
            .max_by_key(|row| row.effective_from)
            .map_or_else(|| Standard::shipped(kind, level), |row| row.standard)
    }
}

impl Standards {
    /// The kinds and levels for which a standard takes force after one day and up to another. The
    /// shipped ones always were.
    pub fn taking_force(&self, after: NaiveDate, until: NaiveDate) -> BTreeSet<(RegistrationKind, Level)> {
        self.0
            .iter()
            .filter(|row| row.effective_from > after && row.effective_from <= until && row.effective_from > shipped_from())
            .map(|row| (row.kind, row.level))
            .collect()
    }

    /// What holds or will hold for a kind and level, latest first.
    pub fn history(&self, kind: RegistrationKind, level: Level) -> Vec<&DatedStandard> {
        let mut rows: Vec<_> = self.0.iter().filter(|row| row.kind == kind && row.level == level).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.effective_from));
        rows
    }

    /// The next change for a kind and level after a day.
    pub fn next(&self, kind: RegistrationKind, level: Level, day: NaiveDate) -> Option<&DatedStandard> {
        self.0
            .iter()
            .filter(|row| row.kind == kind && row.level == level && row.effective_from > day)
            .min_by_key(|row| row.effective_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_row_not_after_the_day_is_in_force() {
        let (kind, level) = (RegistrationKind::Ehe, Level::Standard);
        let row = |from: &str, seen| DatedStandard {
            kind,
            level,
            effective_from: from.parse().unwrap(),
            standard: Standard { seen, ..Standard::shipped(kind, level) },
        };
        let standards = Standards(vec![row("2026-01-01", 100), row("1900-01-01", 365), row("2027-01-01", 50)]);
        let on = |day: &str| standards.in_force(kind, level, day.parse().unwrap()).seen;
        assert_eq!((on("2025-12-31"), on("2026-01-01"), on("2026-12-31"), on("2027-01-01")), (365, 100, 100, 50));
        let day = |day: &str| day.parse().unwrap();
        assert!(standards.taking_force(day("2026-01-01"), day("2026-12-31")).is_empty());
        assert_eq!(standards.taking_force(day("2026-12-31"), day("2027-01-01")).len(), 1);
        assert_eq!(standards.taking_force(NaiveDate::MIN, day("2025-01-01")).len(), 0);
        assert_eq!(Standards::default().in_force(kind, level, "2026-01-01".parse().unwrap()), Standard::shipped(kind, level));
    }
}

//! The register of returns under regulation 13: what each school returned in each term, and how late.

use chrono::{Datelike, NaiveDate};

use super::model::Lateness;
use crate::id::Id;
use crate::organisations::model::Organisation;

/// A school term, taken by the calendar: spring from January, summer from May, autumn from September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    year: i32,
    third: u32,
}

impl Term {
    /// The term of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), third: day.month0() / 4 }
    }

    /// The one before it.
    #[must_use]
    pub fn before(self) -> Self {
        if self.third == 0 { Self { year: self.year - 1, third: 2 } } else { Self { third: self.third - 1, ..self } }
    }

    /// Its first day.
    pub fn begins(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.third * 4 + 1, 1).unwrap_or(NaiveDate::MIN)
    }

    /// "Autumn 2025".
    pub fn label(self) -> String {
        let name = ["Spring", "Summer", "Autumn"].get(self.third as usize).copied().unwrap_or_default();
        format!("{name} {}", self.year)
    }
}

/// How many terms the register shows.
const TERMS: usize = 6;

/// The terms shown on a day, the earliest first.
pub fn terms(today: NaiveDate) -> Vec<Term> {
    let mut terms: Vec<Term> = std::iter::successors(Some(Term::of(today)), |term| Some(term.before())).take(TERMS).collect();
    terms.reverse();
    terms
}

/// One return.
#[derive(Clone, Debug)]
pub struct Return {
    /// Whose.
    pub school: Id<Organisation>,
    /// Its name.
    pub name: String,
    /// When it was received.
    pub received_on: NaiveDate,
    /// For a deletion on this day.
    pub deletion_on: NaiveDate,
}

/// What a school returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// In each of the terms: how many, and how many of them late.
    pub terms: Vec<(usize, usize)>,
    /// The longest any of them was late, in days.
    pub longest: i64,
}

impl Line {
    /// All its returns, and how many of them late.
    pub fn total(&self) -> (usize, usize) {
        self.terms.iter().fold((0, 0), |(all, late), one| (all + one.0, late + one.1))
    }
}

/// The register: a line a school, in the order of the returns, and one for all of them.
pub fn lines(returns: &[Return], terms: &[Term]) -> (Vec<Line>, Line) {
    let blank = |name: &str| Line { name: name.to_owned(), terms: vec![(0, 0); terms.len()], longest: 0 };
    let (mut lines, mut all): (Vec<(Id<Organisation>, Line)>, Line) = (Vec::new(), blank("All schools"));
    for one in returns {
        let Some(at) = terms.iter().position(|term| *term == Term::of(one.received_on)) else { continue };
        let days = Lateness::of(one.received_on, one.deletion_on).days();
        let place = lines.iter().position(|(school, _)| *school == one.school).unwrap_or_else(|| {
            lines.push((one.school, blank(&one.name)));
            lines.len() - 1
        });
        for line in [&mut lines[place].1, &mut all] {
            line.terms[at].0 += 1;
            line.terms[at].1 += usize::from(days > 0);
            line.longest = line.longest.max(days);
        }
    }
    (lines.into_iter().map(|(_, line)| line).collect(), all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn six_terms_end_with_the_one_of_today() {
        let labels: Vec<String> = terms(day("2026-03-02")).into_iter().map(Term::label).collect();
        assert_eq!(labels, ["Summer 2024", "Autumn 2024", "Spring 2025", "Summer 2025", "Autumn 2025", "Spring 2026"]);
        assert_eq!(
            (Term::of(day("2025-09-01")).begins(), Term::of(day("2025-08-31")).label().as_str()),
            (day("2025-09-01"), "Summer 2025")
        );
    }

    proptest! {
        #[test]
        fn every_return_of_the_terms_is_counted_once(
            rows in prop::collection::vec((0..3u8, 0..900i64, -20..40i64), 0..40)
        ) {
            let today = day("2026-03-02");
            let (schools, terms) = ([Id::mint(), Id::mint(), Id::mint()], terms(today));
            let returns: Vec<Return> = rows
                .iter()
                .map(|(school, ago, late)| {
                    let received_on = today - chrono::TimeDelta::days(*ago);
                    let deletion_on = received_on - chrono::TimeDelta::days(*late);
                    Return { school: schools[usize::from(*school)], name: school.to_string(), received_on, deletion_on }
                })
                .collect();
            let shown = returns.iter().filter(|one| one.received_on >= terms[0].begins());
            let (count, late) = (shown.clone().count(), shown.filter(|one| one.received_on > one.deletion_on).count());
            let (lines, all) = lines(&returns, &terms);
            prop_assert_eq!(all.total(), (count, late));
            let sum = lines.iter().map(Line::total).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            prop_assert_eq!(sum, (count, late));
        }
    }
}

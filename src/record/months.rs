//! Who has been in contact, month by month, and which agencies never have.

use chrono::{Datelike, Months, NaiveDate};

use super::clocks::lower_first;
use crate::contacts::standard::Fact;
use crate::organisations::model::AgencyKind;

/// How many months are shown, this one included.
const SHOWN: u32 = 18;

/// The best that happened in a month; the stronger is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// No access, no reply, a letter sent, hearsay.
    Tried,
    /// In contact, the child not seen.
    InContact,
    /// Seen by video.
    Video,
    /// Seen in person.
    InPerson,
}

impl Mark {
    /// Every mark, as the key lists them.
    pub const ALL: [Self; 4] = [Self::InPerson, Self::Video, Self::InContact, Self::Tried];

    fn of(fact: &Fact) -> Self {
        if fact.counts_as_seen_in_person() {
            Self::InPerson
        } else if fact.counts_as_seen() {
            Self::Video
        } else if fact.counts_as_contact() {
            Self::InContact
        } else {
            Self::Tried
        }
    }

    /// The name in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::Video => "video",
            Self::InContact => "in-contact",
            Self::Tried => "tried",
        }
    }

    /// The sign in the cell, so that it does not rest on colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::InPerson => "●",
            Self::Video => "▣",
            Self::InContact => "○",
            Self::Tried => "×",
        }
    }

    /// The words.
    pub fn words(self) -> &'static str {
        match self {
            Self::InPerson => "seen in person",
            Self::Video => "seen by video",
            Self::InContact => "in contact, child not seen",
            Self::Tried => "tried or written, no contact",
        }
    }
}

/// One agency's row.
#[derive(Clone, Debug)]
pub struct AgencyRow {
    /// Which kind.
    pub agency: AgencyKind,
    /// One for each month shown.
    pub cells: Vec<Option<Mark>>,
    /// Its last contact or attempt, also before the months shown.
    pub last_on: NaiveDate,
}

/// The chart.
#[derive(Clone, Debug)]
pub struct ContactMonths {
    /// The years above the months, with how many months of each are shown.
    pub years: Vec<(i32, usize)>,
    /// The first day of each month shown.
    pub months: Vec<NaiveDate>,
    /// The agencies that tried at least once.
    pub rows: Vec<AgencyRow>,
    /// The agencies that never had contact.
    pub never: Vec<AgencyKind>,
}

impl ContactMonths {
    /// Sorts the contacts of a child into months, looking back from `today`.
    pub fn of(facts: &[Fact], today: NaiveDate) -> Self {
        let this_month = today.with_day(1).unwrap_or(today);
        let months: Vec<NaiveDate> =
            (0..SHOWN).rev().filter_map(|back| this_month.checked_sub_months(Months::new(back))).collect();
        let valid = || facts.iter().filter(|fact| !fact.entered_in_error && fact.occurred_on <= today);
        let rows = AgencyKind::ALL.iter().filter_map(|&agency| {
            let last_on = valid().filter(|fact| fact.agency == agency).map(|fact| fact.occurred_on).max()?;
            let mut cells = vec![None; months.len()];
            for fact in valid().filter(|fact| fact.agency == agency) {
                let month = fact.occurred_on.with_day(1).unwrap_or(fact.occurred_on);
                if let Ok(place) = months.binary_search(&month) {
                    cells[place] = cells[place].max(Some(Mark::of(fact)));
                }
            }
            Some(AgencyRow { agency, cells, last_on })
        });
        let had_contact = |agency: AgencyKind| valid().any(|fact| fact.agency == agency && fact.counts_as_contact());
        let mut years: Vec<(i32, usize)> = Vec::new();
        for month in &months {
            match years.last_mut().filter(|(year, _)| *year == month.year()) {
                Some((_, count)) => *count += 1,
                None => years.push((month.year(), 1)),
            }
        }
        let never = AgencyKind::ALL.iter().copied().filter(|&agency| !had_contact(agency)).collect();
        Self { years, rows: rows.collect(), never, months: months.clone() }
    }

    /// The letter above a month.
    pub fn initial(month: &NaiveDate) -> String {
        month.format("%b").to_string().chars().take(1).collect()
    }

    /// "GP, police and housing".
    pub fn never_in_words(&self) -> String {
        let names: Vec<String> = self.never.iter().map(|agency| lower_first(agency.label())).collect();
        match names.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::model::{Answer, Mode, Outcome};

    fn fact(on: &str, agency: AgencyKind, mode: Mode, outcome: Outcome, seen: Answer) -> Fact {
        let alone = Answer::No;
        Fact {
            occurred_on: on.parse().unwrap(),
            agency,
            mode,
            outcome,
            child_seen: seen,
            spoken_to: Answer::No,
            alone,
            entered_in_error: false,
        }
    }

    #[test]
    fn a_month_shows_the_best_that_happened_in_it() {
        let facts = [
            fact("2026-11-02", AgencyKind::Gp, Mode::Phone, Outcome::Completed, Answer::No),
            fact("2026-11-20", AgencyKind::Gp, Mode::InPersonElsewhere, Outcome::Completed, Answer::Yes),
            fact("2020-01-20", AgencyKind::Police, Mode::HomeVisit, Outcome::NoAccess, Answer::No),
        ];
        let chart = ContactMonths::of(&facts, "2026-11-23".parse().unwrap());
        assert_eq!((chart.months.len(), chart.years.as_slice()), (18, [(2025, 7), (2026, 11)].as_slice()));
        assert_eq!(chart.rows.len(), 2, "an agency keeps its row when its contacts are older than the chart");
        assert_eq!(chart.rows[0].cells.last(), Some(&Some(Mark::InPerson)));
        assert!(chart.rows[1].cells.iter().all(Option::is_none));
    }

    #[test]
    fn an_agency_that_only_knocked_has_never_been_in_contact() {
        let knocked = [fact("2026-11-02", AgencyKind::Police, Mode::HomeVisit, Outcome::NoAccess, Answer::No)];
        let chart = ContactMonths::of(&knocked, "2026-11-23".parse().unwrap());
        assert_eq!(chart.never.len(), AgencyKind::ALL.len());
        assert!(chart.never_in_words().contains("GP") && chart.never_in_words().contains("police"));
        let error = [Fact { entered_in_error: true, ..knocked[0] }];
        assert!(ContactMonths::of(&error, "2026-11-23".parse().unwrap()).rows.is_empty());
    }
}

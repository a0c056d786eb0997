//! The four clocks side by side: last contact, last seen, last seen in person, last spoken to alone.

use chrono::NaiveDate;

use crate::contacts::model::Answer;
use crate::contacts::standard::{Clocks, Fact, Moment, Standing, due_soon_until};
use crate::dates::long_date;

/// What the clocks and the chart need of one contact.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// What the rule looks at.
    pub fact: Fact,
    /// The observer's name, or empty.
    pub practitioner: String,
    /// The observer's team or school, where it is on our list.
    pub organisation: Option<String>,
}

/// One clock, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockCard {
    /// "Last seen".
    pub label: &'static str,
    /// "54 days ago", "Never".
    pub words: String,
    /// When exactly, by whom, how.
    pub fact: String,
    /// How urgent: `never`, `overdue`, `soon`, `good` or `none`.
    pub tone: &'static str,
}

/// The four clocks on a day. Without a standing (no open registration) they tell the time and judge
/// nothing.
pub fn cards(sightings: &[Sighting], standing: Option<&Standing>, today: NaiveDate) -> Vec<ClockCard> {
    let facts: Vec<Fact> = sightings.iter().map(|sighting| sighting.fact).collect();
    let clocks = standing.map_or_else(|| Clocks::read(&facts, today), |standing| standing.clocks);
    let due = standing.map(|standing| standing.due);
    let card = |label, last: Option<Moment>, counts: fn(&Fact) -> bool, due: Option<NaiveDate>, never: String| {
        let tone = match (standing, last, due) {
            (None, ..) => "none",
            (Some(_), None, _) => "never",
            (_, _, Some(due)) if today > due => "overdue",
            (_, _, Some(due)) if due <= due_soon_until(today) => "soon",
            _ => "good",
        };
        let fact = last.map_or(never, |moment| told(sightings, moment, counts));
        ClockCard { label, words: last.map_or_else(|| "Never".to_owned(), |moment| ago(moment.on, today)), fact, tone }
    };
    vec![
        card("Last contact by anyone", clocks.contact, Fact::counts_as_contact, None, tried(clocks.attempt)),
        card("Last seen", clocks.seen, Fact::counts_as_seen, due.map(|due| due.seen), "By no agency".to_owned()),
        card(
            "Last seen in person",
            clocks.seen_in_person,
            Fact::counts_as_seen_in_person,
            due.map(|due| due.in_person),
            if clocks.seen.is_some() { "Seen by video only".to_owned() } else { "By no agency".to_owned() },
        ),
        card("Last spoken to alone", clocks.spoken_alone, Fact::counts_as_spoken_to_alone, None, never_alone(&facts, today)),
    ]
}

/// "54 days ago".
pub fn ago(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// When, by whom and how, of the contact that moved a clock.
fn told(sightings: &[Sighting], moment: Moment, counts: fn(&Fact) -> bool) -> String {
    let moved = |sighting: &&Sighting| {
        let fact = &sighting.fact;
        (fact.occurred_on, fact.agency, fact.mode) == (moment.on, moment.agency, moment.mode) && counts(fact)
    };
    // Of several on one day, one that names its practitioner tells more.
    let by = sightings.iter().filter(moved).max_by_key(|sighting| !sighting.practitioner.is_empty());
    let who = by.map_or_else(|| moment.agency.label().to_owned(), Sighting::who);
    format!("{}, {who}, {}", long_date(moment.on), lower_first(moment.mode.label()))
}

impl Sighting {
    /// "School nursing, R. Patel"; a team or school by its own name.
    pub fn who(&self) -> String {
        let agency = self.organisation.as_deref().unwrap_or(self.fact.agency.label());
        if self.practitioner.is_empty() { agency.to_owned() } else { format!("{agency} ({})", self.practitioner) }
    }
}

/// "Home visit" as it stands within a sentence; abbreviations keep their capitals.
pub fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if !letters.clone().next().is_some_and(char::is_uppercase) => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

fn tried(attempt: Option<Moment>) -> String {
    attempt.map_or_else(|| "Nobody has tried".to_owned(), |last| format!("Last tried on {}", long_date(last.on)))
}

fn never_alone(facts: &[Fact], today: NaiveDate) -> String {
    let seen: Vec<&Fact> = facts.iter().filter(|fact| fact.occurred_on <= today && fact.counts_as_seen()).collect();
    let refused = seen.iter().filter(|fact| fact.alone == Answer::No).count();
    match (seen.len(), refused) {
        (0, _) => "Never seen".to_owned(),
        (1, 0) => "Seen once; nobody wrote down whether alone".to_owned(),
        (1, _) => "Seen once, not alone".to_owned(),
        (times, 0) => format!("Seen {times} times; nobody wrote down whether alone"),
        (times, _) => format!("Seen {times} times, not once alone"),
    }
}

/// What should be known beside the verdict: facts that make the clocks look better than they are
/// (National Panel briefing, May 2024: domain/law-and-practice.md, section 7).
pub fn remarks(standing: &Standing, facts: &[Fact], moved_on: Option<NaiveDate>, today: NaiveDate) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Some(moved), Some(seen)) = (moved_on, standing.clocks.seen_in_person)
        && moved > seen.on
        && moved <= today
    {
        remarks.push(format!("The address changed on {}, after the child was last seen in person.", long_date(moved)));
    }
    let mut seen: Vec<&Fact> = facts.iter().filter(|fact| fact.occurred_on <= today && fact.counts_as_seen()).collect();
    seen.sort_by_key(|fact| std::cmp::Reverse(fact.occurred_on));
    if seen.len() >= 2 && seen.iter().take(2).all(|fact| !fact.counts_as_seen_in_person()) {
        remarks.push("The child was last seen by video, twice in a row.".to_owned());
    }
    if !seen.is_empty() && standing.clocks.spoken_alone.is_none() {
        remarks.push("The child has been seen but never spoken to alone.".to_owned());
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::model::{Mode, Outcome};
    use crate::contacts::standard::{Standard, Starts};
    use crate::organisations::model::AgencyKind;
    use crate::registrations::model::{Level, RegistrationKind};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn sighting(on: &str, mode: Mode, seen: Answer, practitioner: &str) -> Sighting {
        let fact = Fact {
            occurred_on: day(on),
            agency: AgencyKind::SchoolNursing,
            mode,
            outcome: Outcome::Completed,
            child_seen: seen,
            spoken_to: Answer::No,
            alone: Answer::No,
            entered_in_error: false,
        };
        Sighting { fact, practitioner: practitioner.to_owned(), organisation: None }
    }

    fn standing(sightings: &[Sighting], today: NaiveDate) -> Standing {
        let facts: Vec<Fact> = sightings.iter().map(|sighting| sighting.fact).collect();
        let start = day("2025-09-09");
        let standard = Standard::shipped(RegistrationKind::Ehe, Level::Intensive);
        Standing::on(today, &facts, Starts { earliest: start, open: start }, standard)
    }

    #[test]
    fn each_clock_says_when_by_whom_and_how() {
        let today = day("2026-11-23");
        let sightings = [
            sighting("2026-02-14", Mode::InPersonElsewhere, Answer::Yes, ""),
            sighting("2026-02-14", Mode::InPersonElsewhere, Answer::Yes, "R. Patel"),
            sighting("2026-11-22", Mode::Phone, Answer::No, ""),
        ];
        let cards = cards(&sightings, Some(&standing(&sightings, today)), today);
        let words: Vec<&str> = cards.iter().map(|card| card.words.as_str()).collect();
        assert_eq!(words, ["Yesterday", "282 days ago", "282 days ago", "Never"]);
        assert_eq!(cards[2].fact, "14 February 2026, School nursing (R. Patel), in person elsewhere");
        assert_eq!(cards.iter().map(|card| card.tone).collect::<Vec<_>>(), ["good", "overdue", "overdue", "never"]);
        assert_eq!(cards[3].fact, "Seen 2 times, not once alone");
    }

    #[test]
    fn a_child_nobody_met_has_no_clock_and_off_the_register_nothing_is_judged() {
        let today = day("2026-11-23");
        let never = cards(&[], Some(&standing(&[], today)), today);
        assert!(never.iter().all(|card| card.words == "Never" && card.tone == "never"));
        assert!(cards(&[], None, today).iter().all(|card| card.tone == "none"));
    }

    #[test]
    fn a_move_since_the_last_sighting_and_video_alone_are_remarked() {
        let today = day("2026-11-23");
        let sightings = [
            sighting("2026-02-14", Mode::HomeVisit, Answer::Yes, ""),
            sighting("2026-06-01", Mode::Video, Answer::Yes, ""),
            sighting("2026-07-01", Mode::Video, Answer::Yes, ""),
        ];
        let facts: Vec<Fact> = sightings.iter().map(|sighting| sighting.fact).collect();
        let standing = standing(&sightings, today);
        assert_eq!(remarks(&standing, &facts, Some(day("2026-05-02")), today).len(), 3);
        assert_eq!(remarks(&standing, &facts, Some(day("2026-01-02")), today).len(), 2);
    }
}

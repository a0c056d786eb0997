//! What the law says of a new pupil, as data: what is returned, by when, and what it proposes (SI 2024/208,
//! regulation 13; domain/law-and-practice.md, section 2.2).

use chrono::{NaiveDate, TimeDelta};

use crate::dates::{long_date, typed_date};
use crate::id::Id;
use crate::notifications::answers::{Answers, Fault};
use crate::notifications::model::{Ground, Section};
use crate::organisations::model::Organisation;
use crate::registrations::reasons::Destination;

/// A return of a new pupil: what an [`Id`](crate::id::Id) of one names.
pub struct Admission;

crate::closed_list! {
    /// What became of a return.
    pub enum Outcome {
        Waiting = "waiting" "Waiting for an officer",
        Confirmed = "confirmed" "Confirmed",
        SetAside = "set_aside" "Nothing to do",
    }
}

/// What a school is asked, besides the day of entry: what its admission register holds, and who tells.
pub const ASKS: [Section; 4] = [Section::Pupil, Section::Address, Section::Parents, Section::Notifier];
/// Of the questions of these sections, those about a family that moves away: a new pupil has just come.
pub const NOT_ASKED: [&str; 4] = ["new_address", "new_town", "new_postcode", "moving_on"];
/// The questions of these sections belong to every ground; this one is asked for none of its own.
pub const AS_FOR: Ground = Ground::AnotherSchool;

/// The return is due by the end of the fifth day after the entry.
const RETURNED_WITHIN: TimeDelta = TimeDelta::days(5);
/// An entry is told of no longer than this afterwards: what is older is a slip of the pen.
const OLDEST: TimeDelta = TimeDelta::days(366);
/// The longest text about where the pupil was, in characters.
const LONGEST: usize = 120;

/// A return that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAdmission {
    /// Minted with the form.
    pub id: Id<Admission>,
    /// The school.
    pub organisation: Id<Organisation>,
    /// The pupil, the home, the parents, who tells; as read.
    pub answers: Answers,
    /// When the name was entered in the admission register.
    pub entered_on: NaiveDate,
    /// Where the pupil was before, in the school's words, or empty.
    pub came_from: String,
}

impl NewAdmission {
    /// Reads a return on the day it is sent.
    ///
    /// # Errors
    /// Every fault, in the order of the questions.
    pub fn read(id: Id<Admission>, organisation: Id<Organisation>, sent: &Answers, today: NaiveDate) -> Result<Self, Vec<Fault>> {
        let (entered_on, mut faults) = match entry(sent, today) {
            Ok(day) => (day, Vec::new()),
            Err(sentence) => (today, vec![("entered_on".to_owned(), sentence)]),
        };
        let came_from = sent.get("came_from").split_whitespace().collect::<Vec<_>>().join(" ");
        if came_from.chars().count() > LONGEST || came_from.chars().any(char::is_control) {
            faults.push(("came_from".into(), format!("This must have {LONGEST} characters or fewer")));
        }
        faults.extend(ASKS.iter().flat_map(|section| sent.faults_of(*section, AS_FOR, today)));
        if !faults.is_empty() {
            return Err(faults);
        }
        let kept = sent.read(AS_FOR, today);
        let answers = ASKS.iter().fold(Answers::default(), |answers, section| answers.with_section(*section, &kept));
        Ok(Self { id, organisation, answers, entered_on, came_from })
    }
}

fn entry(sent: &Answers, today: NaiveDate) -> Result<NaiveDate, String> {
    let typed = sent.get("entered_on").trim();
    if typed.is_empty() {
        return Err("Enter the day of entry in your admission register".into());
    }
    let day = typed_date(typed, today).ok_or("Enter the day of entry as a real date, for example 17/5/2026")?;
    if day > today {
        return Err("The day of entry cannot be in the future: tell us when the name is in your register".into());
    }
    if day < today - OLDEST {
        return Err(format!("Check the day of entry: {} is too long ago", long_date(day)));
    }
    Ok(day)
}

/// How many days after the last one on which it was due a return came; 0 in time.
pub fn days_late(received: NaiveDate, entered: NaiveDate) -> i64 {
    (received - entered - RETURNED_WITHIN).num_days().max(0)
}

/// The day on which a registration ends when the child has come to a school: that of the entry, but not
/// before the registration began.
pub fn ends_on(entered: NaiveDate, started: NaiveDate) -> NaiveDate {
    entered.max(started)
}

/// What kind of place a school is, as the government's list calls it; the officer may know better.
pub fn destination(school_type: &str) -> Destination {
    let says = |word: &str| school_type.to_lowercase().contains(word);
    match () {
        () if says("special") => Destination::SpecialSchool,
        () if says("alternative") || says("referral") => Destination::AlternativeProvision,
        () if says("independent") => Destination::IndependentSchool,
        () if says("further education") || says("sixth form") => Destination::FurtherEducation,
        () => Destination::MainstreamSchool,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn whole() -> Vec<(&'static str, &'static str)> {
        vec![
            ("given_names", "Ada"),
            ("family_name", "Lamb"),
            ("date_of_birth", "3/2/2015"),
            ("sex", "female"),
            ("address", "1 High Street"),
            ("parents-1-name", "Jo Lamb"),
            ("parents-1-responsibility", "yes"),
            ("parents-1-lives_with", "yes"),
            ("parents-1-telephone", "07700 900001"),
            ("notifier_name", "Sal"),
            ("notifier_role", "Office"),
            ("notifier_telephone", "01234 567890"),
            ("entered_on", "27/2/2026"),
            ("came_from", " taught  at home "),
            ("attendance", "91"),
        ]
    }

    fn read(otherwise: &[(&'static str, &'static str)]) -> Result<NewAdmission, Vec<Fault>> {
        let mut all = whole();
        all.retain(|(name, _)| !otherwise.iter().any(|(other, _)| other == name));
        all.extend(otherwise);
        NewAdmission::read(Id::mint(), Id::mint(), &all.into_iter().collect(), day("2026-03-02"))
    }

    #[test]
    fn a_return_holds_what_the_register_holds_and_nothing_else() {
        let new = read(&[]).unwrap();
        assert_eq!((new.entered_on, new.came_from.as_str()), (day("2026-02-27"), "taught at home"));
        assert_eq!((new.answers.get("date_of_birth"), new.answers.get("attendance")), ("2015-02-03", ""));
    }

    #[test]
    fn each_fault_has_its_own_sentence() {
        for (name, text, sentence) in [
            ("entered_on", "", "Enter the day of entry in your admission register"),
            ("entered_on", "soon", "Enter the day of entry as a real date, for example 17/5/2026"),
            ("entered_on", "3/3/2026", "The day of entry cannot be in the future: tell us when the name is in your register"),
            ("entered_on", "1/1/2020", "Check the day of entry: 1 January 2020 is too long ago"),
            ("family_name", "", "Enter the pupil’s family name"),
            ("parents-1-telephone", "", "Enter a telephone number"),
        ] {
            assert_eq!(read(&[(name, text)]).unwrap_err(), [(name.to_owned(), sentence.to_owned())]);
        }
    }

    #[test]
    fn a_return_is_late_after_the_fifth_day() {
        assert_eq!(days_late(day("2026-03-07"), day("2026-03-02")), 0);
        assert_eq!(days_late(day("2026-03-08"), day("2026-03-02")), 1);
        assert_eq!(days_late(day("2026-03-02"), day("2026-03-02")), 0);
    }

    #[test]
    fn a_registration_never_ends_before_it_began() {
        assert_eq!(ends_on(day("2026-02-27"), day("2026-01-01")), day("2026-02-27"));
        assert_eq!(ends_on(day("2026-02-27"), day("2026-03-01")), day("2026-03-01"));
    }

    #[test]
    fn kinds_of_schools_are_destinations() {
        for (school_type, expected) in [
            ("Community special school", Destination::SpecialSchool),
            ("Other independent special school", Destination::SpecialSchool),
            ("Other independent school", Destination::IndependentSchool),
            ("Pupil referral unit", Destination::AlternativeProvision),
            ("Further education", Destination::FurtherEducation),
            ("Academy converter", Destination::MainstreamSchool),
            ("", Destination::MainstreamSchool),
        ] {
            assert_eq!(destination(school_type), expected, "{school_type}");
        }
    }
}

//! What a school answers, by the names of the questions, and the one reader of it: a form, a file and
//! the interface all give [`Answers`], and each wrong one gets a fault of its own.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::fields::{Field, Kind, Repeated, YesNo, repeated};
use super::model::{Ground, Notification, Section};
use crate::access::account::tidy_email;
use crate::children::identifiers;
use crate::children::names::fold;
use crate::dates::{long_date, typed_date};
use crate::id::Id;
use crate::organisations::model::Organisation;

/// What is wrong with an answer: the name of the question, and a sentence.
pub type Fault = (String, String);

/// Answers by the names of the questions, as typed or, in a notification, as read: days as
/// `2026-03-02`, choices by their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, String>);

/// A notification that may be sent: everything its ground needs is answered and can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    /// Minted with the draft, or by the caller of the interface.
    pub id: Id<Notification>,
    /// The school.
    pub organisation: Id<Organisation>,
    /// Why the name comes off.
    pub ground: Ground,
    /// As read.
    pub answers: Answers,
}

impl NewNotification {
    /// Reads a notification on the day it is sent.
    ///
    /// # Errors
    /// Every fault, in the order of the questions.
    pub fn read(
        id: Id<Notification>,
        organisation: Id<Organisation>,
        ground: Ground,
        answers: &Answers,
        today: NaiveDate,
    ) -> Result<Self, Vec<Fault>> {
        let (read, mut faults) = (answers.read(ground, today), answers.faults(ground, today));
        faults.dedup();
        if faults.is_empty() { Ok(Self { id, organisation, ground, answers: read }) } else { Err(faults) }
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Answers {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(answers: I) -> Self {
        Self(answers.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }
}

impl Answers {
    /// An answer, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The pupil's name, as far as it is answered.
    pub fn pupil(&self) -> Option<String> {
        let name = format!("{} {}", self.get("given_names"), self.get("family_name"));
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// By which a pupil is known again at a school: the UPN, and the names with the day of birth.
    pub fn pupil_keys(&self, today: NaiveDate) -> Vec<String> {
        let upn = identifiers::upn(self.get("upn"));
        let names = fold(&self.pupil().unwrap_or_default());
        let born = self.day("date_of_birth", today).map(|day| day.to_string()).unwrap_or_default();
        upn.into_iter().chain((!names.is_empty()).then(|| format!("{names} {born}"))).collect()
    }

    /// What is answered, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes the answers of one section; those of every other stay as they are, and what is not asked
    /// is not kept.
    #[must_use]
    pub fn with_section(mut self, section: Section, sent: &Self) -> Self {
        self.0.retain(|name, _| !section.holds(name));
        for name in section.names() {
            let text = sent.get(&name).trim();
            if !text.is_empty() {
                self.0.insert(name, text.to_owned());
            }
        }
        self
    }

    /// Whether anything of a section is answered.
    pub fn has_begun(&self, section: Section) -> bool {
        self.0.keys().any(|name| section.holds(name))
    }

    /// How many of the repeated are answered, gaps included.
    pub fn count(&self, each: &Repeated) -> usize {
        (1..=each.most).rev().find(|number| self.is_there(each, *number)).unwrap_or(0)
    }

    /// Whether anything of one of the repeated is answered.
    pub fn is_there(&self, each: &Repeated, number: usize) -> bool {
        each.fields.iter().any(|field| !self.get(&repeated(each, number, field)).is_empty())
    }

    /// The answers a ground asks for, as read; those that cannot be read are left out.
    pub fn read(&self, ground: Ground, today: NaiveDate) -> Self {
        self.asked_by(ground)
            .filter_map(|(name, field)| Some((self.read_one(&name, field, today).ok()??, name)))
            .map(|(text, name)| (name, text))
            .collect()
    }

    /// Every fault for a ground, in the order of the questions.
    pub fn faults(&self, ground: Ground, today: NaiveDate) -> Vec<Fault> {
        let asked = ground.asks().iter();
        asked.flat_map(|section| self.faults_of(*section, ground, today)).collect()
    }

    /// The faults of one section.
    pub fn faults_of(&self, section: Section, ground: Ground, today: NaiveDate) -> Vec<Fault> {
        let mut faults = Vec::new();
        let asked = section.asked();
        for field in asked.fields.iter().filter(|field| field.is_asked(ground)) {
            self.check(field.name.to_owned(), field, today, &mut faults);
        }
        if let Some(each) = asked.each.filter(|each| self.wants(each)) {
            let count = self.count(&each).max(1);
            for number in (1..=count).filter(|number| count == 1 || self.is_there(&each, *number)) {
                for field in each.fields {
                    self.check(repeated(&each, number, field), field, today, &mut faults);
                }
            }
        }
        if faults.is_empty() {
            faults.extend(self.contradiction(section, today));
        }
        faults
    }

    /// Whether the repeated questions are to be answered.
    fn wants(&self, each: &Repeated) -> bool {
        each.when.is_none_or(|question| self.get(question) == YesNo::Yes.code())
    }

    fn check(&self, name: String, field: &Field, today: NaiveDate, faults: &mut Vec<Fault>) {
        match self.read_one(&name, field, today) {
            Err(sentence) => faults.push((name, sentence)),
            Ok(None) if field.is_needed => {
                let verb = if matches!(field.kind, Kind::Choice(_)) { "Choose" } else { "Enter" };
                faults.push((name, format!("{verb} {}", field.what)));
            }
            Ok(_) => {}
        }
    }

    fn read_one(&self, name: &str, field: &Field, today: NaiveDate) -> Result<Option<String>, String> {
        let text = self.get(name).trim();
        if text.is_empty() { Ok(None) } else { field.read(text, today).map(Some) }
    }

    /// Every question a ground asks, by the name under which it is answered.
    fn asked_by(&self, ground: Ground) -> impl Iterator<Item = (String, &'static Field)> {
        ground.asks().iter().flat_map(move |section| {
            let asked = section.asked();
            let once =
                asked.fields.iter().filter(move |field| field.is_asked(ground)).map(|field| (field.name.to_owned(), field));
            let each = asked.each.filter(|each| self.wants(each)).into_iter().flat_map(|each| {
                (1..=each.most)
                    .flat_map(move |number| each.fields.iter().map(move |field| (repeated(&each, number, field), field)))
            });
            once.chain(each)
        })
    }

    fn day(&self, name: &str, today: NaiveDate) -> Option<NaiveDate> {
        typed_date(self.get(name), today)
    }

    /// What cannot be true together, of answers that can each be read.
    fn contradiction(&self, section: Section, today: NaiveDate) -> Option<Fault> {
        let day = |name: &str| self.day(name, today);
        let fault = |name: &str, sentence: String| Some((name.to_owned(), sentence));
        match section {
            Section::Dates => {
                let last = day("last_attended_on")?;
                if let Some(deletion) = day("deletion_on").filter(|deletion| *deletion < last) {
                    let sentence = format!(
                        "The name cannot come off on {}, before the last day attended, {}",
                        long_date(deletion),
                        long_date(last)
                    );
                    return fault("deletion_on", sentence);
                }
                if day("joined_on").is_some_and(|joined| joined > last) {
                    return fault(
                        "joined_on",
                        format!("The first day cannot be after the last day attended, {}", long_date(last)),
                    );
                }
                if day("date_of_birth").is_some_and(|born| (last..=today).contains(&born)) {
                    return fault("last_attended_on", "The last day attended cannot be before the pupil was born".into());
                }
                None
            }
            Section::SpecialNeeds => {
                let is_placed = self.get("placed_at_special_school") == YesNo::Yes.code();
                (is_placed && self.get("consent").is_empty())
                    .then(|| ("consent".to_owned(), "Choose whether the authority consents to the deletion".to_owned()))
            }
            _ => None,
        }
    }
}

impl Section {
    /// The names under which its questions are answered.
    pub fn names(self) -> Vec<String> {
        let asked = self.asked();
        let once = asked.fields.iter().map(|field| field.name.to_owned());
        let each = asked.each.into_iter().flat_map(|each| {
            (1..=each.most).flat_map(move |number| each.fields.iter().map(move |field| repeated(&each, number, field)))
        });
        once.chain(each).collect()
    }
}

/// Nobody on an admission register is older.
const OLDEST: TimeDelta = TimeDelta::days(25 * 366);
/// A deletion is planned no further ahead.
const FURTHEST: TimeDelta = TimeDelta::days(366);

impl Field {
    /// Reads an answer that is there.
    ///
    /// # Errors
    /// A sentence for the question.
    fn read(&self, text: &str, today: NaiveDate) -> Result<String, String> {
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err("This holds a character that cannot be kept".into());
        }
        let short = |most: usize| {
            let letters = text.chars().count();
            if letters <= most { Ok(()) } else { Err(format!("This must have {most} characters or fewer; it has {letters}")) }
        };
        match self.kind {
            Kind::Line => short(120).map(|()| text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Kind::Words => short(4_000).map(|()| text.to_owned()),
            Kind::PastDay | Kind::AnyDay => self.read_day(text, today),
            Kind::Choice(choices) => {
                let is_known = choices().iter().any(|(code, _)| code == text);
                if is_known { Ok(text.to_owned()) } else { Err(format!("Choose {}", self.what)) }
            }
            Kind::Upn => identifiers::upn(text)
                .ok_or_else(|| "This is not a UPN: check it against your register, or leave it empty".to_owned()),
            Kind::Postcode => {
                identifiers::postcode(text).ok_or_else(|| "This is not a UK postcode: check it, or leave it empty".to_owned())
            }
            Kind::Email => tidy_email(text).ok_or_else(|| "Enter an email address, like name@example.com".to_owned()),
            Kind::Percent => {
                let number =
                    text.trim_end_matches('%').trim().parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
                number.map(|number| number.to_string()).ok_or_else(|| format!("Enter {} as a number from 0 to 100", self.what))
            }
        }
    }

    fn read_day(&self, text: &str, today: NaiveDate) -> Result<String, String> {
        let day = typed_date(text, today).ok_or_else(|| format!("Enter {} as a real date, for example 17/5/2026", self.what))?;
        let is_future = day > today;
        if is_future && matches!(self.kind, Kind::PastDay) {
            return Err(format!("{} cannot be in the future", capital(self.what)));
        }
        if day > today + FURTHEST || day < today - OLDEST {
            return Err(format!("Check {}: {} is too far away", self.what, long_date(day)));
        }
        Ok(day.to_string())
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;

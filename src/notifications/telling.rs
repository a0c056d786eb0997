//! Answers read out: as a summary list before they are sent, to the school afterwards, and to the officer.

use super::answers::Answers;
use super::fields::{Field, Kind, repeated};
use super::model::{Ground, Section};
use crate::dates::long_date;

/// One section, read out.
#[derive(Clone, Debug)]
pub struct Told {
    /// Which.
    pub section: Section,
    /// Question and answer; what was not answered is left out.
    pub rows: Vec<(String, String)>,
}

/// What was answered, section by section, as it was read.
pub fn told(ground: Ground, answers: &Answers) -> Vec<Told> {
    told_of(ground.asks(), ground, answers)
}

/// The same, of some sections.
pub fn told_of(sections: &[Section], ground: Ground, answers: &Answers) -> Vec<Told> {
    sections.iter().map(|section| Told { section: *section, rows: rows(*section, ground, answers) }).collect()
}

fn rows(section: Section, ground: Ground, answers: &Answers) -> Vec<(String, String)> {
    let asked = section.asked();
    let mut rows: Vec<(String, String)> = asked
        .fields
        .iter()
        .filter(|field| field.is_asked(ground))
        .map(|field| (field.bare_label().to_owned(), field.words(answers.get(field.name))))
        .collect();
    if let Some(each) = asked.each {
        for number in (1..=each.most).filter(|number| answers.is_there(&each, *number)) {
            for field in each.fields {
                let label = format!("{} {number}: {}", each.one, field.bare_label().to_lowercase());
                rows.push((label, field.words(answers.get(&repeated(&each, number, field)))));
            }
        }
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

impl Field {
    /// An answer in words.
    fn words(&self, text: &str) -> String {
        match self.kind {
            Kind::Choice(choices) => {
                let found = choices().into_iter().find(|(code, _)| code == text);
                found.map_or_else(|| text.to_owned(), |(_, label)| label)
            }
            Kind::PastDay | Kind::AnyDay => text.parse().map_or_else(|_| text.to_owned(), long_date),
            Kind::Percent if !text.is_empty() => format!("{text}%"),
            _ => text.to_owned(),
        }
    }
}

//! Questions as a form shows them, with what is answered so far.

use super::answers::Answers;
use super::fields::{Field, Kind, Repeated, repeated};
use super::model::{Ground, Section};
use crate::web::form::Choice;

/// How a question is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// A day.
    Day,
    /// A few choices, all of them seen.
    Few,
    /// Many choices in a list.
    Many,
}

/// A question on a page, with what is answered so far.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What is sent.
    pub name: String,
    /// What is read.
    pub label: &'static str,
    /// Help, or empty.
    pub hint: &'static str,
    /// As typed.
    pub value: String,
    /// How it is shown.
    pub widget: Widget,
    /// Of a choice.
    pub choices: Vec<Choice>,
}

impl Shown {
    fn of(name: String, field: &Field, answers: &Answers) -> Self {
        let choices = match field.kind {
            Kind::Choice(choices) => choices().into_iter().map(|(code, label)| Choice { code, label }).collect(),
            _ => Vec::new(),
        };
        let widget = match field.kind {
            Kind::Words => Widget::Words,
            Kind::PastDay | Kind::AnyDay => Widget::Day,
            Kind::Choice(_) if choices.len() <= 5 => Widget::Few,
            Kind::Choice(_) => Widget::Many,
            _ => Widget::Line,
        };
        let value = answers.get(&name).to_owned();
        Self { name, label: field.label, hint: field.hint, value, widget, choices }
    }
}

/// The questions that a section asks once.
pub fn questions_of(section: Section, ground: Ground, answers: &Answers) -> Vec<Shown> {
    let questions = section.asked().fields.iter().filter(|field| field.is_asked(ground));
    questions.map(|field| Shown::of(field.name.to_owned(), field, answers)).collect()
}

/// The questions that are asked again for each of several: a heading and its questions.
pub fn groups_of(each: &Repeated, count: usize, answers: &Answers) -> Vec<(String, Vec<Shown>)> {
    let group = |number| {
        let shown = |field: &Field| Shown::of(repeated(each, number, field), field, answers);
        (format!("{} {number}", each.one), each.fields.iter().map(shown).collect())
    };
    (1..=count).map(group).collect()
}

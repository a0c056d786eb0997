//! Rows that may be about a child the register knows, or about one further up in the same file: how
//! strongly, and what somebody said who looked at both before the import. Where nobody did, both are kept
//! and the pair goes on the list of possible duplicates.

pub mod model;
mod neighbours;
mod queries;

use std::collections::HashMap;

use self::model::{Answer, Answers};
use super::plan::{Action, Plan};
use super::row::Understood;
use crate::children::model::Child;
use crate::dates::long_date;
use crate::duplicates::beside::{Beside, named};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::matching::birth::Birth;
use crate::matching::person::{Dwelling, Person, Sex};

/// A question the page asks before the import.
#[derive(Clone, Debug)]
pub struct Question {
    /// The field of the answer.
    pub field: String,
    /// The row, the first is 1.
    pub row: usize,
    /// The row further up that adds the other, where it is not on the register.
    pub other_row: Option<usize>,
    /// The other.
    pub other: Id<Child>,
    /// What speaks for and against it.
    pub evidence: String,
    /// How strongly.
    pub weight: f64,
}

/// The name of a question: it stays the same when the same file is matched again.
fn field(row: usize, other: Id<Child>, other_row: Option<usize>) -> String {
    other_row.map_or_else(|| format!("row-{row}-{other}"), |other_row| format!("row-{row}-row-{other_row}"))
}

/// Answers as a form sends them; what is no answer to such a question is left out.
pub fn answers<'f>(form: impl IntoIterator<Item = (&'f String, &'f String)>) -> Answers {
    form.into_iter()
        .filter(|(name, _)| name.starts_with("row-"))
        .filter_map(|(name, code)| Some((name.clone(), code.parse().ok()?)))
        .collect()
}

impl Plan {
    /// The row that adds each new record.
    fn rows_by_child(&self) -> HashMap<Id<Child>, usize> {
        self.rows.iter().zip(1..).filter_map(|(row, number)| Some((row.action.added()?, number))).collect()
    }

    /// Everything a person may be asked before the import, strongest first.
    pub fn questions(&self) -> Vec<Question> {
        let added = self.rows_by_child();
        let mut questions = Vec::new();
        for (row, number) in self.rows.iter().zip(1..) {
            let Action::Add { alike, .. } = &row.action else { continue };
            questions.extend(alike.iter().map(|one| {
                let other_row = added.get(&one.other).copied();
                let (other, evidence, weight) = (one.other, one.evidence().to_owned(), one.weight());
                Question { field: field(number, other, other_row), row: number, other_row, other, evidence, weight }
            }));
        }
        questions.sort_by(|one, other| other.weight.total_cmp(&one.weight).then(one.row.cmp(&other.row)));
        questions
    }

    /// Takes in what somebody said: a row that is about a child the register knows goes on its record, and
    /// so does whatever else the file says of it.
    ///
    /// # Errors
    /// `Conflict` when an answer is about somebody who is not alike any more: the register has moved.
    pub fn answer(&mut self, answers: &Answers) -> Result<()> {
        let heard = self.hear(answers);
        if heard < answers.len() {
            return Err(Error::Conflict(
                "The register has changed since you looked at who may be the same child. Nothing was imported: look again."
                    .into(),
            ));
        }
        let mut leads = HashMap::new();
        for row in &mut self.rows {
            row.action.follow(&leads);
            let Action::Add { child, understood, alike } = &mut row.action else { continue };
            let Some(this) = alike.iter().find(|one| one.answer == Answer::This) else { continue };
            let (other, reason) = (this.other, format!("Somebody looked at both before the import. {}", this.evidence()));
            leads.insert(*child, other);
            row.suspects = alike.iter().filter(|one| one.other != other).map(|one| (one.other, one.answer)).collect();
            row.action = Action::Join { child: other, understood: understood.clone(), reason };
        }
        Ok(())
    }

    /// Puts each answer with its question; answers how many had one.
    fn hear(&mut self, answers: &Answers) -> usize {
        let added = self.rows_by_child();
        let mut heard = 0;
        for (row, number) in self.rows.iter_mut().zip(1..) {
            let Action::Add { alike, .. } = &mut row.action else { continue };
            for one in alike {
                if let Some(answer) = answers.get(&field(number, one.other, added.get(&one.other).copied())) {
                    heard += 1;
                    one.answer = *answer;
                }
            }
        }
        heard
    }
}

impl Action {
    /// A row further up turned out to be about a child who is known: whatever names what it would have added
    /// names that child.
    fn follow(&mut self, leads: &HashMap<Id<Child>, Id<Child>>) {
        let led = |child: &mut Id<Child>| {
            if let Some(other) = leads.get(child) {
                *child = *other;
            }
        };
        match self {
            Self::Add { alike, .. } => {
                alike.iter_mut().for_each(|one| led(&mut one.other));
                // Twice the same one: what is open stays open, and *this child* counts before all.
                alike.sort_by_key(|one| (one.other, std::cmp::Reverse(one.answer == Answer::This), !one.is_open()));
                alike.dedup_by_key(|one| one.other);
            }
            Self::Join { child, .. } | Self::Change { child, .. } | Self::Known(child) => led(child),
            Self::Refuse(_) => {}
        }
    }
}

impl Understood {
    /// The child as the engine compares it.
    pub fn compared(&self) -> Person {
        let there = |texts: &[&str]| texts.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()).collect();
        let (person, carer) = (&self.person, self.carer.as_ref());
        let home = self.address.iter().map(|home| Dwelling { address: home.lines.clone(), postcode: home.postcode.text.clone() });
        Person {
            given_names: there(&[&person.given_names, &person.preferred_name]),
            family_names: there(&[&person.family_name]),
            born: Birth::on(person.date_of_birth),
            sex: Sex::read(person.sex.code()),
            homes: home.collect(),
            upn: person.upn.stored().unwrap_or_default().to_owned(),
            nhs_number: person.nhs_number.stored().unwrap_or_default().to_owned(),
            parents: carer.map(|carer| there(&[&carer.name])).unwrap_or_default(),
            phones: carer.map(|carer| there(&[&carer.telephone])).unwrap_or_default(),
            emails: carer.map(|carer| there(&[&carer.email])).unwrap_or_default(),
            is_restricted: false,
        }
    }

    /// What the row says, to stand beside a record.
    pub fn beside(&self) -> Beside {
        let person = &self.person;
        let address = self.address.as_ref().map(|address| {
            let parts = address.lines.lines().chain([address.town.as_str(), address.postcode.text.as_str()]);
            parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        Beside {
            name: named(&person.given_names, &person.family_name, &person.preferred_name),
            born: long_date(person.date_of_birth),
            sex: person.sex.label().to_owned(),
            upn: person.upn.text.clone(),
            nhs_number: person.nhs_number.text.clone(),
            addresses: address.into_iter().collect(),
            carers: self.carer.iter().map(|carer| carer.name.clone()).collect(),
        }
    }
}

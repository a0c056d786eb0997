//! The children of the register who may be the one about to be added, and what was said of each.

use std::collections::BTreeMap;

use super::form::NewRecord;
use crate::children::model::Child;
use crate::dates::long_date;
use crate::duplicates::beside::{Beside, named, with_relationship};
use crate::id::Id;
use crate::matching::birth::Birth;
use crate::matching::person::{Dwelling, Person, Sex};
use crate::web::Faults;

crate::closed_list! {
    /// What somebody says who has looked at both.
    pub enum Answer {
        This = "this" "This child: go to the record, add nothing",
        Other = "other" "Not this child: add the new one",
        NotSure = "not_sure" "Not sure: add the new one and ask a colleague",
    }
}

/// What was said of each child that may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is this one.
    This(Id<Child>),
    /// It is none of them for sure: of each, whether somebody is to be asked.
    Add(BTreeMap<Id<Child>, Answer>),
    /// Something is not answered yet.
    NotYet,
}

/// The field that asks about a child.
pub fn field(child: Id<Child>) -> String {
    format!("who-{child}")
}

/// Reads the answers; a child without one gets a fault, where the question was put before.
pub fn said(alike: &[Id<Child>], answers: &BTreeMap<String, String>, faults: &mut Faults) -> Said {
    let mut said = BTreeMap::new();
    let was_asked = alike.iter().any(|child| answers.contains_key(&field(*child))) || answers.contains_key("asked");
    for child in alike {
        match answers.get(&field(*child)).and_then(|code| code.parse().ok()) {
            Some(Answer::This) => return Said::This(*child),
            Some(answer) => {
                said.insert(*child, answer);
            }
            None if was_asked => faults.add(field(*child), "Say whether it is this child"),
            None => {}
        }
    }
    if said.len() < alike.len() { Said::NotYet } else { Said::Add(said) }
}

impl NewRecord {
    /// The child as the engine compares it.
    pub fn person(&self) -> Person {
        let there = |texts: &[&str]| texts.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()).collect();
        let (child, carer) = (&self.child, self.carer.as_ref());
        let home = |home: &crate::children::queries::NewAddress| Dwelling {
            address: home.lines.clone(),
            postcode: home.postcode.clone(),
        };
        Person {
            given_names: there(&[&child.given_names, &child.preferred_name]),
            family_names: there(&[&child.family_name]),
            born: Birth::on(child.date_of_birth),
            sex: Sex::read(child.sex.code()),
            homes: self.address.iter().map(home).collect(),
            upn: child.upn.clone().unwrap_or_default(),
            nhs_number: child.nhs_number.clone().unwrap_or_default(),
            parents: carer.map(|carer| there(&[&carer.name])).unwrap_or_default(),
            phones: carer.map(|carer| there(&[&carer.telephone])).unwrap_or_default(),
            emails: carer.map(|carer| there(&[&carer.email])).unwrap_or_default(),
            is_restricted: false,
        }
    }

    /// What was typed, to stand beside a record: label and text.
    pub fn beside(&self) -> Beside {
        let child = &self.child;
        let address = self.address.as_ref().map(|address| {
            let lines = address.lines.lines().map(str::trim).chain([address.town.as_str(), address.postcode.as_str()]);
            lines.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        Beside {
            name: named(&child.given_names, &child.family_name, &child.preferred_name),
            born: long_date(child.date_of_birth),
            sex: child.sex.label().to_owned(),
            upn: child.upn.clone().unwrap_or_default(),
            nhs_number: child.nhs_number.clone().unwrap_or_default(),
            addresses: address.into_iter().collect(),
            carers: self.carer.iter().map(|carer| with_relationship(&carer.name, &carer.relationship)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(given: &[(Id<Child>, &str)]) -> BTreeMap<String, String> {
        given.iter().map(|(child, code)| (field(*child), (*code).to_owned())).collect()
    }

    #[test]
    fn nothing_is_added_before_every_likeness_is_answered() {
        let (one, other) = (Id::mint(), Id::mint());
        let mut faults = Faults::none();
        assert_eq!(said(&[one, other], &BTreeMap::new(), &mut faults), Said::NotYet);
        assert!(faults.is_empty(), "nobody was asked yet");
        assert_eq!(said(&[one, other], &answers(&[(one, "other")]), &mut faults), Said::NotYet);
        assert_eq!(faults.all().len(), 1);
        assert_eq!(said(&[one, other], &answers(&[(one, "other"), (other, "nonsense")]), &mut faults), Said::NotYet);
        assert_eq!(said(&[one, other], &answers(&[(one, "other"), (other, "this")]), &mut faults), Said::This(other));
        let all = answers(&[(one, "other"), (other, "not_sure")]);
        let add = BTreeMap::from([(one, Answer::Other), (other, Answer::NotSure)]);
        assert_eq!(said(&[one, other], &all, &mut faults), Said::Add(add));
        assert_eq!(said(&[], &all, &mut faults), Said::Add(BTreeMap::new()), "of a child that is not like it nothing is kept");
    }
}

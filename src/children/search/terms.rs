//! The folded terms by which a child is found.

use std::collections::BTreeSet;

use crate::children::{identifiers, names};

crate::closed_list! {
    /// What a search term is a part of.
    pub enum TermField {
        Name = "name" "Name",
        TwoNames = "two_names" "Two names",
        Parent = "parent" "Parent or carer",
        Postcode = "postcode" "Postcode",
        Identifier = "identifier" "Reference, UPN, NHS number or ULN",
    }
}

/// Longer words are cut: nobody searches for more, and every database indexes this much.
const LONGEST: usize = 60;

/// Of a child with more names than these some are found one by one only.
const MOST_PAIRED: usize = 12;

/// Every term of one child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(BTreeSet<(TermField, String)>);

impl Terms {
    /// The terms of a record: every name of the child (given, family, preferred, former), every
    /// reference, UPN, NHS number and ULN, valid or not, the names of parents and carers, and the
    /// postcodes of all addresses.
    pub fn of_record<'r>(
        names: impl IntoIterator<Item = &'r str>,
        identifiers: impl IntoIterator<Item = &'r str>,
        parents: impl IntoIterator<Item = &'r str>,
        postcodes: impl IntoIterator<Item = &'r str>,
    ) -> Self {
        let mut terms = Self::default();
        terms.add_names(names);
        for identifier in identifiers {
            terms.add(TermField::Identifier, names::joined(identifier));
        }
        for parent in parents {
            terms.add_all(TermField::Parent, names::terms(parent));
        }
        for postcode in postcodes {
            terms.add(TermField::Postcode, names::joined(postcode));
            terms.add(TermField::Postcode, names::joined(&identifiers::postcode_district(postcode)));
        }
        terms
    }

    /// Each name alone, and any two of them together, so that a full name, which is what people
    /// search for most, is found in one step.
    fn add_names<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        let mut words = BTreeSet::new();
        for name in names {
            self.add_all(TermField::Name, names::terms(name));
            words.extend(name.split_whitespace().map(names::joined).filter(|word| !word.is_empty()));
        }
        let words: Vec<String> = words.into_iter().take(MOST_PAIRED).collect();
        for (at, one) in words.iter().enumerate() {
            self.add_all(TermField::TwoNames, words[at + 1..].iter().map(|other| two_names(one, other)));
        }
    }

    /// The terms, in order.
    pub fn iter(&self) -> impl Iterator<Item = &(TermField, String)> {
        self.0.iter()
    }

    fn add_all(&mut self, field: TermField, terms: impl IntoIterator<Item = String>) {
        terms.into_iter().for_each(|term| self.add(field, term));
    }

    fn add(&mut self, field: TermField, term: String) {
        if !term.is_empty() {
            self.0.insert((field, cut(&term)));
        }
    }
}

/// Two folded names as one term, in whatever order they come.
pub fn two_names(one: &str, other: &str) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{first} {second}")
}

/// A term as it is stored and asked for.
pub fn cut(term: &str) -> String {
    term.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_found_by_every_part_once() {
        let terms = Terms::of_record(["Mary-Jane", "Mary"], ["W-0012"], [""], ["bn1 4ge"]);
        let written: Vec<String> = terms.iter().map(|(field, term)| format!("{field}:{term}")).collect();
        assert_eq!(
            written,
            [
                "name:jane",
                "name:mary",
                "name:maryjane",
                "two_names:mary maryjane",
                "postcode:bn1",
                "postcode:bn14ge",
                "identifier:w0012"
            ]
        );
    }

    #[test]
    fn a_term_is_never_longer_than_an_index_takes() {
        let terms = Terms::of_record(["x".repeat(100_000).as_str(), "y ".repeat(50_000).as_str()], [], [], []);
        assert!(terms.iter().all(|(_, term)| term.len() <= LONGEST));
    }
}

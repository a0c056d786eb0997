//! The folded terms by which a child is found.

use std::collections::BTreeSet;

use crate::children::{identifiers, names};

crate::closed_list! {
    /// What a search term is a part of.
    pub enum TermField {
        Name = "name" "Name",
        Parent = "parent" "Parent or carer",
        Postcode = "postcode" "Postcode",
        Identifier = "identifier" "Reference, UPN, NHS number or ULN",
    }
}

/// Longer words are cut: nobody searches for more, and every database indexes this much.
const LONGEST: usize = 60;

/// Every term of one child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(BTreeSet<(TermField, String)>);

impl Terms {
    /// A name of the child: given, family, preferred or former.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.all(TermField::Name, names::terms(name))
    }

    /// The name of a parent or carer.
    #[must_use]
    pub fn parent(self, name: &str) -> Self {
        self.all(TermField::Parent, names::terms(name))
    }

    /// A reference, UPN, NHS number or ULN, valid or not.
    #[must_use]
    pub fn identifier(self, text: &str) -> Self {
        self.all(TermField::Identifier, vec![names::joined(text)])
    }

    /// The postcode of an address, found whole and by its district.
    #[must_use]
    pub fn postcode(self, text: &str) -> Self {
        let district = identifiers::postcode_district(text);
        self.all(TermField::Postcode, vec![names::joined(text), names::joined(&district)])
    }

    /// The terms, in order.
    pub fn iter(&self) -> impl Iterator<Item = &(TermField, String)> {
        self.0.iter()
    }

    fn all(mut self, field: TermField, terms: Vec<String>) -> Self {
        self.0.extend(terms.iter().filter(|term| !term.is_empty()).map(|term| (field, cut(term))));
        self
    }
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
        let terms = Terms::default().name("Mary-Jane").name("Mary").postcode("bn1 4ge").identifier("W-0012").parent("");
        let written: Vec<String> = terms.iter().map(|(field, term)| format!("{field}:{term}")).collect();
        assert_eq!(written, ["name:jane", "name:mary", "name:maryjane", "postcode:bn1", "postcode:bn14ge", "identifier:w0012"]);
    }

    #[test]
    fn a_term_is_never_longer_than_an_index_takes() {
        let terms = Terms::default().name(&"x".repeat(100_000));
        assert!(terms.iter().all(|(_, term)| term.len() == LONGEST));
    }
}

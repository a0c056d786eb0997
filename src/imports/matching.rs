//! Whether a row is about a child the register knows. Only a valid identifier with the same date of
//! birth and nothing against it joins; what merely looks alike is imported and put before a person
//! (ContactPoint's lesson: a wrong match hides a child).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::row::Person;
use crate::children::identifiers::Identifier;
use crate::children::model::{Child, Sex};
use crate::children::names::{are_same, joined, words};
use crate::id::Id;

/// A child the register knows, or one that this file is about to add.
#[derive(Clone, Debug)]
pub struct Known {
    /// Which.
    pub child: Id<Child>,
    /// As written.
    pub given_names: String,
    /// As written.
    pub family_name: String,
    /// The date of birth.
    pub date_of_birth: NaiveDate,
    /// As registered.
    pub sex: Sex,
    /// Valid or as given.
    pub upn: Identifier,
    /// Valid or as given.
    pub nhs_number: Identifier,
    /// Of every current address.
    pub postcodes: Vec<String>,
}

/// What became of looking for a row's child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// Nobody like this is known.
    New,
    /// It is this child, for this reason.
    Joined(Id<Child>, String),
    /// It may be one of these; each with what agrees, without names.
    Possible(Vec<(Id<Child>, String)>),
}

/// The known children, found by birth and by identifier.
#[derive(Default)]
pub struct Index {
    known: Vec<Known>,
    by_birth: HashMap<NaiveDate, Vec<usize>>,
    by_upn: HashMap<String, Vec<usize>>,
    by_nhs_number: HashMap<String, Vec<usize>>,
}

impl Index {
    /// Children already on the register.
    pub fn of(known: impl IntoIterator<Item = Known>) -> Self {
        let mut index = Self::default();
        known.into_iter().for_each(|child| index.add(child));
        index
    }

    /// One child more.
    pub fn add(&mut self, child: Known) {
        let place = self.known.len();
        self.by_birth.entry(child.date_of_birth).or_default().push(place);
        for (index, identifier) in [(&mut self.by_upn, &child.upn), (&mut self.by_nhs_number, &child.nhs_number)] {
            if identifier.is_trusted() {
                index.entry(identifier.text.clone()).or_default().push(place);
            }
        }
        self.known.push(child);
    }

    /// Looks for the child of a row.
    pub fn find(&self, person: &Person, postcode: &str) -> Match {
        let mut joined = Vec::new();
        let mut possible = Vec::new();
        for candidate in self.candidates(person) {
            let identifier = shared_identifier(person, candidate);
            let same_birth = person.date_of_birth == candidate.date_of_birth;
            match (identifier, same_birth) {
                (Some(which), true) => match contradiction(person, candidate) {
                    None => joined.push((candidate.child, format!("Same {which} and date of birth."))),
                    Some(against) => possible.push((candidate.child, format!("Same {which} and date of birth, but {against}."))),
                },
                (Some(which), false) => possible.push((candidate.child, format!("Same {which}, but another date of birth."))),
                (None, true) => possible.extend(alike(person, postcode, candidate).map(|what| (candidate.child, what))),
                (None, false) => {}
            }
        }
        match (joined.as_slice(), possible.is_empty()) {
            ([(child, reason)], _) => Match::Joined(*child, reason.clone()),
            ([], true) => Match::New,
            _ => Match::Possible(joined.into_iter().chain(possible).collect()),
        }
    }

    fn candidates(&self, person: &Person) -> impl Iterator<Item = &Known> {
        let by = |index: &HashMap<String, Vec<usize>>, identifier: &Identifier| {
            Some(identifier).filter(|one| one.is_trusted()).and_then(|one| index.get(&one.text)).cloned().unwrap_or_default()
        };
        let places: BTreeSet<usize> = by(&self.by_upn, &person.upn)
            .into_iter()
            .chain(by(&self.by_nhs_number, &person.nhs_number))
            .chain(self.by_birth.get(&person.date_of_birth).cloned().unwrap_or_default())
            .collect();
        places.into_iter().map(|place| &self.known[place])
    }
}

fn shared_identifier(person: &Person, known: &Known) -> Option<&'static str> {
    let same = |one: &Identifier, other: &Identifier| one.is_trusted() && other.is_trusted() && one.text == other.text;
    match (same(&person.upn, &known.upn), same(&person.nhs_number, &known.nhs_number)) {
        (true, true) => Some("UPN, NHS number"),
        (true, false) => Some("UPN"),
        (false, true) => Some("NHS number"),
        (false, false) => None,
    }
}

/// What speaks against two records being one child although an identifier and the birth agree: twins
/// with one number between them are the commonest mistake.
fn contradiction(person: &Person, known: &Known) -> Option<&'static str> {
    if differ(&person.upn, &known.upn) {
        return Some("the UPNs differ");
    }
    if differ(&person.nhs_number, &known.nhs_number) {
        return Some("the NHS numbers differ");
    }
    if person.sex != Sex::NotRecorded && known.sex != Sex::NotRecorded && person.sex != known.sex {
        return Some("the sex differs");
    }
    let straight = similar(&person.given_names, &known.given_names) && similar(&person.family_name, &known.family_name);
    let swapped = similar(&person.given_names, &known.family_name) && similar(&person.family_name, &known.given_names);
    (!straight && !swapped).then_some("the names differ")
}

/// Two identifiers that are both there and not the same. A mistyped one (not valid, and two characters
/// away at most) is no contradiction.
fn differ(one: &Identifier, other: &Identifier) -> bool {
    let both_there = one.stored().is_some() && other.stored().is_some();
    let mistyped =
        !(one.is_trusted() && other.is_trusted()) && strsim::levenshtein(&joined(&one.text), &joined(&other.text)) <= 2;
    both_there && joined(&one.text) != joined(&other.text) && !mistyped
}

/// Names that one person may have given for one child: two slips of the pen, or a part left out.
fn similar(one: &str, other: &str) -> bool {
    let (first, second) = (words(one), words(other));
    let is_part = |part: &[String], whole: &[String]| !part.is_empty() && part.iter().all(|word| whole.contains(word));
    let (first_whole, second_whole) = (first.concat(), second.concat());
    let shorter = first_whole.chars().count().min(second_whole.chars().count());
    let slips = if shorter > 3 { 2 } else { 1 };
    shorter == 0
        || is_part(&first, &second)
        || is_part(&second, &first)
        || strsim::levenshtein(&first_whole, &second_whole) <= slips
}

/// What two children of one birthday have in common without an identifier (the rule).
fn alike(person: &Person, postcode: &str, known: &Known) -> Option<String> {
    if are_same((&person.given_names, &person.family_name), (&known.given_names, &known.family_name)) {
        return Some("Same date of birth and the same names.".to_owned());
    }
    let same_postcode = !postcode.is_empty() && known.postcodes.iter().any(|one| joined(one) == joined(postcode));
    let edits = strsim::levenshtein(&joined(&person.given_names), &joined(&known.given_names));
    (same_postcode && edits <= 2).then(|| "Same date of birth and postcode, and given names that are nearly the same.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(given: &str, family: &str, born: &str, upn: &str, nhs_number: &str) -> Person {
        Person {
            given_names: given.into(),
            family_name: family.into(),
            preferred_name: String::new(),
            date_of_birth: born.parse().unwrap(),
            sex: Sex::Female,
            upn: Identifier::upn(upn),
            nhs_number: Identifier::nhs_number(nhs_number),
        }
    }

    fn known(person: &Person, postcode: &str) -> Known {
        Known {
            child: Id::mint(),
            given_names: person.given_names.clone(),
            family_name: person.family_name.clone(),
            date_of_birth: person.date_of_birth,
            sex: person.sex,
            upn: person.upn.clone(),
            nhs_number: person.nhs_number.clone(),
            postcodes: vec![postcode.to_owned()],
        }
    }

    const UPN: &str = "B801200005001";
    const OTHER_UPN: &str = "P207000016049";
    const NHS: &str = "943 476 5919";

    fn find(row: &Person, kept: &Person) -> Match {
        Index::of([known(kept, "BN1 1AA")]).find(row, "bn11aa")
    }

    #[test]
    fn a_valid_identifier_and_the_same_birth_join() {
        let kept = person("Julie", "Khan", "2018-01-17", UPN, "");
        for row in [
            person("JULIE", "KHAN ", "2018-01-17", UPN, ""),
            person("Khan", "Julie", "2018-01-17", UPN, NHS),
            person("Julei", "Kahn", "2018-01-17", UPN, ""),
            person("Julie Ann", "Khan-Smith", "2018-01-17", UPN, ""),
        ] {
            assert!(matches!(find(&row, &kept), Match::Joined(..)), "{row:?}");
        }
        let by_nhs = person("Julie", "Khan", "2018-01-17", "B801200006001", NHS);
        assert!(matches!(find(&by_nhs, &person("Julie", "Khan", "2018-01-17", UPN, NHS)), Match::Joined(..)), "a mistyped UPN");
    }

    #[test]
    fn anything_against_it_makes_it_a_possible_duplicate() {
        let kept = person("Julie", "Khan", "2018-01-17", UPN, NHS);
        let boy = Person { sex: Sex::Male, ..person("Julie", "Khan", "2018-01-17", UPN, NHS) };
        for row in [
            person("Julie", "Khan", "2018-01-18", UPN, NHS),
            person("Amira", "Khan", "2018-01-17", UPN, ""),
            person("Julie", "Khan", "2018-01-17", OTHER_UPN, NHS),
            boy,
        ] {
            assert!(matches!(find(&row, &kept), Match::Possible(_)), "{row:?}");
        }
    }

    #[test]
    fn looking_alike_never_joins() {
        let kept = person("Agela", "Hobbs", "2013-01-21", "", "");
        assert!(matches!(find(&person("HOBBS", "agela", "2013-01-21", UPN, ""), &kept), Match::Possible(_)));
        assert!(matches!(find(&person("Angela", "Brown", "2013-01-21", "", ""), &kept), Match::Possible(_)), "same postcode");
        assert_eq!(find(&person("Angela", "Hobbs", "2013-01-22", "", ""), &kept), Match::New);
        assert_eq!(
            Index::of([known(&kept, "BN1 1AA")]).find(&person("Angela", "Hobbs", "2013-01-21", "", ""), "SW1A 1AA"),
            Match::New
        );
        assert_eq!(find(&person("Rosie", "Hobbs", "2013-01-21", "", ""), &kept), Match::New, "a twin");
    }

    #[test]
    fn a_wrong_identifier_proves_nothing() {
        let wrong = "A801200005001";
        let kept = person("Julie", "Khan", "2018-01-17", wrong, "");
        assert_eq!(find(&person("Amira", "Brown", "2018-01-17", wrong, ""), &kept), Match::New);
    }
}

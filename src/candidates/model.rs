//! What follows from a child's facts for the index: keys and counts to add and to take away.

use std::collections::{BTreeMap, BTreeSet};

use crate::matching::keys;
use crate::matching::person::Person;
use crate::matching::spelling::Spelling;

crate::closed_list! {
    /// What is counted.
    pub enum Part {
        Everybody = "everybody" "Everybody",
        Given = "given" "Given names",
        Family = "family" "Family name",
    }
}

/// How many more or fewer there are of each.
pub type Counts = BTreeMap<(Part, String), i32>;

/// The keys under which a person is kept, as the database has them: the same 64 bits, with a sign.
pub fn kept_keys(person: &Person) -> BTreeSet<i64> {
    keys::kept(person).into_iter().map(u64::cast_signed).collect()
}

/// The keys under which a person is looked for, as the database has them.
pub fn sought_keys(person: &Person) -> Vec<i64> {
    keys::sought(person).into_iter().map(u64::cast_signed).collect()
}

/// Counts one child: `by` is 1, or -1 to take it away again. Given names as registered count as a whole and by
/// their first word, so that Amelia Grace makes Amelia commoner too.
pub fn count(counts: &mut Counts, person: &Person, by: i32) {
    *counts.entry((Part::Everybody, String::new())).or_default() += by;
    for name in given_counted(person) {
        *counts.entry((Part::Given, name)).or_default() += by;
    }
    if let Some(name) = person.family_names.first().map(|name| folded(name)).filter(|name| !name.is_empty()) {
        *counts.entry((Part::Family, name)).or_default() += by;
    }
}

/// The names that may matter when these are compared: given, and family. A parent's names are held against how
/// common they are among children.
pub fn names_compared<'p>(people: impl IntoIterator<Item = &'p Person>) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut names = BTreeSet::new();
    let mut given = BTreeSet::new();
    for person in people {
        for name in person.given_names.iter().chain(&person.family_names) {
            let spelling = Spelling::of(name);
            given.insert(spelling.first_of_text().to_owned());
            names.insert(spelling.text);
        }
        names.extend(person.parents.iter().flat_map(|name| name.split_whitespace()).map(folded));
    }
    names.remove("");
    given.remove("");
    given.extend(names.iter().cloned());
    (given, names)
}

fn given_counted(person: &Person) -> BTreeSet<String> {
    let Some(given) = person.given_names.first() else { return BTreeSet::new() };
    let spelling = Spelling::of(given);
    [spelling.first_of_text().to_owned(), spelling.text].into_iter().filter(|name| !name.is_empty()).collect()
}

fn folded(name: &str) -> String {
    Spelling::of(name).text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(given: &str, family: &str) -> Person {
        Person { given_names: vec![given.into()], family_names: vec![family.into()], ..Person::default() }
    }

    #[test]
    fn a_child_counts_once_under_each_of_its_names() {
        let mut counts = Counts::new();
        count(&mut counts, &named("Amelia Grace", "O'Brien"), 1);
        count(&mut counts, &named("amélia", "OBRIEN"), 1);
        let of = |part, name: &str| counts.get(&(part, name.to_owned())).copied();
        assert_eq!(of(Part::Given, "amelia"), Some(2));
        assert_eq!(of(Part::Given, "amelia grace"), Some(1));
        assert_eq!(of(Part::Everybody, ""), Some(2));
        count(&mut counts, &named("Amelia Grace", "O'Brien"), -1);
        count(&mut counts, &named("amélia", "OBRIEN"), -1);
        assert!(counts.values().all(|many| *many == 0), "what is taken away is what was added: {counts:?}");
    }

    #[test]
    fn keys_go_into_the_database_and_come_back() {
        let person = named("Amina", "Hussain");
        let back: Vec<u64> = kept_keys(&person).into_iter().map(i64::cast_unsigned).collect();
        let mut kept = keys::kept(&person);
        kept.sort_by_key(|key| key.cast_signed());
        assert!(!kept.is_empty());
        assert_eq!(back, kept);
    }
}

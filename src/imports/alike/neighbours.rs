//! Rows further up in the same file that may be about the same child.

use std::collections::{BTreeMap, HashMap};

use crate::children::model::Child;
use crate::id::Id;
use crate::matching::engine::{Decision, Engine};
use crate::matching::keys::{kept, sought};
use crate::matching::person::Person;
use crate::matching::verdict::Verdict;

/// A file in which one birthday fills hundreds of rows: those who share the most keys are compared.
const MOST: usize = 500;

/// The people of a file so far, by blocking key.
#[derive(Default)]
pub(super) struct Neighbours {
    people: Vec<Person>,
    children: Vec<Id<Child>>,
    by_key: HashMap<u64, Vec<usize>>,
}

impl Neighbours {
    /// Who may be this person, strongest first; then adds the person.
    pub(super) fn meet(&mut self, engine: &Engine, child: Id<Child>, person: Person) -> Vec<(Id<Child>, Decision)> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for place in sought(&person).iter().filter_map(|key| self.by_key.get(key)).flatten() {
            *shared.entry(*place).or_default() += 1;
        }
        let mut places: Vec<(usize, usize)> = shared.into_iter().collect();
        if places.len() > MOST {
            places.sort_by_key(|(place, keys)| (std::cmp::Reverse(*keys), *place));
            places.truncate(MOST);
        }
        let others: Vec<Person> = places.iter().map(|(place, _)| self.people[*place].clone()).collect();
        let ranked = if others.is_empty() { Vec::new() } else { engine.rank(&person, &others) };
        let met = ranked
            .into_iter()
            .filter(|(_, decision)| decision.verdict != Verdict::Different)
            .map(|(at, decision)| (self.children[places[at].0], decision))
            .collect();
        let place = self.people.len();
        kept(&person).into_iter().for_each(|key| self.by_key.entry(key).or_default().push(place));
        self.people.push(person);
        self.children.push(child);
        met
    }

    /// Somebody met before.
    pub(super) fn person(&self, child: Id<Child>) -> Option<&Person> {
        self.children.iter().position(|one| *one == child).map(|place| &self.people[place])
    }
}

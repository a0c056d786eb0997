//! Who on the register is like a person: those who share a key with it, compared by the engine.

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::error::Result;
use crate::id::Id;
use crate::matching::engine::Decision;
use crate::matching::person::Person;
use crate::matching::verdict::Verdict;

/// A child of the register who may be the person.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Who.
    pub child: Id<Child>,
    /// What the engine says.
    pub decision: Decision,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The children who may be this person, strongest first. A first look leaves few of those who share a key;
    /// only for these is it asked how common their names are.
    ///
    /// # Errors
    /// `Database`.
    pub fn children_like(&mut self, person: &Person, except: &[Id<Child>]) -> Result<Vec<Alike>> {
        let mut candidates = self.candidates_for(person)?;
        candidates.retain(|(id, _)| !except.contains(id));
        let (ids, people): (Vec<Id<Child>>, Vec<Person>) = candidates.into_iter().unzip();
        let left = self.engine_for_a_glance()?.glance(person, &people);
        let near: Vec<Person> = left.iter().map(|at| people[*at].clone()).collect();
        let ranked = self.engine_for(near.iter().chain([person]))?.rank(person, &near);
        Ok(ranked
            .into_iter()
            .filter(|(_, decision)| decision.verdict != Verdict::Different)
            .map(|(at, decision)| Alike { child: ids[left[at]], decision })
            .collect())
    }

    /// What the engine says of two people.
    ///
    /// # Errors
    /// `Database`.
    pub fn compare_people(&mut self, one: &Person, other: &Person) -> Result<Decision> {
        Ok(self.engine_for([one, other])?.decide(one, other))
    }
}

//! Who on the register is like a person: those who share the UPN, the NHS number, the birthday or the
//! postcode, compared by the engine.

use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::db::schema::children;
use crate::error::Result;
use crate::id::Id;
use crate::matching::engine::{Decision, Engine};
use crate::matching::person::Person;
use crate::matching::rarity::Frequencies;
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
    /// The children who may be this person, strongest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn children_like(&mut self, person: &Person, except: &[Id<Child>]) -> Result<Vec<Alike>> {
        let mut ids = self.sharing_a_key_with(person)?;
        ids.retain(|id| !except.contains(id));
        let people = ids.iter().map(|id| self.person_of(*id)).collect::<Result<Vec<_>>>()?;
        let ranked = self.engine_for(&[person])?.rank(person, &people);
        Ok(ranked
            .into_iter()
            .filter(|(_, decision)| decision.verdict != Verdict::Different)
            .map(|(at, decision)| Alike { child: ids[at], decision })
            .collect())
    }

    /// What the engine says of two people.
    ///
    /// # Errors
    /// `Database`.
    pub fn compare_people(&mut self, one: &Person, other: &Person) -> Result<Decision> {
        Ok(self.engine_for(&[one, other])?.decide(one, other))
    }

    /// The engine of this register.
    ///
    /// # Errors
    /// `Database`.
    pub fn engine_for(&mut self, _: &[&Person]) -> Result<Engine> {
        let on_register: i64 =
            children::table.filter(children::authority_code.eq(self.authority())).count().get_result(self.sql())?;
        let people = u32::try_from(on_register).unwrap_or(u32::MAX).max(1_000);
        Engine::of_a_register(Frequencies { people, ..Frequencies::default() })
    }
}

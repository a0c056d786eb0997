//! The index of candidates in the database.

mod filling;
mod kept;
mod people;

pub(in crate::candidates) use filling::Caught;

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::candidates::model::{Part, names_compared, sought_keys};
use crate::children::model::Child;
use crate::db::schema::{candidate_keys, candidates, name_counts};
use crate::error::Result;
use crate::id::Id;
use crate::matching::engine::Engine;
use crate::matching::person::Person;
use crate::matching::rarity::Frequencies;

/// How many values one question to the database carries.
const AT_ONCE: usize = 500;

/// As few people as this are taken for this many: of two records it cannot be said that one in two is the other.
const FEWEST: u32 = 1_000;

impl<R: Staff, M> Desk<'_, R, M> {
    /// All children who share a key with a person, in the order they came on the register.
    ///
    /// # Errors
    /// `Database`.
    pub fn candidates_for(&mut self, person: &Person) -> Result<Vec<(Id<Child>, Person)>> {
        let authority = self.authority();
        let mut numbers: Vec<i32> = Vec::new();
        for keys in sought_keys(person).chunks(AT_ONCE) {
            let found = candidate_keys::table
                .filter(candidate_keys::authority_code.eq(authority))
                .filter(candidate_keys::blocking_key.eq_any(keys))
                .select(candidate_keys::number);
            numbers.extend(found.load::<i32>(self.sql())?);
        }
        numbers.sort_unstable();
        numbers.dedup();
        let mut found = Vec::with_capacity(numbers.len());
        for some in numbers.chunks(AT_ONCE) {
            let rows: Vec<(Id<Child>, String)> = candidates::table
                .filter(candidates::authority_code.eq(authority))
                .filter(candidates::number.eq_any(some))
                .order(candidates::number)
                .select((candidates::child_id, candidates::person))
                .load(self.sql())?;
            for (child, person) in rows {
                found.push((child, serde_json::from_str(&person)?));
            }
        }
        Ok(found)
    }

    /// The engine of this register, for a first look ([`Engine::glance`]): it knows how many people there are.
    ///
    /// # Errors
    /// `Database`.
    pub fn engine_for_a_glance(&mut self) -> Result<Engine> {
        let people: Option<i32> = name_counts::table
            .find((self.authority(), Part::Everybody, ""))
            .select(name_counts::children)
            .first(self.sql())
            .optional()?;
        let people = u32::try_from(people.unwrap_or(0)).unwrap_or(0).max(FEWEST);
        Engine::of_a_register(Frequencies { people, ..Frequencies::default() })
    }

    /// The engine of this register for comparing these people: it knows how common their names are.
    ///
    /// # Errors
    /// `Database`.
    pub fn engine_for<'p>(&mut self, people: impl IntoIterator<Item = &'p Person>) -> Result<Engine> {
        let mut engine = self.engine_for_a_glance()?;
        let (given, family) = names_compared(people);
        engine.frequencies.given = self.counted(Part::Given, &Vec::from_iter(given))?;
        engine.frequencies.family = self.counted(Part::Family, &Vec::from_iter(family))?;
        Ok(engine)
    }

    fn counted(&mut self, part: Part, names: &[String]) -> Result<HashMap<String, u32>> {
        let mut counted = HashMap::with_capacity(names.len());
        for some in names.chunks(AT_ONCE) {
            let rows: Vec<(String, i32)> = name_counts::table
                .filter(name_counts::authority_code.eq(self.authority()))
                .filter(name_counts::part.eq(part))
                .filter(name_counts::name.eq_any(some))
                .select((name_counts::name, name_counts::children))
                .load(self.sql())?;
            counted.extend(rows.into_iter().map(|(name, many)| (name, u32::try_from(many).unwrap_or(0))));
        }
        Ok(counted)
    }
}

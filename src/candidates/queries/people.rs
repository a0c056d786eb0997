//! Children as the engine compares them, from their records.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{Child, Sex};
use crate::db::schema::{addresses, carers, children, former_names};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::matching::birth::Birth;
use crate::matching::person::{self, Dwelling, Person};

/// Records that are read in one go.
const RECORDS_AT_ONCE: usize = 500;

impl<R: Staff, M> Desk<'_, R, M> {
    /// A child as the engine compares it.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn person_of(&mut self, child: Id<Child>) -> Result<Person> {
        self.people_of(&[child])?.remove(&child).ok_or(Error::NotFound)
    }

    /// These children as the engine compares them; those of another authority are left out. Current names, homes
    /// and parents come before former ones.
    ///
    /// # Errors
    /// `Database`.
    pub fn people_of(&mut self, children: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, Person>> {
        let mut people = BTreeMap::new();
        for some in children.chunks(RECORDS_AT_ONCE) {
            let mut named = self.people_by_name(some)?;
            self.with_homes_and_parents(some, &mut named)?;
            people.append(&mut named);
        }
        Ok(people)
    }

    fn people_by_name(&mut self, some: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, Person>> {
        type Named = (Id<Child>, String, String, String, NaiveDate, Sex, Option<String>, Option<String>);
        let named: Vec<Named> = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::id.eq_any(some))
            .select((
                children::id,
                children::given_names,
                children::preferred_name,
                children::family_name,
                children::date_of_birth,
                children::sex,
                children::upn,
                children::nhs_number,
            ))
            .load(self.sql())?;
        let mut people: BTreeMap<Id<Child>, Person> = named
            .into_iter()
            .map(|(child, given, preferred, family, born, sex, upn, nhs_number)| {
                let person = Person {
                    given_names: there([given, preferred]).collect(),
                    family_names: there([family]).collect(),
                    born: Birth::on(born),
                    sex: person::Sex::read(sex.code()),
                    upn: upn.unwrap_or_default(),
                    nhs_number: nhs_number.unwrap_or_default(),
                    ..Person::default()
                };
                (child, person)
            })
            .collect();
        let former: Vec<(Id<Child>, String, String)> = former_names::table
            .filter(former_names::authority_code.eq(self.authority()))
            .filter(former_names::child_id.eq_any(some))
            .order(former_names::id.desc())
            .select((former_names::child_id, former_names::given_names, former_names::family_name))
            .load(self.sql())?;
        for (child, given, family) in former {
            people.entry(child).and_modify(|person| {
                person.given_names.extend(there([given]));
                person.family_names.extend(there([family]));
            });
        }
        Ok(people)
    }

    fn with_homes_and_parents(&mut self, some: &[Id<Child>], people: &mut BTreeMap<Id<Child>, Person>) -> Result<()> {
        let homes: Vec<(Id<Child>, String, String)> = addresses::table
            .filter(addresses::authority_code.eq(self.authority()))
            .filter(addresses::child_id.eq_any(some))
            .order((addresses::to_on.is_not_null(), addresses::id.desc()))
            .select((addresses::child_id, addresses::lines, addresses::postcode))
            .load(self.sql())?;
        for (child, address, postcode) in homes {
            people.entry(child).and_modify(|person| person.homes.push(Dwelling { address, postcode }));
        }
        let parents: Vec<(Id<Child>, String, String, String)> = carers::table
            .filter(carers::authority_code.eq(self.authority()))
            .filter(carers::child_id.eq_any(some))
            .order((carers::until_on.is_not_null(), carers::id))
            .select((carers::child_id, carers::name, carers::telephone, carers::email))
            .load(self.sql())?;
        for (child, name, telephone, email) in parents {
            people.entry(child).and_modify(|person| {
                person.parents.extend(there([name]));
                person.phones.extend(there([telephone]));
                person.emails.extend(there([email]));
            });
        }
        Ok(())
    }
}

/// Those that are not empty.
fn there<const N: usize>(texts: [String; N]) -> impl Iterator<Item = String> {
    texts.into_iter().filter(|text| !text.is_empty())
}

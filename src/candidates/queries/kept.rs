//! The index kept up to date: only what has changed is written.

use std::collections::{BTreeMap, BTreeSet};

use diesel::backend::Backend;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Integer, Text};

use super::AT_ONCE;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::candidates::model::{Counts, Part, count, kept_keys};
use crate::children::model::Child;
use crate::db::dialect::{direct, insert_all, known_by_its_text};
use crate::db::schema::{candidate_keys, candidates, name_counts};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::matching::person::Person;

/// What a change of some children comes to for the keys and the names; their own rows are written by then.
#[derive(Default)]
pub(super) struct Difference {
    gone: BTreeSet<(i64, i32)>,
    new: Vec<(i64, i32)>,
    counts: Counts,
}

impl Difference {
    fn forget(&mut self, number: i32, person: &Person) {
        self.gone.extend(kept_keys(person).into_iter().map(|key| (key, number)));
        count(&mut self.counts, person, -1);
    }

    fn add(&mut self, number: i32, person: &Person) {
        for key in kept_keys(person) {
            if !self.gone.remove(&(key, number)) {
                self.new.push((key, number));
            }
        }
        count(&mut self.counts, person, 1);
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Makes the candidates what the records say.
    ///
    /// # Errors
    /// `NotFound` when a child is not this authority's.
    pub(crate) fn refresh_candidates(&mut self, children: &[Id<Child>]) -> Result<()> {
        let mut difference = Difference::default();
        self.refresh_people(children, &mut difference)?;
        self.keep_difference(difference)
    }

    /// Makes the people of the candidates what the records say, and notes what [`Self::keep_difference`] then has
    /// to write in the same transaction.
    ///
    /// # Errors
    /// As [`Self::refresh_candidates`].
    pub(super) fn refresh_people(&mut self, children: &[Id<Child>], difference: &mut Difference) -> Result<()> {
        let people = self.people_of(children)?;
        let mut known = self.kept_people(children)?;
        let mut next = self.next_number()?;
        let (authority, mut rows) = (self.authority(), Vec::new());
        for child in children {
            let person = people.get(child).ok_or(Error::NotFound)?;
            let number = match known.remove(child) {
                Some((_, before)) if before == *person => continue,
                Some((number, before)) => {
                    difference.forget(number, &before);
                    diesel::update(candidates::table.find((authority, number)))
                        .set(candidates::person.eq(serde_json::to_string(person)?))
                        .execute(self.sql())?;
                    number
                }
                None => {
                    rows.push((next, *child, serde_json::to_string(person)?));
                    next = next.saturating_add(1);
                    next - 1
                }
            };
            difference.add(number, person);
        }
        let rows = rows.iter().map(|(number, child, person)| {
            (
                candidates::authority_code.eq(authority),
                candidates::number.eq(number),
                candidates::child_id.eq(child),
                candidates::person.eq(person),
            )
        });
        insert_all!(self.sql(), candidates::table, rows);
        Ok(())
    }

    /// Takes a record that is about to leave the table of children out of the candidates.
    ///
    /// # Errors
    /// `Database`.
    pub(crate) fn forget_candidate(&mut self, child: Id<Child>) -> Result<()> {
        let mut difference = Difference::default();
        for (number, person) in self.kept_people(&[child])?.into_values() {
            difference.forget(number, &person);
            diesel::delete(candidates::table.find((self.authority(), number))).execute(self.sql())?;
        }
        self.keep_difference(difference)
    }

    fn next_number(&mut self) -> Result<i32> {
        let last: Option<i32> = candidates::table
            .filter(candidates::authority_code.eq(self.authority()))
            .select(max(candidates::number))
            .first(self.sql())?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    fn kept_people(&mut self, children: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, (i32, Person)>> {
        let mut kept = BTreeMap::new();
        for some in children.chunks(AT_ONCE) {
            let rows: Vec<(Id<Child>, i32, String)> = candidates::table
                .filter(candidates::authority_code.eq(self.authority()))
                .filter(candidates::child_id.eq_any(some))
                .select((candidates::child_id, candidates::number, candidates::person))
                .load(self.sql())?;
            for (child, number, person) in rows {
                kept.insert(child, (number, serde_json::from_str(&person)?));
            }
        }
        Ok(kept)
    }

    /// Writes keys and names, in their order, so that neighbours in the index are written together.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn keep_difference(&mut self, mut difference: Difference) -> Result<()> {
        let authority = self.authority();
        difference.new.sort_unstable();
        for (key, number) in difference.gone {
            diesel::delete(candidate_keys::table.find((authority, key, number))).execute(self.sql())?;
        }
        let new = difference.new.into_iter().map(|(key, number)| {
            (
                candidate_keys::authority_code.eq(authority),
                candidate_keys::blocking_key.eq(key),
                candidate_keys::number.eq(number),
            )
        });
        insert_all!(self.sql(), candidate_keys::table, new);
        for ((part, name), by) in difference.counts.iter().filter(|(_, by)| **by != 0) {
            let more = AddToNames { authority, part: *part, name, by: *by };
            direct!(self.sql(), |conn| more.execute(conn))?;
            if *by < 0 {
                let nobodys = name_counts::table.find((authority, *part, name)).filter(name_counts::children.eq(0));
                diesel::delete(nobodys).execute(self.sql())?;
            }
        }
        Ok(())
    }
}

/// Adds to how many have a name; a name that nobody had begins at zero.
struct AddToNames<'a> {
    authority: &'a str,
    part: Part,
    name: &'a str,
    by: i32,
}

impl<DB> QueryFragment<DB> for AddToNames<'_>
where
    DB: Backend,
    str: ToSql<Text, DB>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO name_counts (authority_code, part, name, children) VALUES (");
        out.push_bind_param::<Text, _>(self.authority)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.part)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.name)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.by)?;
        out.push_sql(
            ") ON CONFLICT (authority_code, part, name) DO UPDATE SET children = name_counts.children + excluded.children",
        );
        Ok(())
    }
}

known_by_its_text!(AddToNames<'_>);

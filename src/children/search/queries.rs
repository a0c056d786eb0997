//! The search terms in the database: kept with the record, looked up from the rarest one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::asked::{Asked, Criteria, Sought};
use super::terms::{TermField, Terms};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::{Child, Search};
use crate::contacts::standard::Verdict;
use crate::db::dialect::{direct, insert_all};
use crate::db::schema::{addresses, carers, children, former_names, former_upns, registrations, search_terms, searches};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::merges::model::Whole;
use crate::registrations::model::RegistrationKind;

/// A child as search results and possible duplicates show one.
#[derive(Clone, Debug, Queryable)]
pub struct FoundChild {
    /// Whose record.
    pub id: Id<Child>,
    /// The authority's own number.
    pub reference: String,
    /// All given names.
    pub given_names: String,
    /// The family name.
    pub family_name: String,
    /// The name the child goes by.
    pub preferred_name: String,
    /// Day of birth.
    pub date_of_birth: NaiveDate,
    /// The outward code of the current address.
    pub postcode_district: String,
    /// The kind of the open registration; none when the child is not on the register now.
    pub kind: Option<RegistrationKind>,
    /// When anybody last saw the child, of the open registration.
    pub last_seen_on: Option<NaiveDate>,
    /// By when the child has to be seen.
    pub unseen_due_on: Option<NaiveDate>,
}

impl FoundChild {
    /// The verdict on a day; none when no registration is open.
    pub fn verdict(&self, day: NaiveDate) -> Option<Verdict> {
        self.kind.map(|_| Verdict::on(day, self.last_seen_on.is_some(), self.unseen_due_on.unwrap_or(NaiveDate::MIN)))
    }
}

diesel::alias!(search_terms as also: Also);

/// After every term that begins with a text, in the order of both databases.
fn end_of(beginning: &str) -> String {
    format!("{beginning}\u{10FFFD}")
}

/// Records whose terms are looked at in one go.
const RECORDS_AT_ONCE: usize = 500;

/// Shorter beginnings match too much to be worth a scan.
const SHORTEST_BEGINNING: usize = 3;

impl Sought {
    fn is_beginning(&self) -> bool {
        self.or_longer && self.term.chars().count() >= SHORTEST_BEGINNING
    }
}

/// `$query` narrowed to the rows of one sought term.
macro_rules! of_term {
    ($query:expr, $field:expr, $term:expr, $sought:expr) => {{
        let last = if $sought.is_beginning() { end_of(&$sought.term) } else { $sought.term.clone() };
        $query.filter($field.eq($sought.field)).filter($term.between($sought.term.clone(), last))
    }};
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The children that match, in the order they came on the register: at most `limit` after one.
    ///
    /// # Errors
    /// `Database`.
    pub fn children_matching(&mut self, asked: &Asked, after: Option<Id<Child>>, limit: i64) -> Result<Vec<Id<Child>>> {
        let after = after.map_or_else(String::new, |id| id.to_string());
        if let Some(born_on) = asked.born_on {
            return self.born_and_matching(born_on, asked, &after, limit);
        }
        let Some((rarest, others)) = self.rarest_first(&asked.terms)? else { return Ok(Vec::new()) };
        let mut query = of_term!(
            search_terms::table
                .select(search_terms::child_id)
                .distinct()
                .filter(search_terms::authority_code.eq(self.authority()))
                .filter(search_terms::child_id.gt(after))
                .order(search_terms::child_id)
                .limit(limit)
                .into_boxed(),
            search_terms::field,
            search_terms::term,
            rarest
        );
        for sought in others {
            let row = also.filter(also.field(search_terms::child_id).eq(search_terms::child_id));
            query = query.filter(exists(of_term!(row, also.field(search_terms::field), also.field(search_terms::term), sought)));
        }
        Ok(query.load(self.sql())?)
    }

    fn born_and_matching(&mut self, born_on: NaiveDate, asked: &Asked, after: &str, limit: i64) -> Result<Vec<Id<Child>>> {
        let mut query = children::table
            .select(children::id)
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::date_of_birth.eq(born_on))
            .filter(children::id.gt(after.to_owned()))
            .order(children::id)
            .limit(limit)
            .into_boxed();
        for sought in &asked.terms {
            let row = search_terms::table.filter(search_terms::child_id.eq(children::id));
            query = query.filter(exists(of_term!(row, search_terms::field, search_terms::term, sought)));
        }
        Ok(query.load(self.sql())?)
    }

    /// The term with the fewest rows, and the rest; none when there is no term, or when one of them
    /// has no row at all.
    fn rarest_first<'s>(&mut self, terms: &'s [Sought]) -> Result<Option<(&'s Sought, Vec<&'s Sought>)>> {
        let mut counted = Vec::with_capacity(terms.len());
        for sought in terms {
            let authority = search_terms::authority_code.eq(self.authority());
            let rows: i64 = direct!(self.sql(), |conn| of_term!(
                search_terms::table.filter(authority),
                search_terms::field,
                search_terms::term,
                sought
            )
            .select(count_star())
            .first(conn))?;
            if rows == 0 {
                return Ok(None);
            }
            counted.push((rows, sought));
        }
        counted.sort_by_key(|(rows, _)| *rows);
        let mut by_rarity = counted.into_iter().map(|(_, sought)| sought);
        Ok(by_rarity.next().map(|rarest| (rarest, by_rarity.collect())))
    }

    /// A search of whoever sits here.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is somebody else's.
    pub fn search_criteria(&mut self, search: Id<Search>) -> Result<Criteria> {
        let authority = self.authority();
        let account = self.account();
        let kept: String = direct!(self.sql(), |conn| searches::table
            .filter(searches::id.eq(search))
            .filter(searches::authority_code.eq(authority))
            .filter(searches::account_id.nullable().eq(account))
            .select(searches::criteria)
            .first(conn))?;
        Ok(serde_json::from_str(&kept)?)
    }

    /// A child as search results show one; none when it is not this authority's.
    ///
    /// # Errors
    /// `Database`.
    pub fn found_child(&mut self, child: Id<Child>) -> Result<Option<FoundChild>> {
        let open = registrations::child_id.eq(children::id).and(registrations::ended_on.is_null());
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| children::table
            .left_join(registrations::table.on(open))
            .filter(children::authority_code.eq(authority))
            .filter(children::id.eq(child))
            .select((
                children::id,
                children::reference,
                children::given_names,
                children::family_name,
                children::preferred_name,
                children::date_of_birth,
                children::postcode_district,
                registrations::kind.nullable(),
                registrations::last_seen_on.nullable(),
                registrations::unseen_due_on.nullable(),
            ))
            .first(conn))
        .optional()?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps a search, and forgets those that whoever sits here made more than a day ago.
    ///
    /// # Errors
    /// `Database`; `Forbidden` for the command line, which has no pages to search on.
    pub fn keep_search(&mut self, search: Id<Search>, criteria: &Criteria) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let account = self.account().ok_or(Error::Forbidden)?;
        direct!(self.sql(), |conn| diesel::delete(
            searches::table.filter(searches::account_id.eq(account)).filter(searches::created_at.lt(now - TimeDelta::days(1))),
        )
        .execute(conn))?;
        direct!(self.sql(), |conn| diesel::insert_into(searches::table)
            .values((
                searches::id.eq(search),
                searches::authority_code.eq(authority),
                searches::account_id.eq(account),
                searches::criteria.eq(serde_json::to_string(criteria)?),
                searches::created_at.eq(now),
            ))
            .execute(conn))?;
        Ok(())
    }

    /// Makes the search terms, and the candidates for matching, what the records say: to be called by whatever changed a name, an
    /// identifier, a parent or an address, in the same transaction.
    ///
    /// # Errors
    /// `Database`; `NotFound` when a child is not this authority's.
    pub fn refresh_search_terms(&mut self, children: &[Id<Child>]) -> Result<()> {
        let mut new = Vec::new();
        for some in children.chunks(RECORDS_AT_ONCE) {
            new.extend(self.refresh_terms_of_some(some)?);
        }
        // In the order of the index, so that neighbours in it are written together.
        new.sort_unstable_by(|(one, field, term), (other, others, another)| (field, term, one).cmp(&(others, another, other)));
        let authority = self.authority();
        let new = new.iter().map(|(child, field, term)| {
            (
                search_terms::authority_code.eq(authority),
                search_terms::field.eq(field),
                search_terms::term.eq(term),
                search_terms::child_id.eq(child),
            )
        });
        insert_all!(self.sql(), search_terms::table, new);
        self.refresh_candidates(children)
    }

    /// Drops the terms that some records no longer have; answers those they have not yet.
    fn refresh_terms_of_some(&mut self, some: &[Id<Child>]) -> Result<Vec<(Id<Child>, TermField, String)>> {
        let records = self.words_of_records(some)?;
        if records.len() < some.len() {
            return Err(Error::NotFound);
        }
        let authority = self.authority();
        let stored: Vec<(Id<Child>, TermField, String)> = search_terms::table
            .filter(search_terms::child_id.eq_any(some))
            .select((search_terms::child_id, search_terms::field, search_terms::term))
            .load(self.sql())?;
        let stored: BTreeSet<(Id<Child>, TermField, String)> = stored.into_iter().collect();
        let wanted: BTreeSet<(Id<Child>, TermField, String)> = records
            .iter()
            .flat_map(|(child, words)| {
                words.terms().iter().map(|(field, term)| (*child, *field, term.clone())).collect::<Vec<_>>()
            })
            .collect();
        for (child, field, term) in stored.difference(&wanted) {
            diesel::delete(search_terms::table.find((authority, field, term, child))).execute(self.sql())?;
        }
        Ok(wanted.into_iter().filter(|term| !stored.contains(term)).collect())
    }

    /// What each of these records is found by; those of another authority are left out.
    fn words_of_records(&mut self, some: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, RecordWords>> {
        type Named = (Id<Child>, String, String, String, String, Option<String>, Option<String>, Option<String>);
        let named: Vec<Named> = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::id.eq_any(some))
            .select((
                children::id,
                children::given_names,
                children::family_name,
                children::preferred_name,
                children::reference,
                children::upn,
                children::nhs_number,
                children::uln,
            ))
            .load(self.sql())?;
        let mut records: BTreeMap<Id<Child>, RecordWords> = named
            .into_iter()
            .map(|(child, given, family, preferred, reference, upn, nhs_number, uln)| {
                let identifiers = std::iter::once(reference).chain([upn, nhs_number, uln].into_iter().flatten()).collect();
                (child, RecordWords { names: vec![given, family, preferred], identifiers, ..RecordWords::default() })
            })
            .collect();
        let former: Vec<(Id<Child>, String, String)> = former_names::table
            .filter(former_names::child_id.eq_any(some))
            .select((former_names::child_id, former_names::given_names, former_names::family_name))
            .load(self.sql())?;
        let upns: Vec<(Id<Child>, String)> = former_upns::table
            .filter(former_upns::child_id.eq_any(some))
            .select((former_upns::child_id, former_upns::upn))
            .load(self.sql())?;
        let parents: Vec<(Id<Child>, String)> =
            carers::table.filter(carers::child_id.eq_any(some)).select((carers::child_id, carers::name)).load(self.sql())?;
        let postcodes: Vec<(Id<Child>, String)> = addresses::table
            .filter(addresses::child_id.eq_any(some))
            .select((addresses::child_id, addresses::postcode))
            .load(self.sql())?;
        for (child, merged) in self.merged_records_of(some)? {
            records.entry(child).and_modify(|words| words.also_of(merged));
        }
        for (child, given, family) in former {
            records.entry(child).and_modify(|words| words.names.extend([given, family]));
        }
        for (child, upn) in upns {
            records.entry(child).and_modify(|words| words.identifiers.push(upn));
        }
        for (child, name) in parents {
            records.entry(child).and_modify(|words| words.parents.push(name));
        }
        for (child, postcode) in postcodes {
            records.entry(child).and_modify(|words| words.postcodes.push(postcode));
        }
        Ok(records)
    }
}

/// What a record is found by, as it is written.
#[derive(Default)]
struct RecordWords {
    names: Vec<String>,
    identifiers: Vec<String>,
    parents: Vec<String>,
    postcodes: Vec<String>,
}

impl RecordWords {
    /// A record that was merged into this one, or this one before: found by both.
    fn also_of(&mut self, merged: Whole) {
        self.names.extend([merged.given_names, merged.family_name, merged.preferred_name]);
        self.identifiers.push(merged.reference);
        self.identifiers.extend([merged.upn, merged.nhs_number, merged.uln].into_iter().flatten());
    }

    fn terms(&self) -> Terms {
        fn each(words: &[String]) -> impl Iterator<Item = &str> {
            words.iter().map(String::as_str)
        }
        Terms::of_record(each(&self.names), each(&self.identifiers), each(&self.parents), each(&self.postcodes))
    }
}

//! What the register knows of the people a notification names. A school's desk reaches none of it; when
//! a notification is sent, only whether it is urgent is written down, where the school cannot read it.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::children::names;
use crate::children::search::FoundChild;
use crate::contacts::model::Concern;
use crate::db::AnyConnection;
use crate::db::schema::{addresses, children, contacts, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::matching::engine::Showing;
use crate::matching::person::Person;
use crate::matching::verdict::Verdict;
use crate::notifications::facts::{Facts, OfSiblings};

/// A child of the register who may be the one of the notification.
#[derive(Clone, Debug)]
pub struct PossibleMatch {
    /// Who.
    pub child: FoundChild,
    /// What speaks for and against it.
    pub evidence: String,
    /// Whether the engine would say it is the same without a person looking.
    pub is_likely: bool,
}

/// Another child of the same household on the register.
#[derive(Clone, Debug)]
pub struct KnownSibling {
    /// Who.
    pub child: FoundChild,
    /// How we know: "named by the school", "at the same address".
    pub how: &'static str,
    /// A contact raised a concern.
    pub has_concern: bool,
}

/// More than these nobody looks at.
const MOST: usize = 20;

/// The children who may be siblings, with how we know: named by the school with their day of birth, or
/// living at the same address.
fn sibling_ids(conn: &mut AnyConnection, authority: &str, facts: &Facts) -> Result<BTreeMap<Id<Child>, &'static str>> {
    let mut found = BTreeMap::new();
    for place in [Some(facts.home()), facts.new_home()].into_iter().flatten().filter(|place| !place.postcode.is_empty()) {
        let near: Vec<(Id<Child>, String)> = addresses::table
            .filter(addresses::authority_code.eq(authority))
            .filter(addresses::postcode.eq(&place.postcode))
            .filter(addresses::to_on.is_null())
            .select((addresses::child_id, addresses::lines))
            .load(conn)?;
        let house = |lines: &str| names::words(lines).into_iter().next();
        let at_home = near.into_iter().filter(|(_, lines)| house(lines) == house(&place.lines));
        found.extend(at_home.map(|(child, _)| (child, "lives at the same address")));
    }
    for sibling in facts.siblings() {
        let Some(born) = sibling.date_of_birth else { continue };
        found.extend(born_and_called(conn, authority, born, &sibling.name)?.into_iter().map(|id| (id, "named by the school")));
    }
    if let Some(born) = facts.day("date_of_birth") {
        for id in born_and_called(conn, authority, born, &facts.full_name())? {
            found.remove(&id);
        }
    }
    Ok(found.into_iter().take(MOST).collect())
}

fn born_and_called(conn: &mut AnyConnection, authority: &str, born: chrono::NaiveDate, name: &str) -> Result<Vec<Id<Child>>> {
    let sorted = |text: &str| {
        let mut words = names::words(text);
        words.sort();
        words
    };
    let rows: Vec<(Id<Child>, String, String)> = children::table
        .filter(children::authority_code.eq(authority))
        .filter(children::date_of_birth.eq(born))
        .select((children::id, children::given_names, children::family_name))
        .load(conn)?;
    let is_called = |given: &str, family: &str| sorted(&format!("{given} {family}")) == sorted(name);
    Ok(rows.into_iter().filter(|(_, given, family)| is_called(given, family)).map(|(id, ..)| id).collect())
}

fn with_concern(conn: &mut AnyConnection, ids: &[Id<Child>]) -> Result<Vec<Id<Child>>> {
    Ok(contacts::table
        .filter(contacts::child_id.eq_any(ids.to_vec()))
        .filter(contacts::entered_in_error.eq(false))
        .filter(contacts::concern.ne(Concern::None))
        .select(contacts::child_id)
        .distinct()
        .load(conn)?)
}

/// Whether siblings make a notification urgent.
pub(super) fn of_siblings(conn: &mut AnyConnection, authority: &str, facts: &Facts) -> Result<OfSiblings> {
    let ids: Vec<Id<Child>> = sibling_ids(conn, authority, facts)?.into_keys().collect();
    let never_seen: i64 = registrations::table
        .filter(registrations::child_id.eq_any(ids.clone()))
        .filter(registrations::ended_on.is_null())
        .filter(registrations::last_seen_on.is_null())
        .count()
        .get_result(conn)?;
    Ok(OfSiblings { has_concern: !with_concern(conn, &ids)?.is_empty(), is_never_seen: never_seen > 0 })
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The other children of the household whom the register knows.
    ///
    /// # Errors
    /// `Database`.
    pub fn known_siblings(&mut self, facts: &Facts) -> Result<Vec<KnownSibling>> {
        let authority = self.authority();
        let found = sibling_ids(self.sql(), authority, facts)?;
        let ids: Vec<Id<Child>> = found.keys().copied().collect();
        let concerns = with_concern(self.sql(), &ids)?;
        let mut known = Vec::new();
        for (id, how) in found {
            if let Some(child) = self.found_child(id)? {
                known.push(KnownSibling { child, how, has_concern: concerns.contains(&id) });
            }
        }
        Ok(known)
    }

    /// The children of the register who may be this person, the likeliest first. The one place where a
    /// notification asks the register who somebody is.
    ///
    /// # Errors
    /// `Database`; `Internal` when the engine's model is damaged.
    pub fn possible_matches(&mut self, person: &Person) -> Result<Vec<PossibleMatch>> {
        let mut found = Vec::new();
        for alike in self.children_like(person, &[])?.into_iter().take(MOST) {
            let Some(child) = self.found_child(alike.child)? else { continue };
            let evidence = match alike.decision.showing {
                Showing::Evidence(sentences) => sentences,
                Showing::AskTheNamedPerson => "A restricted record: ask the person named on it.".to_owned(),
            };
            found.push(PossibleMatch { child, evidence, is_likely: alike.decision.verdict == Verdict::Same });
        }
        Ok(found)
    }
}

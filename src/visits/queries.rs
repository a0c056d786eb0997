//! Visits in the database.

mod changing;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::model::{ChangeKind, Visit, VisitChange, VisitState, When};
use crate::access::Desk;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::contacts::model::{Contact, Mode};
use crate::db::dialect::direct;
use crate::db::schema::{accounts, children, registrations, visit_changes, visits};
use crate::error::Result;
use crate::id::Id;

/// Children asked about in one statement: a page of a list.
const CHILDREN_AT_ONCE: usize = 25;

/// A visit about to be planned.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = visits)]
pub struct NewVisit {
    /// Minted with the form.
    pub id: Id<Visit>,
    /// To whose family.
    pub child_id: Id<Child>,
    /// The day.
    pub planned_on: NaiveDate,
    /// The time in words, where known.
    pub planned_time: String,
    /// How.
    pub mode: Mode,
    /// Where, in words.
    pub place: String,
    /// What for.
    pub purpose: String,
    /// Who goes.
    pub goes: Option<Id<Account>>,
    /// Planned, done or cancelled.
    pub state: VisitState,
    /// The contact it became.
    pub contact_id: Option<Id<Contact>>,
}

/// The visit a list shows beside a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextVisit {
    /// Which.
    pub id: Id<Visit>,
    /// Its day; before today when nobody has said what came of it.
    pub planned_on: NaiveDate,
    /// Its time in words, or empty.
    pub planned_time: String,
}

/// A visit as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = visits)]
pub struct KnownVisit {
    /// Which.
    pub id: Id<Visit>,
    /// To whose family.
    pub child_id: Id<Child>,
    /// The day.
    pub planned_on: NaiveDate,
    /// `HH:MM`, words of an import, or empty.
    pub planned_time: String,
    /// How.
    pub mode: Mode,
    /// Where, in words.
    pub place: String,
    /// What for.
    pub purpose: String,
    /// Who goes.
    pub goes: Option<Id<Account>>,
    /// Their name.
    #[diesel(select_expression = accounts::name.nullable(), select_expression_type = diesel::dsl::Nullable<accounts::name>)]
    pub goes_name: Option<String>,
    /// Planned, done or cancelled.
    pub state: VisitState,
    /// The contact it became.
    pub contact_id: Option<Id<Contact>>,
    /// Account id, or `os:` and the operating-system user.
    pub created_by: String,
    /// When it was planned, UTC.
    pub created_at: NaiveDateTime,
}

impl KnownVisit {
    /// "3 March 2026 at 14:30".
    pub fn when(&self) -> String {
        let day = crate::dates::long_date(self.planned_on);
        if self.planned_time.is_empty() { day } else { format!("{day} at {}", self.planned_time) }
    }

    /// When it is and who goes: what can be changed about it.
    pub fn plan(&self) -> Plan {
        (self.planned_on, self.planned_time.clone(), self.goes)
    }

    /// Who goes, in words.
    pub fn who(&self) -> &str {
        self.goes_name.as_deref().unwrap_or("Nobody named yet")
    }
}

/// The day, the time in words or nothing, and who goes, where somebody is named.
pub type Plan = (NaiveDate, String, Option<Id<Account>>);

/// A move or a cancellation.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = visit_changes)]
pub struct KnownChange {
    /// What became of the plan.
    pub what: ChangeKind,
    /// The day it was planned for.
    pub from_on: NaiveDate,
    /// The day it was moved to.
    pub to_on: Option<NaiveDate>,
    /// Who was to go before it was moved.
    pub goes_before: Option<Id<Account>>,
    /// Who is to go since it was moved.
    pub goes: Option<Id<Account>>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub changed_by: String,
    /// When, UTC.
    pub changed_at: NaiveDateTime,
}

impl KnownChange {
    /// Whether the visit stayed on its day.
    pub fn is_same_day(&self) -> bool {
        self.to_on == Some(self.from_on)
    }
}

/// A visit on a list, and to whom.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = visits)]
pub struct ListedVisit {
    /// The visit.
    #[diesel(embed)]
    pub visit: KnownVisit,
    /// To whom.
    #[diesel(embed)]
    pub child: Heading,
}

/// Whose visits are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those this account goes to, and those nobody is named for whose child is this account's.
    Of(Id<Account>),
    /// Everybody's.
    Team,
}

/// The last row of a page: the next begins after it.
pub type After = (NaiveDate, Id<Visit>);

/// Which part of the visits one query reads, so that each is a range of one index.
#[derive(Clone, Copy)]
enum Part {
    Named(Id<Account>),
    Unnamed(Id<Account>),
    All,
}

impl NextVisit {
    /// "Visit 27 Nov 2026 at 14:30", or that nobody has said what came of it.
    pub fn words(&self, today: NaiveDate) -> String {
        let day = crate::dates::short_date(self.planned_on);
        match (self.planned_on < today, self.planned_time.is_empty()) {
            (true, _) => format!("Visit {day}, no outcome recorded"),
            (false, true) => format!("Visit {day}"),
            (false, false) => format!("Visit {day} at {}", self.planned_time),
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The next visit of each of these children: the first planned from today on, or else the last
    /// whose day has passed without an outcome. A child without either is not in the answer.
    ///
    /// # Errors
    /// `Database`.
    pub fn next_visits(&mut self, children: &[Id<Child>]) -> Result<BTreeMap<Id<Child>, NextVisit>> {
        let (authority, today) = (self.authority(), self.today());
        let mut rows: Vec<(Id<Child>, Id<Visit>, NaiveDate, String)> = Vec::new();
        for some in children.chunks(CHILDREN_AT_ONCE) {
            // One condition after the other, not a list: then the statement is prepared once and kept.
            rows.extend(direct!(self.sql(), |conn| some
                .iter()
                .fold(visits::table.into_boxed(), |query, child| query.or_filter(visits::child_id.eq(child)))
                .filter(visits::authority_code.eq(authority))
                .filter(visits::state.eq(VisitState::Planned))
                .order((visits::planned_on, visits::planned_time, visits::id))
                .select((visits::child_id, visits::id, visits::planned_on, visits::planned_time))
                .load::<(Id<Child>, Id<Visit>, NaiveDate, String)>(conn))?);
        }
        let mut next = BTreeMap::new();
        for (child, id, planned_on, planned_time) in rows {
            let visit = NextVisit { id, planned_on, planned_time };
            match next.entry(child) {
                Entry::Vacant(place) => {
                    place.insert(visit);
                }
                Entry::Occupied(mut known) if known.get().planned_on < today => {
                    known.insert(visit);
                }
                Entry::Occupied(_) => {}
            }
        }
        Ok(next)
    }

    /// One visit of the child, in whatever state.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or the child not this authority's.
    pub fn visit(&mut self, child: Id<Child>, visit: Id<Visit>) -> Result<KnownVisit> {
        Ok(visits::table
            .left_join(accounts::table)
            .filter(visits::id.eq(visit))
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::child_id.eq(child))
            .select(KnownVisit::as_select())
            .first(self.sql())?)
    }

    /// Whether this very visit was already planned by whoever sits here, and still stands so.
    ///
    /// # Errors
    /// `NotFound` when it is not there.
    pub fn is_planned_so(&mut self, wanted: &NewVisit) -> Result<bool> {
        let kept = self.visit(wanted.child_id, wanted.id)?;
        let same_plan = (kept.planned_on, &kept.planned_time, kept.mode, kept.goes)
            == (wanted.planned_on, &wanted.planned_time, wanted.mode, wanted.goes);
        let same_words = (&kept.place, &kept.purpose) == (&wanted.place, &wanted.purpose);
        Ok(same_plan && same_words && kept.created_by == self.who().actor)
    }

    /// What became of a plan, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn visit_changes(&mut self, visit: Id<Visit>) -> Result<Vec<KnownChange>> {
        Ok(visit_changes::table
            .filter(visit_changes::authority_code.eq(self.authority()))
            .filter(visit_changes::visit_id.eq(visit))
            .order((visit_changes::changed_at.desc(), visit_changes::id.desc()))
            .select(KnownChange::as_select())
            .load(self.sql())?)
    }

    /// Whether whoever sits here already made this very change.
    ///
    /// # Errors
    /// `Database`.
    pub fn is_visit_change_made(&mut self, id: Id<VisitChange>, visit: Id<Visit>, what: ChangeKind) -> Result<bool> {
        let (authority, actor) = (self.authority(), self.who().actor.as_str());
        let made = visit_changes::table
            .filter(visit_changes::id.eq(id))
            .filter(visit_changes::what.eq(what))
            .filter(visit_changes::authority_code.eq(authority))
            .filter(visit_changes::visit_id.eq(visit))
            .filter(visit_changes::changed_by.eq(actor));
        Ok(diesel::select(diesel::dsl::exists(made)).get_result(self.sql())?)
    }

    /// Planned visits of one part of the list, earliest first: those after `after`, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn visits_when(&mut self, whose: Whose, when: When, after: Option<After>, limit: usize) -> Result<Vec<ListedVisit>> {
        let mut found = match whose {
            Whose::Team => self.part_of_visits(Part::All, when, after, limit)?,
            Whose::Of(account) => {
                let mut found = self.part_of_visits(Part::Named(account), when, after, limit)?;
                found.extend(self.part_of_visits(Part::Unnamed(account), when, after, limit)?);
                found
            }
        };
        found.sort_by_key(|row| (row.visit.planned_on, row.visit.id));
        found.truncate(limit);
        Ok(found)
    }

    fn part_of_visits(&mut self, part: Part, when: When, after: Option<After>, limit: usize) -> Result<Vec<ListedVisit>> {
        let (first, last) = when.days(self.today());
        let mut query = visits::table
            .inner_join(children::table)
            .left_join(accounts::table)
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::state.eq(VisitState::Planned))
            .order((visits::planned_on, visits::id))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(ListedVisit::as_select())
            .into_boxed();
        if let Some(first) = first {
            query = query.filter(visits::planned_on.ge(first));
        }
        if let Some(last) = last {
            query = query.filter(visits::planned_on.le(last));
        }
        if let Some((day, id)) = after {
            query = query.filter(visits::planned_on.ge(day)).filter(visits::planned_on.gt(day).or(visits::id.gt(id)));
        }
        query = match part {
            Part::All => query,
            Part::Named(account) => query.filter(visits::goes.eq(account)),
            Part::Unnamed(account) => query.filter(visits::goes.is_null()).filter(exists(
                registrations::table
                    .filter(registrations::child_id.eq(visits::child_id))
                    .filter(registrations::ended_on.is_null())
                    .filter(registrations::officer_id.eq(account)),
            )),
        };
        Ok(query.load(self.sql())?)
    }
}

//! The children by officer, in the order in which they must be seen.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{case_when, sum};
use diesel::prelude::*;

use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::db::schema::{accounts, children, due_months, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standings::model::{Clock, DueDays, Stored, TEAM, UNASSIGNED, before, month_of};

/// What the lists of officers call nobody.
pub const NOBODY: &str = "nobody";

/// Whose children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Nobody's.
    Unassigned,
    /// One officer's.
    Officer(Id<Account>),
}

/// Which children are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Whose they are.
    pub whose: Whose,
    /// Of one kind only.
    pub kind: Option<RegistrationKind>,
    /// At one level only.
    pub level: Option<Level>,
}

/// One child of the list.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct ListedChild {
    pub id: Id<Registration>,
    pub child_id: Id<Child>,
    pub kind: RegistrationKind,
    pub level: Level,
    pub officer_id: Option<Id<Account>>,
    pub officer_words: String,
    #[diesel(select_expression = children::reference)]
    pub reference: String,
    #[diesel(select_expression = children::given_names)]
    pub given_names: String,
    #[diesel(select_expression = children::family_name)]
    pub family_name: String,
    #[diesel(embed)]
    pub stored: Stored,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The open registrations that a filter lets through, the most urgent first, with the officer's
    /// name; those after one of them.
    ///
    /// # Errors
    /// `NotFound` when `after` is not there.
    pub fn caseload(
        &mut self,
        filter: Filter,
        after: Option<Id<Registration>>,
        limit: i64,
    ) -> Result<Vec<(ListedChild, Option<String>)>> {
        let authority = self.authority();
        let mut query = registrations::table
            .inner_join(children::table)
            .left_join(accounts::table)
            .filter(registrations::authority_code.eq(authority))
            .filter(registrations::ended_on.is_null())
            .order((registrations::unseen_due_on, registrations::id))
            .limit(limit)
            .select((ListedChild::as_select(), accounts::name.nullable()))
            .into_boxed();
        query = match filter.whose {
            Whose::All => query,
            Whose::Unassigned => query.filter(registrations::officer_id.is_null()),
            Whose::Officer(officer) => query.filter(registrations::officer_id.eq(officer)),
        };
        if let Some(kind) = filter.kind {
            query = query.filter(registrations::kind.eq(kind));
        }
        if let Some(level) = filter.level {
            query = query.filter(registrations::level.eq(level));
        }
        if let Some(after) = after {
            let due: Option<NaiveDate> = registrations::table
                .filter(registrations::authority_code.eq(authority))
                .filter(registrations::id.eq(after))
                .select(registrations::unseen_due_on)
                .first(self.sql())?;
            let later = registrations::unseen_due_on.gt(due);
            let same_day = registrations::unseen_due_on.eq(due).and(registrations::id.gt(after));
            query = query.filter(later.or(same_day));
        }
        Ok(query.load(self.sql())?)
    }
}

/// How many children an officer, or nobody, has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Whose they are, as the filter of the list has it.
    pub whose: String,
    /// The officer's name.
    pub name: String,
    /// Open registrations.
    pub open: i64,
    /// Of these, children who are not seen.
    pub not_seen: i64,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The children of each officer, counted: those who can be given children by name, then whoever
    /// else still has some, then nobody's.
    ///
    /// # Errors
    /// `Database`.
    pub fn loads(&mut self) -> Result<Vec<Load>> {
        let mut counted = self.counted_by_officer()?;
        let nobodys = counted.remove(UNASSIGNED);
        let mut loads: Vec<Load> = Vec::new();
        for (officer, name) in self.officers()? {
            let (open, not_seen) = counted.remove(officer.as_str()).unwrap_or_default();
            loads.push(Load { whose: officer.to_string(), name, open, not_seen });
        }
        counted.retain(|_, (open, _)| *open > 0);
        let names = self.actor_names(&counted.keys().map(String::as_str).collect::<Vec<_>>())?;
        loads.extend(counted.into_iter().map(|(whose, (open, not_seen))| {
            let name = names.get(&whose).map_or_else(|| whose.clone(), |name| format!("{name} (cannot be given children)"));
            Load { whose, name, open, not_seen }
        }));
        loads.extend(nobodys.filter(|(open, _)| *open > 0).map(|(open, not_seen)| Load {
            whose: NOBODY.to_owned(),
            name: "Nobody".to_owned(),
            open,
            not_seen,
        }));
        Ok(loads)
    }

    /// Open registrations and children not seen, by the names of `due_months`. What is past is summed
    /// by months and the days of this one, as for *Today*.
    fn counted_by_officer(&mut self) -> Result<BTreeMap<String, (i64, i64)>> {
        let (today, this_month) = (self.today(), month_of(self.today()));
        let counts = due_months::table.filter(due_months::authority_code.eq(self.authority())).filter(due_months::whose.ne(TEAM));
        let is_unseen = due_months::clock.eq(Clock::Never).or(due_months::month.lt(this_month));
        let months: Vec<(String, Option<i64>, Option<i64>)> = counts
            .filter(due_months::clock.ne(Clock::Contact))
            .group_by(due_months::whose)
            .select((due_months::whose, sum(due_months::children), sum(case_when(is_unseen, due_months::children))))
            .load(self.sql())?;
        let days: Vec<(String, String)> = counts
            .filter(due_months::clock.eq(Clock::Seen))
            .filter(due_months::month.eq(this_month))
            .select((due_months::whose, due_months::days))
            .load(self.sql())?;
        let mut counted: BTreeMap<String, (i64, i64)> =
            months.into_iter().map(|(whose, open, not_seen)| (whose, (open.unwrap_or(0), not_seen.unwrap_or(0)))).collect();
        for (whose, days) in days {
            let days: DueDays = serde_json::from_str(&days)?;
            counted.entry(whose).or_default().1 += days.between(this_month, this_month, before(today));
        }
        Ok(counted)
    }
}

/// A child of the list that was ticked.
#[derive(Clone, Debug)]
pub struct Ticked {
    /// The open registration.
    pub registration: Id<Registration>,
    /// Whose the child was when the list was opened ([`meanwhile::stamp`]).
    pub opened: String,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Gives all these registrations to one officer, or to nobody: all of them or none, with an audit
    /// row for each child. Answers how many were not the officer's already.
    ///
    /// # Errors
    /// `NotFound` when one is not this authority's; `Conflict` when one has ended or was given to somebody else
    /// since the list was opened.
    pub fn assign_all(&mut self, ticked: &[Ticked], officer: Option<Id<Account>>) -> Result<usize> {
        let mut changed = 0;
        for Ticked { registration, opened } in ticked {
            let registration = *registration;
            let (child, whose): (Id<Child>, Option<Id<Account>>) = registrations::table
                .filter(registrations::authority_code.eq(self.authority()))
                .filter(registrations::id.eq(registration))
                .select((registrations::child_id, registrations::officer_id))
                .first(self.sql())?;
            let is_as_opened = meanwhile::is_as_opened(&whose, opened, whose == officer)?;
            if is_as_opened && self.assign(child, registration, officer)? {
                self.also(&Event::OfficerAssigned { child, registration })?;
                changed += 1;
            }
        }
        self.showing(changed);
        Ok(changed)
    }
}

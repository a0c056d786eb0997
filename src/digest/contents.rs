//! Who is told what: every child that is not seen, or whose contact is overdue, in one letter of an
//! officer, or else in the managers'.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::access::account::{Account, AccountRole};
use crate::contacts::standard::{Verdict, is_contact_overdue};
use crate::id::Id;

/// Visits of so many days are announced, today included: on a Monday, those of the week.
pub const VISIT_DAYS: u64 = 7;

/// Managers are told by reference what is overdue longer than this.
pub const LONG_DAYS: i64 = 28;

/// An account, and whether a letter can reach it.
#[derive(Clone, Debug)]
pub struct Person {
    /// Which.
    pub id: Id<Account>,
    /// What they may do.
    pub role: AccountRole,
    /// Not disabled, and with an address that can be written to.
    pub is_reachable: bool,
}

/// A child who is not seen, or whose contact is overdue, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who keeps in touch.
    pub officer: Option<Id<Account>>,
    /// The register's own number for the child.
    pub reference: String,
    /// Never seen, and how many days past the date to be seen (before it: below zero).
    pub not_seen: Option<NotSeen>,
    /// How many days past the date of the authority's own contact.
    pub contact_over: Option<i64>,
}

/// Why a child counts as not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSeen {
    /// By no agency, ever.
    pub never: bool,
    /// Days past the date; below one while it has not passed.
    pub days_over: i64,
}

impl Entry {
    /// A child on a day; none when there is nothing to tell. A due date that is missing has always
    /// passed, so that nobody is hidden.
    pub fn on(
        day: NaiveDate,
        officer: Option<Id<Account>>,
        reference: String,
        was_seen: bool,
        unseen_due_on: Option<NaiveDate>,
        contact_due_on: Option<NaiveDate>,
    ) -> Option<Self> {
        let (unseen_due, contact_due) = (unseen_due_on.unwrap_or(NaiveDate::MIN), contact_due_on.unwrap_or(NaiveDate::MIN));
        let days_over = |due: NaiveDate| (day - due).num_days();
        let verdict = Verdict::on(day, was_seen, unseen_due);
        let never = verdict == Verdict::NeverSeen;
        let not_seen = verdict.is_not_seen().then(|| NotSeen { never, days_over: days_over(unseen_due) });
        let contact_over = is_contact_overdue(day, contact_due).then(|| days_over(contact_due));
        (not_seen.is_some() || contact_over.is_some()).then_some(Self { officer, reference, not_seen, contact_over })
    }

    /// How long it is overdue, on the clock that is further over.
    pub fn days_over(&self) -> i64 {
        self.not_seen.map_or(0, |not_seen| not_seen.days_over).max(self.contact_over.unwrap_or(0))
    }

    fn sort_key(&self) -> (std::cmp::Reverse<i64>, &str) {
        (std::cmp::Reverse(self.days_over()), &self.reference)
    }
}

/// A visit that is planned for one of the next days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who goes; where nobody is named, the child's officer.
    pub whose: Option<Id<Account>>,
    /// The child's reference.
    pub reference: String,
    /// In how many days: none is today.
    pub in_days: i64,
}

/// What a day looks like in one authority.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Every account.
    pub people: Vec<Person>,
    /// Every child there is something to tell of.
    pub entries: Vec<Entry>,
    /// Every visit of the next days.
    pub calls: Vec<Call>,
    /// Notifications of schools that have waited for a decision for too long.
    pub waiting: usize,
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Never seen and overdue together.
    pub not_seen: usize,
    /// The authority's own contact is overdue.
    pub contact_overdue: usize,
    /// Visits of the next days.
    pub visits: usize,
}

impl Counts {
    fn of(entries: &[&Entry], visits: usize) -> Self {
        Self {
            not_seen: entries.iter().filter(|entry| entry.not_seen.is_some()).count(),
            contact_overdue: entries.iter().filter(|entry| entry.contact_over.is_some()).count(),
            visits,
        }
    }

    /// Whether nobody is not seen and no contact overdue.
    pub fn is_clear(&self) -> bool {
        self.not_seen == 0 && self.contact_overdue == 0
    }
}

/// An officer's own part: their children, longest overdue first, and their visits, soonest first.
#[derive(Clone, Debug, Default)]
pub struct Own<'f> {
    /// How many.
    pub counts: Counts,
    /// Their children there is something to tell of.
    pub entries: Vec<&'f Entry>,
    /// Their visits.
    pub calls: Vec<&'f Call>,
}

/// What managers are told besides.
#[derive(Clone, Debug, Default)]
pub struct Team<'f> {
    /// The whole authority.
    pub counts: Counts,
    /// Children without an officer.
    pub unassigned: Vec<&'f Entry>,
    /// Children whose officer gets no letter: disabled, without an address, or no officer any more.
    pub unreached: Vec<&'f Entry>,
    /// Overdue for longer than [`LONG_DAYS`].
    pub long: Vec<&'f Entry>,
    /// Notifications of schools that have waited for a decision for too long.
    pub waiting: usize,
}

/// What one letter says.
#[derive(Clone, Debug)]
pub enum Contents<'a, 'f> {
    /// To an officer.
    Officer(&'a Own<'f>),
    /// To a manager, who may have children too.
    Manager(&'a Own<'f>, &'a Team<'f>),
    /// To an administrator, because no manager can be reached: counts alone.
    Administrator(&'a Team<'f>),
}

/// The letters of one authority and week.
pub struct Digest<'f> {
    own: BTreeMap<Id<Account>, Own<'f>>,
    team: Team<'f>,
    people: Vec<&'f Person>,
    has_manager: bool,
}

impl<'f> Digest<'f> {
    /// Gives every child and every visit to whoever is to be told.
    pub fn of(facts: &'f Facts) -> Self {
        let people: Vec<&Person> = facts.people.iter().filter(|person| person.is_reachable).collect();
        let mut own: BTreeMap<Id<Account>, Own<'f>> = people
            .iter()
            .filter(|person| matches!(person.role, AccountRole::Officer | AccountRole::Manager))
            .map(|person| (person.id, Own::default()))
            .collect();
        let mut all: Vec<&Entry> = facts.entries.iter().collect();
        all.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
        let mut team = Team { counts: Counts::of(&all, facts.calls.len()), waiting: facts.waiting, ..Team::default() };
        for entry in all {
            match entry.officer.map(|officer| own.get_mut(&officer)) {
                None => team.unassigned.push(entry),
                Some(None) => team.unreached.push(entry),
                Some(Some(own)) => own.entries.push(entry),
            }
            if entry.days_over() > LONG_DAYS {
                team.long.push(entry);
            }
        }
        for call in &facts.calls {
            if let Some(own) = call.whose.and_then(|account| own.get_mut(&account)) {
                own.calls.push(call);
            }
        }
        for own in own.values_mut() {
            own.calls.sort_by(|one, other| (one.in_days, &one.reference).cmp(&(other.in_days, &other.reference)));
            own.counts = Counts::of(&own.entries, own.calls.len());
        }
        let has_manager = people.iter().any(|person| person.role == AccountRole::Manager);
        Self { own, team, people, has_manager }
    }

    /// Every letter, one for each person who gets one.
    pub fn letters(&self) -> impl Iterator<Item = (Id<Account>, Contents<'_, 'f>)> {
        self.people.iter().filter_map(|person| {
            let contents = match person.role {
                AccountRole::Officer => Contents::Officer(self.own.get(&person.id)?),
                AccountRole::Manager => Contents::Manager(self.own.get(&person.id)?, &self.team),
                AccountRole::Administrator if !self.has_manager => Contents::Administrator(&self.team),
                AccountRole::Administrator | AccountRole::Auditor | AccountRole::School => return None,
            };
            Some((person.id, contents))
        })
    }

    /// The whole authority's counts.
    pub fn counts(&self) -> Counts {
        self.team.counts
    }
}

#[cfg(test)]
#[path = "contents_tests.rs"]
mod tests;

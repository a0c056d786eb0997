//! What is stored of a standing.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::contacts::grounds::Grounds;
use crate::contacts::model::Mode;
use crate::contacts::standard::{DueDates, Last, Standard, Standing, Starts, Verdict};
use crate::db::MaybeDay;
use crate::db::schema::registrations;
use crate::organisations::model::AgencyKind;

/// The columns of an open registration that are computed by the rule and written by nobody else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = registrations, treat_none_as_null = true)]
pub struct Stored {
    /// When the child's earliest registration with this authority began (rule 5).
    #[diesel(deserialize_as = MaybeDay)]
    pub earliest_started_on: Option<NaiveDate>,
    /// Rule 5.
    #[diesel(deserialize_as = MaybeDay)]
    pub contact_due_on: Option<NaiveDate>,
    /// Rule 5.
    #[diesel(deserialize_as = MaybeDay)]
    pub seen_due_on: Option<NaiveDate>,
    /// Rule 5.
    #[diesel(deserialize_as = MaybeDay)]
    pub in_person_due_on: Option<NaiveDate>,
    /// The earlier of the two.
    #[diesel(deserialize_as = MaybeDay)]
    pub unseen_due_on: Option<NaiveDate>,
    /// Anything tried.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_attempt_on: Option<NaiveDate>,
    /// By anyone.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_contact_on: Option<NaiveDate>,
    /// By the authority's own teams.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_own_contact_on: Option<NaiveDate>,
    /// By anyone.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_seen_on: Option<NaiveDate>,
    /// Who saw the child last.
    pub last_seen_agency: Option<AgencyKind>,
    /// How the child was last seen.
    pub last_seen_mode: Option<Mode>,
    /// By anyone.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_seen_in_person_on: Option<NaiveDate>,
    /// By anyone.
    #[diesel(deserialize_as = MaybeDay)]
    pub last_spoken_alone_on: Option<NaiveDate>,
}

impl From<&Standing> for Stored {
    fn from(standing: &Standing) -> Self {
        let (clocks, due) = (&standing.clocks, &standing.due);
        Self {
            earliest_started_on: Some(standing.starts.earliest),
            contact_due_on: Some(due.contact),
            seen_due_on: Some(due.seen),
            in_person_due_on: Some(due.in_person),
            unseen_due_on: Some(due.unseen()),
            last_attempt_on: clocks.attempt.map(|m| m.on),
            last_contact_on: clocks.contact.map(|m| m.on),
            last_own_contact_on: clocks.own_contact.map(|m| m.on),
            last_seen_on: clocks.seen.map(|m| m.on),
            last_seen_agency: clocks.seen.map(|m| m.agency),
            last_seen_mode: clocks.seen.map(|m| m.mode),
            last_seen_in_person_on: clocks.seen_in_person.map(|m| m.on),
            last_spoken_alone_on: clocks.spoken_alone.map(|m| m.on),
        }
    }
}

impl Stored {
    /// What the verdict rests on, from the columns alone. A row without its due dates (which
    /// `seen check` would report) counts as due since always, so that it is never hidden.
    pub fn grounds(&self, started_on: NaiveDate, standard: Standard) -> Grounds {
        let always = NaiveDate::MIN;
        Grounds {
            last: self.last(),
            due: DueDates {
                contact: self.contact_due_on.unwrap_or(always),
                seen: self.seen_due_on.unwrap_or(always),
                in_person: self.in_person_due_on.unwrap_or(always),
            },
            standard,
            starts: self.starts(started_on),
        }
    }

    /// The same row with the due dates that another standard gives it. What has happened stays, so
    /// no contact need be read.
    #[must_use]
    pub fn under(&self, started_on: NaiveDate, standard: Standard) -> Self {
        let due = DueDates::of(self.last(), self.starts(started_on), standard);
        Self {
            contact_due_on: Some(due.contact),
            seen_due_on: Some(due.seen),
            in_person_due_on: Some(due.in_person),
            unseen_due_on: Some(due.unseen()),
            ..*self
        }
    }

    fn last(&self) -> Last {
        Last { own_contact: self.last_own_contact_on, seen: self.last_seen_on, seen_in_person: self.last_seen_in_person_on }
    }

    fn starts(&self, started_on: NaiveDate) -> Starts {
        Starts { earliest: self.earliest_started_on.unwrap_or(started_on), open: started_on }
    }

    /// The verdict on a day from what is stored; a row without a due date (which `seen check` would
    /// report) is never hidden: it is *never seen* or *overdue*.
    pub fn verdict(&self, day: NaiveDate) -> Verdict {
        Verdict::on(day, self.last_seen_on.is_some(), self.unseen_due_on.unwrap_or(NaiveDate::MIN))
    }
}

/// What a standard would do to the children it is for, on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// How many children it is for.
    pub children: i64,
    /// Of them, not seen now: past the date, or never.
    pub not_seen_now: i64,
    /// Not seen under the new standard.
    pub not_seen_then: i64,
    /// Past the date to be seen now, the never seen included.
    pub past_due_now: i64,
    /// Past the date to be seen under the new standard.
    pub past_due_then: i64,
    /// Contact overdue now.
    pub contact_overdue_now: i64,
    /// Contact overdue under the new standard.
    pub contact_overdue_then: i64,
}

impl Effect {
    /// Counts one child in.
    pub fn add(&mut self, day: NaiveDate, now: &Stored, then: &Stored) {
        let passed = |due: Option<NaiveDate>| i64::from(due.is_none_or(|due| day > due));
        self.children += 1;
        self.not_seen_now += i64::from(now.verdict(day).is_not_seen());
        self.not_seen_then += i64::from(then.verdict(day).is_not_seen());
        self.past_due_now += passed(now.unseen_due_on);
        self.past_due_then += passed(then.unseen_due_on);
        self.contact_overdue_now += passed(now.contact_due_on);
        self.contact_overdue_then += passed(then.contact_due_on);
    }
}

crate::closed_list! {
    /// What `due_months` counts.
    pub enum Clock {
        Seen = "seen" "To be seen again",
        Never = "never" "To be seen for the first time",
        Contact = "contact" "To be contacted",
    }
}

/// How many registrations fall due on each day of one month, by the day's number; a day of none is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DueDays(BTreeMap<u32, i32>);

impl DueDays {
    /// Counts more (or fewer) on a day.
    pub fn add(&mut self, day: u32, by: i32) {
        let on_day = self.0.entry(day).or_default();
        *on_day += by;
        if *on_day == 0 {
            self.0.remove(&day);
        }
    }

    /// Counts all of another month in.
    pub fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(day, by)| self.add(*day, *by));
    }

    /// Whether nothing falls due.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Altogether.
    pub fn sum(&self) -> i32 {
        self.0.values().sum()
    }

    /// From one day until another, both included, where this is the month that begins on `month`.
    pub fn between(&self, month: NaiveDate, from: NaiveDate, until: NaiveDate) -> i64 {
        let within = self.0.iter().filter(|(day, _)| month.with_day(**day).is_some_and(|day| from <= day && day <= until));
        within.map(|(_, many)| i64::from(*many)).sum()
    }
}

/// The day before a day.
pub fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// The first day of a day's month.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

/// The rows of `due_months` that count everybody's children.
pub const TEAM: &str = "team";
/// The rows of `due_months` that count children without an officer.
pub const UNASSIGNED: &str = "unassigned";

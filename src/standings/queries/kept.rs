//! The statements that every recorded contact runs, as SQL of our own: diesel keeps no prepared `UPDATE`, no
//! upsert and no list of keys, and preparing these again and again took half as long as all the rest.

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Date, HasSqlType, Integer, Nullable, Text};

use crate::contacts::model::Mode;
use crate::db::Day;
use crate::db::dialect::known_by_its_text;
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::Registration;
use crate::standings::model::{Clock, Stored};

/// Which month of which clock of whose children.
pub(super) type Key = (String, Clock, NaiveDate);

/// Months handled by one statement: what one contact moves at most. Each number of months is a text of its own.
pub(super) const MONTHS_AT_ONCE: usize = 8;

/// The days of some months, as they are stored.
pub(super) struct KnownMonths<'a> {
    pub(super) authority: &'a str,
    pub(super) keys: &'a [Key],
}

impl<DB> QueryFragment<DB> for KnownMonths<'_>
where
    DB: Backend + HasSqlType<Date>,
    str: ToSql<Text, DB>,
    String: ToSql<Text, DB>,
    NaiveDate: ToSql<Date, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT whose, clock, month, days FROM due_months WHERE ");
        for (number, (whose, clock, month)) in self.keys.iter().enumerate() {
            out.push_sql(if number == 0 { "(authority_code = " } else { " OR (authority_code = " });
            out.push_bind_param::<Text, _>(self.authority)?;
            out.push_sql(" AND whose = ");
            out.push_bind_param::<Text, _>(whose)?;
            out.push_sql(" AND clock = ");
            out.push_bind_param::<Text, _>(clock)?;
            out.push_sql(" AND month = ");
            out.push_bind_param::<Date, _>(month)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl Query for KnownMonths<'_> {
    type SqlType = (Text, Text, Date, Text);
}

/// How many fall due in a month, and on which days of it.
pub(super) struct Month<'a> {
    pub(super) key: &'a Key,
    pub(super) children: i32,
    pub(super) days: String,
}

/// Stores some months.
pub(super) struct KeepMonths<'a> {
    pub(super) authority: &'a str,
    pub(super) months: &'a [Month<'a>],
}

impl<DB> QueryFragment<DB> for KeepMonths<'_>
where
    DB: Backend + HasSqlType<Date>,
    str: ToSql<Text, DB>,
    String: ToSql<Text, DB>,
    NaiveDate: ToSql<Date, DB>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO due_months (authority_code, whose, clock, month, children, days) VALUES ");
        for (number, Month { key: (whose, clock, month), children, days }) in self.months.iter().enumerate() {
            out.push_sql(if number == 0 { "(" } else { "), (" });
            out.push_bind_param::<Text, _>(self.authority)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(whose)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(clock)?;
            out.push_sql(", ");
            out.push_bind_param::<Date, _>(month)?;
            out.push_sql(", ");
            out.push_bind_param::<Integer, _>(children)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(days)?;
        }
        out.push_sql(
            ") ON CONFLICT (authority_code, whose, clock, month) \
             DO UPDATE SET children = excluded.children, days = excluded.days",
        );
        Ok(())
    }
}

/// Stores the standing of one registration.
pub(super) struct Store {
    registration: Id<Registration>,
    last_seen_agency: Option<AgencyKind>,
    last_seen_mode: Option<Mode>,
    days: [(&'static str, Option<Day>); 11],
}

impl Store {
    pub(super) fn of(registration: Id<Registration>, stored: &Stored) -> Self {
        let days = [
            ("earliest_started_on", stored.earliest_started_on),
            ("contact_due_on", stored.contact_due_on),
            ("seen_due_on", stored.seen_due_on),
            ("in_person_due_on", stored.in_person_due_on),
            ("unseen_due_on", stored.unseen_due_on),
            ("last_attempt_on", stored.last_attempt_on),
            ("last_contact_on", stored.last_contact_on),
            ("last_own_contact_on", stored.last_own_contact_on),
            ("last_seen_on", stored.last_seen_on),
            ("last_seen_in_person_on", stored.last_seen_in_person_on),
            ("last_spoken_alone_on", stored.last_spoken_alone_on),
        ];
        Self {
            registration,
            last_seen_agency: stored.last_seen_agency,
            last_seen_mode: stored.last_seen_mode,
            days: days.map(|(column, day)| (column, day.map(Day::from))),
        }
    }
}

impl<DB> QueryFragment<DB> for Store
where
    DB: Backend + HasSqlType<Date>,
    str: ToSql<Text, DB>,
    Day: ToSql<Date, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE registrations SET last_seen_agency = ");
        out.push_bind_param::<Nullable<Text>, Option<AgencyKind>>(&self.last_seen_agency)?;
        out.push_sql(", last_seen_mode = ");
        out.push_bind_param::<Nullable<Text>, Option<Mode>>(&self.last_seen_mode)?;
        for (column, day) in &self.days {
            out.push_sql(", ");
            out.push_sql(column);
            out.push_sql(" = ");
            out.push_bind_param::<Nullable<Date>, _>(day)?;
        }
        out.push_sql(" WHERE id = ");
        out.push_bind_param::<Text, _>(&self.registration)
    }
}

known_by_its_text!(KnownMonths<'_>);
known_by_its_text!(KeepMonths<'_>);
known_by_its_text!(Store);

//! The two statements that every recorded contact runs, as SQL of our own: diesel keeps no prepared
//! `UPDATE` and no upsert, and preparing these again and again took half as long as all the rest.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Date, Integer, Nullable, Text};

use crate::contacts::model::Mode;
use crate::db::dialect::known_by_its_text;
use crate::db::{AnyConnection, MultiBackend};
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::Registration;
use crate::standings::model::{Clock, Stored};

/// Stores how many fall due in a month, and on which days of it.
pub(super) struct KeepMonth<'a> {
    pub(super) authority: &'a str,
    pub(super) whose: &'a str,
    pub(super) clock: Clock,
    pub(super) month: NaiveDate,
    pub(super) children: i32,
    pub(super) days: &'a str,
}

impl QueryFragment<MultiBackend> for KeepMonth<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("INSERT INTO due_months (authority_code, whose, clock, month, children, days) VALUES (");
        out.push_bind_param::<Text, _>(self.authority)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.whose)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.clock)?;
        out.push_sql(", ");
        out.push_bind_param::<Date, _>(&self.month)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.children)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.days)?;
        out.push_sql(
            ") ON CONFLICT (authority_code, whose, clock, month) \
             DO UPDATE SET children = excluded.children, days = excluded.days",
        );
        Ok(())
    }
}

/// Stores the standing of one registration.
pub(super) struct Store {
    pub(super) registration: Id<Registration>,
    pub(super) stored: Stored,
}

impl QueryFragment<MultiBackend> for Store {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let stored = &self.stored;
        let days: [(&str, &Option<NaiveDate>); 11] = [
            ("earliest_started_on", &stored.earliest_started_on),
            ("contact_due_on", &stored.contact_due_on),
            ("seen_due_on", &stored.seen_due_on),
            ("in_person_due_on", &stored.in_person_due_on),
            ("unseen_due_on", &stored.unseen_due_on),
            ("last_attempt_on", &stored.last_attempt_on),
            ("last_contact_on", &stored.last_contact_on),
            ("last_own_contact_on", &stored.last_own_contact_on),
            ("last_seen_on", &stored.last_seen_on),
            ("last_seen_in_person_on", &stored.last_seen_in_person_on),
            ("last_spoken_alone_on", &stored.last_spoken_alone_on),
        ];
        out.push_sql("UPDATE registrations SET last_seen_agency = ");
        out.push_bind_param::<Nullable<Text>, Option<AgencyKind>>(&stored.last_seen_agency)?;
        out.push_sql(", last_seen_mode = ");
        out.push_bind_param::<Nullable<Text>, Option<Mode>>(&stored.last_seen_mode)?;
        for (column, day) in days {
            out.push_sql(", ");
            out.push_sql(column);
            out.push_sql(" = ");
            out.push_bind_param::<Nullable<Date>, _>(day)?;
        }
        out.push_sql(" WHERE id = ");
        out.push_bind_param::<Text, _>(&self.registration)
    }
}

known_by_its_text!(KeepMonth<'_>);
known_by_its_text!(Store);

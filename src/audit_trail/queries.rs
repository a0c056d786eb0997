//! The rows of the trail, newest first.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::Wanted;
use crate::access::Desk;
use crate::access::account::{Account, AccountRole};
use crate::access::role::Audits;
use crate::audit::{self as trail, AuditRow};
use crate::db::schema::{accounts, audit, children, merges};
use crate::error::Result;
use crate::id::Id;

/// How many rows a page shows.
pub const PAGE: usize = 50;

/// One row, with what an auditor may know of it: the child's reference and never the name.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Line {
    pub id: Id<AuditRow>,
    pub at: NaiveDateTime,
    pub actor: String,
    pub actor_role: String,
    pub event: String,
    pub outcome: String,
    pub shown: Option<i32>,
    pub actor_name: Option<String>,
    own_reference: Option<String>,
    retired_reference: Option<String>,
}

impl Line {
    /// The child's reference, also where the record has been merged into another since.
    pub(super) fn reference(&self) -> Option<&str> {
        self.own_reference.as_deref().or(self.retired_reference.as_deref())
    }

    /// What was done, in a sentence.
    pub(super) fn sentence(&self) -> &'static str {
        trail::sentence(&self.event)
    }

    /// Who did it, as people know them.
    pub(super) fn who(&self) -> String {
        match (&self.actor_name, self.actor.strip_prefix("os:")) {
            (Some(name), _) => name.clone(),
            (None, Some(user)) => format!("{user}, at the command line"),
            (None, None) if self.actor.starts_with("key:") => "A school’s system, by its key".to_owned(),
            (None, None) => "Somebody unknown".to_owned(),
        }
    }

    /// In which role, in words.
    pub(super) fn role(&self) -> &'static str {
        self.actor_role.parse().map_or("", AccountRole::label)
    }

    /// How it ended and how much was shown, where there is something to say.
    pub(super) fn remark(&self) -> String {
        let ended = match self.outcome.as_str() {
            "done" => "",
            "not_found" => "Not found",
            _ => "Did not succeed",
        };
        match self.shown {
            Some(1) => "1 row shown".to_owned(),
            Some(rows) => format!("{rows} rows shown"),
            None => ended.to_owned(),
        }
    }
}

impl<R: Audits, M> Desk<'_, R, M> {
    /// One page of this authority's trail. One row more than a page tells that there is another.
    pub(super) fn trail(&mut self, wanted: &Wanted) -> Result<Vec<Line>> {
        let mut query = audit::table
            .left_join(accounts::table.on(accounts::id.eq(audit::actor)))
            .left_join(children::table.on(children::id.nullable().eq(audit::child_id)))
            .left_join(merges::table.on(merges::retired_id.nullable().eq(audit::child_id).and(merges::split_at.is_null())))
            .filter(audit::authority_code.eq(self.authority().to_owned()))
            .select((
                audit::id,
                audit::at,
                audit::actor,
                audit::actor_role,
                audit::event,
                audit::outcome,
                audit::shown,
                accounts::name.nullable(),
                children::reference.nullable(),
                merges::retired_reference.nullable(),
            ))
            .into_boxed();
        if let Some(event) = wanted.event {
            query = query.filter(audit::event.eq(event));
        }
        if let Some(actor) = wanted.actor {
            query = query.filter(audit::actor.eq(actor.to_string()));
        }
        if let Some(instant) = wanted.first_instant() {
            query = query.filter(audit::at.ge(instant));
        }
        if let Some(instant) = wanted.end() {
            query = query.filter(audit::at.lt(instant));
        }
        if let Some(id) = wanted.before {
            query = query.filter(audit::id.lt(id));
        }
        let rows = i64::try_from(PAGE).unwrap_or(0) + 1;
        let lines = query.order(audit::id.desc()).limit(rows).load::<Line>(self.sql())?;
        self.showing(lines.len().min(PAGE));
        Ok(lines)
    }

    /// Whose doings can be asked for: every account there was, by name.
    pub(super) fn actors(&mut self) -> Result<Vec<(Id<Account>, String)>> {
        Ok(accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .order((accounts::name, accounts::id))
            .select((accounts::id, accounts::name))
            .load(self.sql())?)
    }
}

//! A desk: what an actor may do with the register, for as long as one transaction lasts.
//!
//! Queries are methods on desks, in each feature's `queries.rs`:
//! `impl<R: Staff, M> Desk<'_, R, M>` for what may be read,
//! `impl<R: Staff> Desk<'_, R, Changing>` for what may be written.

use std::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime};

use super::account::Account;
use super::who::Who;
use crate::audit::{Entry, Event};
use crate::db::AnyConnection;
use crate::error::Result;
use crate::id::Id;

/// The desk only reads.
pub struct Reading;
/// The desk writes; what it did is audited in the same transaction.
pub struct Changing;

/// One authority's part of the register, in one transaction.
pub struct Desk<'c, R, M = Reading> {
    conn: &'c mut AnyConnection,
    who: &'c Who,
    now: NaiveDateTime,
    today: NaiveDate,
    shown: Option<i32>,
    of: PhantomData<(R, M)>,
}

impl<'c, R, M> Desk<'c, R, M> {
    pub(super) fn open(conn: &'c mut AnyConnection, who: &'c Who, now: NaiveDateTime, today: NaiveDate) -> Self {
        Self { conn, who, now, today, shown: None, of: PhantomData }
    }

    pub(super) fn was_shown(&self) -> Option<i32> {
        self.shown
    }

    /// The connection: for `queries.rs` alone (kept so by `tests/architecture.rs`).
    pub(crate) fn sql(&mut self) -> &mut AnyConnection {
        self.conn
    }

    /// The authority whose part of the register this is. Every query is scoped by it.
    pub fn authority(&self) -> &'c str {
        &self.who.authority
    }

    /// Who sits here.
    pub fn who(&self) -> &'c Who {
        self.who
    }

    /// The account of whoever sits here; none for the command line.
    pub fn account(&self) -> Option<Id<Account>> {
        self.who.account
    }

    /// This instant, UTC.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// Today in Europe/London.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Notes how many people's rows were shown, for the audit row of a `view`.
    pub fn showing(&mut self, rows: usize) {
        self.shown = Some(i32::try_from(rows).unwrap_or(i32::MAX));
    }
}

impl<R> Desk<'_, R, Changing> {
    /// Adds an audit row of its own, where one change touches several children.
    ///
    /// # Errors
    /// `Database`: then the whole change fails.
    pub fn also(&mut self, event: &Event) -> Result<()> {
        Entry::new(self.who, self.now, event).write(self.conn)
    }
}

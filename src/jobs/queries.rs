//! The lease by which one node does a job, and the others leave it alone.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;

use crate::access::role::System;
use crate::access::{Changing, Desk};
use crate::db::schema::job_leases;
use crate::error::{Error, Result};

/// A node that holds a lease for longer than this has died: another may take over.
const HELD_FOR: TimeDelta = TimeDelta::minutes(30);

/// What is known of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub(super) struct LastRun {
    /// The day for which it was last done.
    pub done_for: Option<NaiveDate>,
}

impl<M> Desk<'_, System, M> {
    /// The day for which a job of this authority was last done.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn last_run(&mut self, job: &str) -> Result<LastRun> {
        let key = self.job_key(job);
        let done_for: Option<Option<NaiveDate>> =
            job_leases::table.find(key).select(job_leases::done_for).first(self.sql()).optional()?;
        Ok(LastRun { done_for: done_for.flatten() })
    }

    fn job_key(&self, job: &str) -> String {
        format!("{job}/{}", self.authority())
    }
}

impl Desk<'_, System, Changing> {
    /// Takes the lease, atomically on both databases: of two nodes at once, the row lets one through.
    ///
    /// # Errors
    /// `Conflict` when another node has it, or has done the job for this day.
    pub(super) fn take_lease(&mut self, job: &str, holder: &str, today: NaiveDate) -> Result<()> {
        let (key, now) = (self.job_key(job), self.now());
        let until = now + HELD_FOR;
        let free = job_leases::table
            .filter(job_leases::job.eq(&key))
            .filter(job_leases::held_until.lt(now).or(job_leases::holder.eq(holder)))
            .filter(job_leases::done_for.is_null().or(job_leases::done_for.ne(today)));
        let taken =
            diesel::update(free).set((job_leases::holder.eq(holder), job_leases::held_until.eq(until))).execute(self.sql())?;
        if taken == 1 {
            return Ok(());
        }
        let is_known: i64 = job_leases::table.filter(job_leases::job.eq(&key)).count().get_result(self.sql())?;
        if is_known > 0 {
            return Err(another_node());
        }
        diesel::insert_into(job_leases::table)
            .values((job_leases::job.eq(&key), job_leases::holder.eq(holder), job_leases::held_until.eq(until)))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { another_node() } else { error })?;
        Ok(())
    }

    /// Gives the lease back: the job is done for this day.
    ///
    /// # Errors
    /// `Conflict` when another node took over meanwhile: then nothing of this change is kept.
    pub(super) fn finish(&mut self, job: &str, holder: &str, today: NaiveDate) -> Result<()> {
        let (key, now) = (self.job_key(job), self.now());
        let mine = job_leases::table.filter(job_leases::job.eq(&key)).filter(job_leases::holder.eq(holder));
        let kept =
            diesel::update(mine).set((job_leases::held_until.eq(now), job_leases::done_for.eq(today))).execute(self.sql())?;
        if kept == 1 { Ok(()) } else { Err(another_node()) }
    }
}

fn another_node() -> Error {
    Error::Conflict("Another node has this job.".into())
}

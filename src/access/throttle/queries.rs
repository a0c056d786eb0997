//! The counts of failed attempts.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Attempt, Subject};
use crate::access::House;
use crate::db::AnyConnection;
use crate::db::schema::sign_in_throttles as throttles;
use crate::error::{Error, Result};

impl House {
    /// Asks whether an attempt may be made, and counts it as failed for every subject if so.
    pub(in crate::access) async fn begin_attempt(&self, subjects: Vec<Subject>) -> Result<Attempt> {
        let now = self.clock().now();
        self.database
            .write(move |conn| {
                let mut latest = None;
                for subject in &subjects {
                    latest = latest.max(blocked_until(conn, subject, now)?);
                }
                if let Some(instant) = latest {
                    return Ok(Attempt::NotBefore(instant));
                }
                subjects.iter().try_for_each(|subject| count(conn, subject, now))?;
                Ok(Attempt::Allowed)
            })
            .await
            // Two first failures at the same instant on two nodes: one of them tries again.
            .map_err(|error| if error.is_already_there() { Error::Busy } else { error })
    }

    /// The attempt succeeded: `cleared` is forgotten, of `taken_back` this one attempt.
    pub(in crate::access) async fn attempt_succeeded(&self, cleared: Subject, taken_back: Option<Subject>) -> Result<()> {
        self.database
            .write(move |conn| {
                diesel::delete(throttles::table.find(&cleared.key)).execute(conn)?;
                if let Some(subject) = taken_back {
                    diesel::update(throttles::table.find(&subject.key).filter(throttles::failures.gt(0)))
                        .set(throttles::failures.eq(throttles::failures - 1))
                        .execute(conn)?;
                }
                Ok(())
            })
            .await
    }
}

/// Takes the row (other transactions on it now wait for this one) and reads its pause.
fn blocked_until(conn: &mut AnyConnection, subject: &Subject, now: NaiveDateTime) -> Result<Option<NaiveDateTime>> {
    diesel::update(throttles::table.find(&subject.key).filter(throttles::last_failure_at.lt(now - subject.remembered)))
        .set((throttles::failures.eq(0), throttles::blocked_until.eq(None::<NaiveDateTime>)))
        .execute(conn)?;
    diesel::update(throttles::table.find(&subject.key)).set(throttles::failures.eq(throttles::failures + 0)).execute(conn)?;
    let until: Option<Option<NaiveDateTime>> =
        throttles::table.find(&subject.key).select(throttles::blocked_until).first(conn).optional()?;
    Ok(until.flatten().filter(|instant| *instant > now))
}

fn count(conn: &mut AnyConnection, subject: &Subject, now: NaiveDateTime) -> Result<()> {
    let known: Option<i32> = throttles::table.find(&subject.key).select(throttles::failures).first(conn).optional()?;
    let failures = known.unwrap_or(0).saturating_add(1);
    let pause = subject.pause(failures);
    let blocked = Some(now + pause).filter(|_| !pause.is_zero());
    let counted = (throttles::failures.eq(failures), throttles::last_failure_at.eq(now), throttles::blocked_until.eq(blocked));
    if known.is_some() {
        diesel::update(throttles::table.find(&subject.key)).set(counted).execute(conn)?;
    } else {
        diesel::insert_into(throttles::table).values((throttles::subject.eq(&subject.key), counted)).execute(conn)?;
    }
    Ok(())
}

//! Registrations in the database. The columns of the standing are written by `standings` alone.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Level, Registration, RegistrationKind};
use super::reasons::{Destination, EndReason, Reason, Source};
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::registrations;
use crate::error::Result;
use crate::id::Id;

/// A registration about to be opened, or brought in already ended.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = registrations)]
pub struct NewRegistration {
    /// Minted with the form.
    pub id: Id<Registration>,
    /// Whose.
    pub child_id: Id<Child>,
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// How closely the authority keeps in touch.
    pub level: Level,
    /// Why that level.
    pub level_rationale: String,
    /// Never in the future.
    pub started_on: NaiveDate,
    /// How the authority came to know.
    pub source: Source,
    /// Why; one that fits the kind.
    pub reason: Reason,
    /// The reason as it was given.
    pub reason_words: String,
    /// Who keeps in touch.
    pub officer_id: Option<Id<Account>>,
    /// The officer's name as a file gave it, where no account matched.
    pub officer_words: String,
    /// Never in the future, never before the start; none while open.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended; none while open.
    pub end_reason: Option<EndReason>,
    /// Where the child went; none while open.
    pub destination: Option<Destination>,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Opens a registration (or adds an ended one). Call `refresh_standing` when the child's contacts
    /// are in too.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the child has an open one.
    pub fn add_registration(&mut self, registration: &NewRegistration) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(registrations::table)
            .values((registration, registrations::authority_code.eq(authority), registrations::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }
}

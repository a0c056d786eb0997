//! What the school and the authority say about a notification after it was sent, and what was checked.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Sent;
use crate::access::role::{AtSchool, Role, Staff};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, notification_checks as checks, notification_messages as messages, notifications};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::model::{Check, Message, Notification, Status};

/// A message about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Minted with the form.
    pub id: Id<Message>,
    /// What is said.
    pub words: String,
}

/// A message.
#[derive(Clone, Debug, Queryable)]
pub struct MessageRow {
    /// Which.
    pub id: Id<Message>,
    /// From the school, or from the authority.
    pub from_school: bool,
    /// Who wrote it.
    pub by: String,
    /// What is said.
    pub words: String,
    /// When, UTC.
    pub at: NaiveDateTime,
}

/// A check an officer ticked.
#[derive(Clone, Debug, Queryable)]
pub struct Checked {
    /// What.
    pub what: Check,
    /// Who.
    pub by: String,
    /// When, UTC.
    pub at: NaiveDateTime,
}

impl<R: Role, M> Desk<'_, R, M> {
    /// The thread of a notification that the desk was found to reach.
    ///
    /// # Errors
    /// `Database`.
    pub fn messages_of(&mut self, sent: &Sent) -> Result<Vec<MessageRow>> {
        Ok(messages::table
            .inner_join(accounts::table)
            .filter(messages::authority_code.eq(self.authority()))
            .filter(messages::notification_id.eq(sent.id))
            .order((messages::sent_at, messages::id))
            .select((messages::id, messages::from_school, accounts::name, messages::words, messages::sent_at))
            .load(self.sql())?)
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// What was checked.
    ///
    /// # Errors
    /// `Database`.
    pub fn checks_of(&mut self, notification: Id<Notification>) -> Result<Vec<Checked>> {
        Ok(checks::table
            .inner_join(accounts::table)
            .filter(checks::authority_code.eq(self.authority()))
            .filter(checks::notification_id.eq(notification))
            .order(checks::checked_at)
            .select((checks::what, accounts::name, checks::checked_at))
            .load(self.sql())?)
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// The school answers. A notification that waited for it is checked again.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the id was used for anything else, or it is decided.
    pub fn answer_question(&mut self, notification: Id<Notification>, message: &NewMessage) -> Result<()> {
        let sent = self.my_notification(notification)?;
        if self.add_message(&sent, message, true)? && sent.status == Status::MoreInformationNeeded {
            let now = self.now();
            diesel::update(notifications::table.filter(notifications::authority_code.eq(self.authority())).find(notification))
                .set((notifications::status.eq(Status::BeingChecked), notifications::status_at.eq(now)))
                .execute(self.sql())?;
        }
        Ok(())
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Asks the school.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the id was used for anything else, or it was decided meanwhile.
    pub fn ask_school(&mut self, notification: Id<Notification>, message: &NewMessage) -> Result<()> {
        let sent = self.notification(notification)?.sent;
        if self.add_message(&sent, message, false)? {
            self.set_status(notification, Status::MoreInformationNeeded, "")?;
        }
        Ok(())
    }

    /// Keeps which checks are ticked. The first tick says that somebody is checking.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was decided meanwhile.
    pub fn keep_checks(&mut self, notification: Id<Notification>, ticked: &[Check]) -> Result<()> {
        let sent = self.notification(notification)?.sent;
        if !sent.status.is_waiting() {
            return Err(super::inbox::decided_meanwhile());
        }
        let (authority, now, account) = (self.authority(), self.now(), self.who().actor.clone());
        let known: Vec<Check> = self.checks_of(notification)?.into_iter().map(|check| check.what).collect();
        for check in known.iter().filter(|check| !ticked.contains(check)) {
            diesel::delete(checks::table.find((authority, notification, check))).execute(self.sql())?;
        }
        for check in ticked.iter().filter(|check| !known.contains(check)) {
            diesel::insert_into(checks::table)
                .values((
                    checks::authority_code.eq(authority),
                    checks::notification_id.eq(notification),
                    checks::what.eq(check),
                    checks::account_id.eq(&account),
                    checks::checked_at.eq(now),
                ))
                .execute(self.sql())?;
        }
        if sent.status == Status::Received { self.set_status(notification, Status::BeingChecked, "") } else { Ok(()) }
    }
}

impl<R: Role> Desk<'_, R, Changing> {
    /// Adds a message; answers whether it is a new one and not the same form sent twice.
    fn add_message(&mut self, sent: &Sent, message: &NewMessage, from_school: bool) -> Result<bool> {
        let known = self.messages_of(sent)?.into_iter().find(|known| known.id == message.id);
        match known {
            Some(known) if known.words == message.words && known.from_school == from_school => return Ok(false),
            None if sent.status.is_waiting() => {}
            _ => return Err(super::inbox::decided_meanwhile()),
        }
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(messages::table)
            .values((
                messages::id.eq(message.id),
                messages::authority_code.eq(authority),
                messages::organisation_id.eq(sent.organisation_id),
                messages::notification_id.eq(sent.id),
                messages::from_school.eq(from_school),
                messages::account_id.eq(self.who().actor.clone()),
                messages::words.eq(&message.words),
                messages::sent_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| {
                let sentence = "This form was already used for something else. Nothing was changed: open the page again.";
                if error.is_already_there() { Error::Conflict(sentence.into()) } else { error }
            })?;
        Ok(true)
    }
}

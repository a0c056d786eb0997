//! A request of a system and the notification it became, in one transaction: sent again with the same key,
//! it leads to the same notification.

use diesel::prelude::*;

use crate::access::role::{AtSchool, SendsLetters};
use crate::access::{Changing, Desk};
use crate::db::schema::keyed_requests as requests;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::NewNotification;
use crate::notifications::model::Notification;
use crate::notifications::queries::{CLOSED, MyNotification};
use crate::organisations::changes::may_notify;
use crate::organisations::model::Organisation;

/// A request that may be sent again.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// What its sender calls it: the `Idempotency-Key`.
    pub key: String,
    /// Of its content, byte for byte.
    pub content_sha256: String,
}

const OTHER_CONTENT: &str =
    "This Idempotency-Key was used before with other content. Nothing was kept: send a new notification with a new key.";

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// The notification a request has become, if it came before.
    ///
    /// # Errors
    /// `Refused` when it came with other content.
    pub(super) fn answered_before(&mut self, school: Id<Organisation>, request: &Request) -> Result<Option<MyNotification>> {
        let known: Option<(String, Id<Notification>)> = requests::table
            .find((self.authority(), school, &request.key))
            .select((requests::content_sha256, requests::notification_id))
            .first(self.sql())
            .optional()?;
        match known {
            Some((sha256, _)) if sha256 != request.content_sha256 => Err(Error::refused(OTHER_CONTENT)),
            Some((_, notification)) => self.my_notification(notification).map(Some),
            None => Ok(None),
        }
    }
}

impl<R: AtSchool + SendsLetters> Desk<'_, R, Changing> {
    /// Sends a notification for a request, once.
    ///
    /// # Errors
    /// `Refused` when the request came before with other content, and when the school closed long ago.
    pub(super) fn send_for(&mut self, request: &Request, new: &NewNotification) -> Result<MyNotification> {
        if let Some(known) = self.answered_before(new.organisation, request)? {
            return Ok(known);
        }
        let mine = self.my_school(new.organisation)?;
        if !may_notify(mine.status, mine.closed_on, self.today()) {
            return Err(Error::refused(CLOSED));
        }
        self.keep_notification(new)?;
        let (authority, now) = (self.authority(), self.now());
        let key = self.who().key.as_ref().map(|key| key.id).ok_or(Error::KeyNeeded)?;
        diesel::insert_into(requests::table)
            .values((
                (requests::authority_code.eq(authority), requests::organisation_id.eq(new.organisation)),
                (requests::request_key.eq(&request.key), requests::content_sha256.eq(&request.content_sha256)),
                (requests::notification_id.eq(new.id), requests::key_id.eq(key), requests::received_at.eq(now)),
            ))
            .execute(self.sql())?;
        self.my_notification(new.id)
    }
}

//! The authority's inbox: most urgent first, then newest.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::Sent;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::dialect::direct;
use crate::db::schema::{notifications, organisations};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::facts::Urgent;
use crate::notifications::model::{Ground, Notification, Status};
use crate::organisations::model::Organisation;
use crate::registrations::model::Registration;

crate::closed_list! {
    /// Which notifications a list shows.
    pub enum Show {
        Waiting = "waiting" "Waiting for a decision",
        MoreInformation = "more_information" "More information needed",
        Awaited = "awaited" "Arrival at the next school awaited",
        Decided = "decided" "Accepted or not accepted",
    }
}

/// A notification as the authority sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct Listed {
    /// What the school sees too.
    #[diesel(embed)]
    pub sent: Sent,
    urgent: String,
    /// The child of the register it was accepted for.
    pub child_id: Option<Id<Child>>,
    /// The registration it opened.
    pub registration_id: Option<Id<Registration>>,
    /// By when the next school must have confirmed.
    pub arrival_due_on: Option<NaiveDate>,
    /// When that was settled, UTC.
    pub arrival_settled_at: Option<NaiveDateTime>,
}

impl Listed {
    /// Why it comes before others.
    pub fn urgent(&self) -> Vec<Urgent> {
        self.urgent.split(',').filter_map(|code| code.parse().ok()).collect()
    }

    /// Whether an arrival is still awaited.
    pub fn is_awaited(&self) -> bool {
        self.arrival_due_on.is_some() && self.arrival_settled_at.is_none()
    }

    /// The place of this row in a list.
    pub fn place(&self) -> AfterInbox {
        (!self.urgent.is_empty(), self.sent.received_at, self.sent.id)
    }
}

/// The last row of a page: the next begins after it.
pub type AfterInbox = (bool, NaiveDateTime, Id<Notification>);

/// What a list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Inbox {
    /// Which.
    pub show: Show,
    /// Only this ground.
    pub ground: Option<Ground>,
    /// Only this school.
    pub school: Option<Id<Organisation>>,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One page of notifications: those after a place, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn notifications(&mut self, inbox: Inbox, after: Option<AfterInbox>, limit: usize) -> Result<Vec<Listed>> {
        let mut query = notifications::table
            .inner_join(organisations::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .order((notifications::is_urgent.desc(), notifications::received_at.desc(), notifications::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(Listed::as_select())
            .into_boxed();
        query = match inbox.show {
            Show::Waiting => query.filter(notifications::is_waiting.eq(true)),
            Show::MoreInformation => {
                query.filter(notifications::is_waiting.eq(true)).filter(notifications::status.eq(Status::MoreInformationNeeded))
            }
            Show::Awaited => {
                query.filter(notifications::arrival_due_on.is_not_null()).filter(notifications::arrival_settled_at.is_null())
            }
            Show::Decided => query.filter(notifications::is_waiting.eq(false)),
        };
        if let Some(ground) = inbox.ground {
            query = query.filter(notifications::ground.eq(ground));
        }
        if let Some(school) = inbox.school {
            query = query.filter(notifications::organisation_id.eq(school));
        }
        if let Some((is_urgent, instant, id)) = after {
            let same_instant = notifications::received_at.eq(instant).and(notifications::id.lt(id));
            let earlier = notifications::received_at.lt(instant).or(same_instant);
            query = query.filter(notifications::is_urgent.lt(is_urgent).or(notifications::is_urgent.eq(is_urgent).and(earlier)));
        }
        let rows: Vec<Listed> = query.load(self.sql())?;
        self.showing(rows.len().min(limit.saturating_sub(1)));
        Ok(rows)
    }

    /// One notification.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn notification(&mut self, notification: Id<Notification>) -> Result<Listed> {
        Ok(notifications::table
            .inner_join(organisations::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::id.eq(notification))
            .select(Listed::as_select())
            .first(self.sql())?)
    }

    /// The schools that have sent notifications, by name.
    ///
    /// # Errors
    /// `Database`.
    pub fn notifying_schools(&mut self) -> Result<Vec<(Id<Organisation>, String)>> {
        Ok(organisations::table
            .inner_join(notifications::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .order((organisations::search_name, organisations::id))
            .select((organisations::id, organisations::name, organisations::search_name))
            .distinct()
            .load::<(Id<Organisation>, String, String)>(self.sql())?
            .into_iter()
            .map(|(id, name, _)| (id, name))
            .collect())
    }

    /// How many wait for a decision, and how many awaited arrivals are past their date.
    ///
    /// # Errors
    /// `Database`.
    pub fn notification_counts(&mut self) -> Result<(i64, i64)> {
        let today = self.today();
        let ours = notifications::table.filter(notifications::authority_code.eq(self.authority())).count();
        let waiting = direct!(self.sql(), |conn| ours.filter(notifications::is_waiting.eq(true)).get_result(conn))?;
        let overdue = direct!(self.sql(), |conn| ours
            .filter(notifications::arrival_due_on.lt(today))
            .filter(notifications::arrival_settled_at.is_null())
            .get_result(conn))?;
        Ok((waiting, overdue))
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Puts a waiting notification into another status.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was decided meanwhile.
    pub(super) fn set_status(&mut self, notification: Id<Notification>, status: Status, words: &str) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let decider = if status.is_waiting() { None } else { self.account() };
        let waiting = notifications::table
            .filter(notifications::authority_code.eq(authority))
            .filter(notifications::id.eq(notification))
            .filter(notifications::is_waiting.eq(true));
        let changed = diesel::update(waiting)
            .set((
                notifications::status.eq(status),
                notifications::status_at.eq(now),
                notifications::is_waiting.eq(status.is_waiting()),
                notifications::words.eq(words),
                notifications::decided_by.eq(decider),
            ))
            .execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(decided_meanwhile()) }
    }

    /// Does not accept a notification, with a reason the school reads.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was decided otherwise meanwhile.
    pub fn refuse_notification(&mut self, notification: Id<Notification>, reason: &str) -> Result<()> {
        let known = self.notification(notification)?.sent;
        if known.status == Status::NotAccepted && known.words == reason {
            return Ok(());
        }
        self.set_status(notification, Status::NotAccepted, reason)
    }

    /// The next school has confirmed that the child arrived.
    ///
    /// # Errors
    /// `NotFound` when no arrival is awaited.
    pub fn settle_arrival(&mut self, notification: Id<Notification>) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let awaited = notifications::table
            .filter(notifications::authority_code.eq(authority))
            .filter(notifications::id.eq(notification))
            .filter(notifications::arrival_due_on.is_not_null())
            .filter(notifications::arrival_settled_at.is_null());
        let changed = diesel::update(awaited).set(notifications::arrival_settled_at.eq(now)).execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// Somebody else was faster.
pub(super) fn decided_meanwhile() -> Error {
    Error::Conflict("This notification was decided after you opened it. Nothing was changed: look at what it says now.".into())
}

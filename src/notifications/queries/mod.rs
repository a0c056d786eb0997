//! Notifications in the database. A school's desk reaches the rows of its own schools, and no register.

mod accept;
mod files;
mod inbox;
mod record;
mod register;
mod returns;
mod school;
mod thread;

pub use accept::{Acceptance, Choice};
pub use inbox::{AfterInbox, Inbox, Listed, Show};
pub use register::{KnownSibling, PossibleMatch};
pub use school::{CLOSED, DraftRow, MOST_DRAFTS, MyNotification, Place, place, place_text};
pub use thread::{Checked, MessageRow, NewMessage};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::answers::Answers;
use super::facts::Facts;
use super::model::{Ground, Lateness, Notification, Status};
use crate::db::schema::{notifications, organisations};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::Organisation;

/// A notification as both sides may see it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct Sent {
    /// What addresses carry.
    pub id: Id<Notification>,
    /// The school.
    pub organisation_id: Id<Organisation>,
    /// The school's name.
    #[diesel(select_expression = organisations::name)]
    pub school: String,
    /// What people say.
    pub reference: String,
    /// Why the name comes off.
    pub ground: Ground,
    answers: String,
    /// When it was received, UTC.
    pub received_at: NaiveDateTime,
    /// The day in London.
    pub received_on: NaiveDate,
    /// Planned or done.
    pub deletion_on: NaiveDate,
    /// How far it has come.
    pub status: Status,
    /// Since when, UTC.
    pub status_at: NaiveDateTime,
    /// Why it was not accepted, or empty.
    pub words: String,
}

impl Sent {
    /// What was answered, as it was sent.
    ///
    /// # Errors
    /// `Internal` when the row is damaged.
    pub fn answers(&self) -> Result<Answers> {
        Ok(serde_json::from_str(&self.answers)?)
    }

    /// What it says.
    ///
    /// # Errors
    /// As [`Sent::answers`].
    pub fn facts(&self) -> Result<Facts> {
        Ok(Facts::of(self.ground, &self.answers()?))
    }

    /// Whether it came in time.
    pub fn lateness(&self) -> Lateness {
        Lateness::of(self.received_on, self.deletion_on)
    }
}

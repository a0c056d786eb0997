//! What a system is told of a notification. Names of people are not in it: the system has them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::notifications::queries::{MessageRow, MyNotification};

/// A notification and what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Notification)]
pub(super) struct Answered {
    /// What addresses carry.
    #[schema(format = "uuid")]
    id: String,
    /// What people say.
    #[schema(example = "N-0007")]
    reference: String,
    /// The ground of regulation 9(1).
    #[schema(example = "f")]
    ground: &'static str,
    /// `received`, `being_checked`, `more_information_needed`, `accepted` or `not_accepted`.
    #[schema(example = "received")]
    status: &'static str,
    /// Since when, UTC.
    #[schema(format = "date-time", example = "2026-03-02T09:00:00.000000Z")]
    status_since: String,
    /// When it was received, UTC.
    #[schema(format = "date-time", example = "2026-03-02T09:00:00.000000Z")]
    received_at: String,
    /// The day of the deletion, planned or done.
    #[schema(format = "date", example = "2026-03-06")]
    deletion_on: String,
    /// How many days after the deletion it was received; 0 in time.
    #[schema(example = 0)]
    days_late: i64,
    /// What to say to the school where it was late.
    late: Option<String>,
    /// Whether the name must not come off yet: the authority placed the child at a special school and has
    /// not consented.
    deletion_is_stopped: bool,
    /// Why it was not accepted.
    reason: Option<String>,
    /// Where a person of the school reads and answers it.
    #[schema(example = "/school/notifications/0190163d-8694-739b-aea5-966c26f8ad91")]
    page: String,
    /// What the authority and the school wrote since, the first first. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<Said>>,
    /// What was sent and is not asked on this ground: it was not kept. Only in the answer to sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["/attendance"]))]
    not_asked: Option<Vec<String>>,
}

/// One message about a notification.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub(super) struct Said {
    /// `school` or `authority`.
    #[schema(example = "authority")]
    from: &'static str,
    /// When, UTC.
    #[schema(format = "date-time", example = "2026-03-03T10:15:00.000000Z")]
    at: String,
    /// What it says.
    words: String,
}

/// A page of notifications, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Notifications)]
pub(super) struct List {
    /// At most a hundred.
    pub notifications: Vec<Answered>,
    /// What to send as `after` for the next; none on the last page.
    pub next: Option<String>,
}

fn instant(at: chrono::NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

impl Answered {
    /// A notification.
    ///
    /// # Errors
    /// `Internal` when its row is damaged.
    pub fn of(sent: &MyNotification) -> Result<Self> {
        let lateness = sent.lateness();
        Ok(Self {
            id: sent.id.to_string(),
            reference: sent.reference.clone(),
            ground: sent.ground.code(),
            status: sent.status.code(),
            status_since: instant(sent.status_at),
            received_at: instant(sent.received_at),
            deletion_on: sent.deletion_on.to_string(),
            days_late: lateness.days(),
            late: lateness.kindly(),
            deletion_is_stopped: sent.facts()?.is_stopped() && sent.status.is_waiting(),
            reason: Some(sent.words.clone()).filter(|words| !words.is_empty()),
            page: format!("/school/notifications/{}", sent.id),
            messages: None,
            not_asked: None,
        })
    }

    /// With what was said about it.
    pub fn with_messages(self, messages: Vec<MessageRow>) -> Self {
        let said = |row: MessageRow| Said {
            from: if row.from_school { "school" } else { "authority" },
            at: instant(row.at),
            words: row.words,
        };
        Self { messages: Some(messages.into_iter().map(said).collect()), ..self }
    }

    /// With what was sent in vain.
    pub fn without(self, not_asked: Vec<String>) -> Self {
        Self { not_asked: Some(not_asked), ..self }
    }

    /// Where it is asked for again.
    pub fn address(&self) -> String {
        format!("/api/v1/notifications/{}", self.id)
    }
}

//! What every page says when the letters do not go as they should: to managers, whose duty it is, and
//! to administrators, who can do something about it.

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use chrono::{NaiveDateTime, TimeDelta};

use super::queries::Kept;
use super::schedule::{Duty, GRACE, duty};
use crate::access::role::Role;
use crate::access::{Actor, Administrator, Manager};
use crate::dates::{long_date, moment};
use crate::error::Result;
use crate::mail::queries::Unsent;
use crate::web::frame::Notices;

/// A letter that has not left for so long is spoken of, although it is still tried.
const LATE: TimeDelta = TimeDelta::hours(2);

/// Adds to a request what its page has to say about the letters.
///
/// # Errors
/// None of its own.
pub async fn with_notices<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if !request.path().starts_with("/assets/") {
        let notices = if let Ok(manager) = request.extract::<Manager>().await {
            notices(&manager).await
        } else if let Ok(administrator) = request.extract::<Administrator>().await {
            notices(&administrator).await
        } else {
            Vec::new()
        };
        if !notices.is_empty() {
            request.extensions_mut().insert(Notices(notices));
        }
    }
    next.call(request).await
}

/// Nobody is told that all is well because it could not be asked.
async fn notices<R: Role>(actor: &Actor<R>) -> Vec<String> {
    let found = actor
        .look_up(|desk| {
            let kept = desk.letters_kept()?;
            let unsent = match kept.decided {
                Some(week) => desk.unsent_letters(week, desk.now() - LATE)?,
                None => Unsent::default(),
            };
            Ok(said_of(kept, unsent, desk.now()))
        })
        .await;
    found.unwrap_or_else(|error| {
        tracing::error!(%error, "how the letters are could not be asked");
        vec!["Whether the weekly letters were sent cannot be told at the moment.".to_owned()]
    })
}

/// What is to be said; nothing when all is well.
fn said_of(kept: Kept, unsent: Unsent, now: NaiveDateTime) -> Vec<String> {
    let mut said = Vec::new();
    match duty(kept.schedule, kept.began, kept.decided, now) {
        Duty::Due { since, .. } if now - since > GRACE => said.push(format!(
            "The weekly letters about overdue children were due on {} and have not been queued. Nobody has been told by email. Tell whoever runs the server.",
            moment(since)
        )),
        Duty::Ahead { week } => said.push(format!(
            "The weekly letters were already queued for the week of {}, which has not come yet: the server’s clock was wrong, or is. Until then no letters are queued by themselves. Tell whoever runs the server.",
            long_date(week)
        )),
        Duty::Due { .. } | Duty::Rests => {}
    }
    match unsent.failed {
        0 => {}
        1 => said.push("1 of this week’s letters about overdue children could not be sent. An administrator can see it under Letters and send it again.".to_owned()),
        failed => said.push(format!("{failed} of this week’s letters about overdue children could not be sent. An administrator can see them under Letters and send them again.")),
    }
    match unsent.late {
        0 => {}
        1 => said
            .push("1 of this week’s letters about overdue children has not been sent yet. It is still being tried.".to_owned()),
        late => said.push(format!(
            "{late} of this week’s letters about overdue children have not been sent yet. They are still being tried."
        )),
    }
    said
}

//! What became of a notification, for the school that sent it.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::files::Files;
use crate::access::SchoolUser;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::model::{Message, Notification};
use crate::notifications::queries::{MessageRow, MyNotification, NewMessage};
use crate::notifications::telling::{Told, told};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The most a message may hold.
pub const LONGEST: usize = 4_000;

/// A message as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    pub(super) id: String,
    pub(super) words: String,
}

impl MessageForm {
    pub(super) fn blank() -> Self {
        Self { id: Id::<Message>::mint().to_string(), words: String::new() }
    }

    pub(super) fn read(&self, missing: &str, faults: &mut Faults) -> Option<NewMessage> {
        let words = self.words.trim();
        if words.is_empty() {
            faults.add("words", missing.to_owned());
        } else if words.chars().count() > LONGEST {
            faults.add("words", format!("This must have {LONGEST} characters or fewer"));
        }
        faults.is_empty().then(|| NewMessage { id: self.id.parse().unwrap_or_else(|_| Id::mint()), words: words.to_owned() })
    }
}

/// Status, thread, and what was sent.
#[derive(Template)]
#[template(path = "notifications/follow.html")]
pub struct FollowPage {
    sent: MyNotification,
    name: String,
    late: Option<String>,
    is_stopped: bool,
    told: Vec<Told>,
    messages: Vec<MessageRow>,
    files: Files,
    form: MessageForm,
    faults: Faults,
}

async fn page(user: &SchoolUser, notification: Id<Notification>, form: MessageForm, faults: Faults) -> Result<FollowPage> {
    let (sent, messages, rows) = user
        .glance(Event::NotificationOpened { notification }, move |desk| {
            let sent = desk.my_notification(notification)?;
            let messages = desk.messages_of(&sent)?;
            let rows = desk.attachments_of(notification)?;
            Ok((sent, messages, rows))
        })
        .await?;
    let facts = sent.facts()?;
    Ok(FollowPage {
        name: facts.full_name(),
        late: sent.lateness().kindly(),
        is_stopped: facts.is_stopped() && sent.status.is_waiting(),
        told: told(sent.ground, &sent.answers()?),
        sent,
        messages,
        files: Files::of_a_school(user, rows),
        form,
        faults,
    })
}

/// `GET /school/notifications/{notification}`
pub async fn show(user: SchoolUser, id: web::Path<Id<Notification>>) -> Result<Page<FollowPage>> {
    Ok(Page(page(&user, *id, MessageForm::blank(), Faults::none()).await?))
}

/// `POST /school/notifications/{notification}/reply`
pub async fn reply(
    user: SchoolUser,
    id: web::Path<Id<Notification>>,
    Form(form): Form<MessageForm>,
) -> Result<Reply<FollowPage>> {
    let notification = *id;
    let mut faults = Faults::none();
    let Some(message) = form.read("Enter your message", &mut faults) else {
        return Ok(Reply::Invalid(page(&user, notification, form, faults).await?));
    };
    user.change(Event::NotificationMessageSent { notification }, move |desk| desk.answer_question(notification, &message))
        .await?;
    Ok(Reply::go_to(format!("/school/notifications/{notification}?done=message-sent")))
}

/// The receipt.
#[derive(Template)]
#[template(path = "notifications/receipt.html")]
pub struct ReceiptPage {
    sent: MyNotification,
    late: Option<String>,
    is_stopped: bool,
}

/// `GET /school/notifications/{notification}/receipt`
pub async fn receipt(user: SchoolUser, id: web::Path<Id<Notification>>) -> Result<Page<ReceiptPage>> {
    let notification = *id;
    let sent = user.glance(Event::NotificationOpened { notification }, move |desk| desk.my_notification(notification)).await?;
    let is_stopped = sent.facts()?.is_stopped();
    Ok(Page(ReceiptPage { late: sent.lateness().kindly(), is_stopped, sent }))
}

//! Asking the school, and not accepting: both are words the school reads.

use actix_web::web;
use askama::Template;

use super::following::MessageForm;
use crate::access::Officer;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::model::Notification;
use crate::notifications::queries::Listed;
use crate::web::{Faults, Form, Page, Reply, filters};

/// Words to the school.
#[derive(Template)]
#[template(path = "notifications/words.html")]
pub struct WordsPage {
    listed: Listed,
    is_question: bool,
    form: MessageForm,
    faults: Faults,
}

async fn page(
    officer: &Officer,
    notification: Id<Notification>,
    is_question: bool,
    form: MessageForm,
    faults: Faults,
) -> Result<WordsPage> {
    let event = Event::NotificationOpened { notification };
    let listed = officer.glance(event, move |desk| desk.notification(notification)).await?;
    Ok(WordsPage { listed, is_question, form, faults })
}

/// `GET /notifications/{notification}/ask`
pub async fn ask(officer: Officer, id: web::Path<Id<Notification>>) -> Result<Page<WordsPage>> {
    Ok(Page(page(&officer, *id, true, MessageForm::blank(), Faults::none()).await?))
}

/// `POST /notifications/{notification}/ask`
pub async fn send_question(
    officer: Officer,
    id: web::Path<Id<Notification>>,
    Form(form): Form<MessageForm>,
) -> Result<Reply<WordsPage>> {
    let notification = *id;
    let mut faults = Faults::none();
    let Some(message) = form.read("Enter what you ask the school", &mut faults) else {
        return Ok(Reply::Invalid(page(&officer, notification, true, form, faults).await?));
    };
    officer.change(Event::NotificationMessageSent { notification }, move |desk| desk.ask_school(notification, &message)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=school-asked")))
}

/// `GET /notifications/{notification}/refuse`
pub async fn why(officer: Officer, id: web::Path<Id<Notification>>) -> Result<Page<WordsPage>> {
    Ok(Page(page(&officer, *id, false, MessageForm::blank(), Faults::none()).await?))
}

/// `POST /notifications/{notification}/refuse`
pub async fn refuse(
    officer: Officer,
    id: web::Path<Id<Notification>>,
    Form(form): Form<MessageForm>,
) -> Result<Reply<WordsPage>> {
    let notification = *id;
    let mut faults = Faults::none();
    let Some(reason) = form.read("Enter why it is not accepted: the school reads it", &mut faults) else {
        return Ok(Reply::Invalid(page(&officer, notification, false, form, faults).await?));
    };
    let event = Event::NotificationRefused { notification };
    officer.change(event, move |desk| desk.refuse_notification(notification, &reason.words)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=notification-refused")))
}

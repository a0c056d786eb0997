//! Check your answers, and send.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use super::files::Files;
use crate::access::SchoolUser;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::NewNotification;
use crate::notifications::facts::Facts;
use crate::notifications::model::{Draft, Lateness, Notification, Section};
use crate::notifications::queries::DraftRow;
use crate::notifications::telling::{Told, told};
use crate::web::{Faults, Page, Posted, Reply, filters};

/// Everything, before it is sent.
#[derive(Template)]
#[template(path = "notifications/check.html")]
pub struct CheckPage {
    draft: DraftRow,
    told: Vec<Told>,
    files: Files,
    unfinished: Vec<Section>,
    late: Option<String>,
    is_stopped: bool,
    faults: Faults,
}

impl CheckPage {
    fn of(draft: DraftRow, files: Files, today: NaiveDate) -> Result<Self> {
        let (typed, ground) = (draft.answers()?, draft.ground);
        let read = typed.read(ground, today);
        let facts = Facts::of(ground, &read);
        let unfinished: Vec<Section> =
            ground.asks().iter().copied().filter(|section| !typed.faults_of(*section, ground, today).is_empty()).collect();
        let late = facts.day("deletion_on").and_then(|deletion| Lateness::of(today, deletion).kindly());
        Ok(Self {
            told: told(ground, &read),
            files,
            unfinished,
            late,
            is_stopped: facts.is_stopped(),
            draft,
            faults: Faults::none(),
        })
    }

    fn is_unfinished(&self, section: &Section) -> bool {
        self.unfinished.contains(section)
    }
}

/// `GET /school/unsent/{draft}/check`
pub async fn check(user: SchoolUser, id: web::Path<Id<Draft>>) -> Result<Page<CheckPage>> {
    let draft = *id;
    let (row, rows) = user
        .glance(Event::NotificationDraftOpened { draft }, move |desk| Ok((desk.my_draft(draft)?, desk.attachments_of(draft)?)))
        .await?;
    Ok(Page(CheckPage::of(row, Files::of_a_school(&user, rows), user.today())?))
}

/// `POST /school/unsent/{draft}/check`: sends it.
pub async fn send(user: SchoolUser, id: web::Path<Id<Draft>>, _: Posted) -> Result<Reply<CheckPage>> {
    let (draft, today) = (*id, user.today());
    let notification: Id<Notification> = draft.cast();
    let row = match user.glance(Event::NotificationDraftOpened { draft }, move |desk| desk.my_draft(draft)).await {
        Ok(row) => row,
        // Sent already: the same button pressed twice.
        Err(Error::NotFound) => {
            user.glance(Event::NotificationOpened { notification }, move |desk| desk.my_notification(notification)).await?;
            return Ok(Reply::go_to(format!("/school/notifications/{notification}/receipt")));
        }
        Err(error) => return Err(error),
    };
    let new = match NewNotification::read(notification, row.organisation_id, row.ground, &row.answers()?, today) {
        Ok(new) => new,
        Err(_) => {
            let rows = user.read(move |desk| desk.attachments_of(draft)).await?;
            let mut page = CheckPage::of(row, Files::of_a_school(&user, rows), today)?;
            for section in page.unfinished.clone() {
                page.faults.add(section.code(), format!("Finish “{}”", section.label()));
            }
            return Ok(Reply::Invalid(page));
        }
    };
    let home = user.house().config().link_in_letter(&format!("/school/notifications/{notification}"));
    user.change(Event::NotificationSent { notification }, move |desk| desk.send_notification(&new, &home)).await?;
    Ok(Reply::go_to(format!("/school/notifications/{notification}/receipt")))
}

/// `POST /school/unsent/{draft}/discard`
pub async fn discard(user: SchoolUser, id: web::Path<Id<Draft>>, _: Posted) -> Result<Reply<CheckPage>> {
    let draft = *id;
    user.change(Event::NotificationDraftDiscarded { draft }, move |desk| desk.discard_draft(draft)).await?;
    Ok(Reply::go_to("/school?done=draft-discarded"))
}

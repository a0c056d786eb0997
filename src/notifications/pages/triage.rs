//! A notification beside what the register knows.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::files::Files;
use crate::access::Officer;
use crate::audit::Event;
use crate::dates::number_of_days;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::facts::Facts;
use crate::notifications::model::{Check, Ground, Lateness, Notification};
use crate::notifications::queries::{Checked, KnownSibling, Listed, MessageRow, PossibleMatch};
use crate::notifications::telling::{Told, told};
use crate::web::{Form, Page, Reply, filters};

/// A notification beside what the register knows.
#[derive(Template)]
#[template(path = "notifications/triage.html")]
pub struct TriagePage {
    today: NaiveDate,
    listed: Listed,
    facts: Facts,
    told: Vec<Told>,
    files: Files,
    matches: Vec<PossibleMatch>,
    siblings: Vec<KnownSibling>,
    messages: Vec<MessageRow>,
    checked: Vec<Checked>,
}

impl TriagePage {
    fn is_checked(&self, check: &Check) -> bool {
        self.checked.iter().any(|one| one.what == *check)
    }

    fn waited(&self) -> String {
        number_of_days(self.listed.sent.received_on, self.today)
    }

    fn late_days(&self) -> i64 {
        self.listed.sent.lateness().days()
    }

    fn is_late(&self) -> bool {
        self.listed.sent.lateness() != Lateness::InTime
    }

    fn is_death(&self) -> bool {
        self.listed.sent.ground == Ground::Died
    }
}

/// `GET /notifications/{notification}`
pub async fn show(officer: Officer, id: web::Path<Id<Notification>>) -> Result<Page<TriagePage>> {
    let (notification, today, has_scanner) = (*id, officer.today(), officer.house().config().has_scanner());
    let page = officer.view(Event::NotificationOpened { notification }, move |desk| {
        let listed = desk.notification(notification)?;
        let facts = listed.sent.facts()?;
        let told = told(listed.sent.ground, &listed.sent.answers()?);
        let matches = desk.possible_matches(&facts.person())?;
        let mut siblings = desk.known_siblings(&facts)?;
        siblings.retain(|sibling| !matches.iter().any(|one| one.child.id == sibling.child.id && one.is_likely));
        let messages = desk.messages_of(&listed.sent)?;
        let files = Files::of_the_authority(has_scanner, desk.attachments_of(notification)?);
        let checked = desk.checks_of(notification)?;
        desk.showing(1 + matches.len() + siblings.len());
        Ok(TriagePage { today, listed, facts, told, files, matches, siblings, messages, checked })
    });
    Ok(Page(page.await?))
}

/// The ticks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ChecksForm {
    checks: Vec<String>,
}

/// `POST /notifications/{notification}/checks`
pub async fn keep_checks(
    officer: Officer,
    id: web::Path<Id<Notification>>,
    Form(form): Form<ChecksForm>,
) -> Result<Reply<TriagePage>> {
    let notification = *id;
    let ticked: Vec<Check> = form.checks.iter().filter_map(|code| code.parse().ok()).collect();
    officer.change(Event::NotificationChecked { notification }, move |desk| desk.keep_checks(notification, &ticked)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=checks-kept")))
}

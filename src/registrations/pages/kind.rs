//! Changing why a child is on the register: one registration ends and another begins the same day.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::open::reason_for;
use super::{Of, open_episode, record};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{KindChange, Registration, RegistrationKind, end_fault};
use crate::registrations::queries::Episode;
use crate::web::form::{chosen, typed_date};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form.
#[derive(Template)]
#[template(path = "registrations/kind.html")]
pub struct KindPage {
    heading: Heading,
    episode: Episode,
    form: KindForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct KindForm {
    id: String,
    kind: String,
    on: String,
    reason: String,
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    words: String,
}

impl KindForm {
    fn read(&self, now: &Episode, today: NaiveDate) -> Result<KindChange, Faults> {
        let mut faults = Faults::none();
        let id = faults.take("id", chosen::<Id<Registration>>(&self.id, "Open this page again: it lost its place"));
        let kind = faults.take("kind", chosen::<RegistrationKind>(&self.kind, "Choose the new kind of registration"));
        if now.is_open() && kind == Some(now.kind) {
            faults.add("kind", "The registration is of this kind already");
        }
        let on = faults.take("on", day(&self.on, now.started_on, today));
        let reason = faults.take("reason", reason_for(kind, &self.reason));
        faults.add_all(self.validate());
        match (id, kind, on, reason) {
            (Some(id), Some(kind), Some(on), Some(reason)) if faults.is_empty() => {
                Ok(KindChange { id, kind, on, reason, words: self.words.trim().to_owned() })
            }
            _ => Err(faults),
        }
    }
}

fn day(text: &str, started_on: NaiveDate, today: NaiveDate) -> Result<NaiveDate, String> {
    let day = typed_date(text, "the day of the change", today)?;
    end_fault(day, today, started_on).map_or(Ok(day), Err)
}

/// `GET /children/{child}/registrations/{registration}/kind`
pub async fn show(officer: Officer, of: Of) -> Result<Page<KindPage>> {
    let (child, registration) = of.into_inner();
    let (heading, episode) = open_episode(&officer, child, registration).await?;
    let form = KindForm {
        id: Id::<Registration>::mint().to_string(),
        on: officer.today().format("%-d/%-m/%Y").to_string(),
        ..KindForm::default()
    };
    Ok(Page(KindPage { heading, episode, form, faults: Faults::none() }))
}

/// `POST /children/{child}/registrations/{registration}/kind`
pub async fn send(officer: Officer, of: Of, Form(form): Form<KindForm>) -> Result<Reply<KindPage>> {
    let (child, registration) = of.into_inner();
    let (heading, episode) = officer
        .glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.episode(child, registration)?)))
        .await?;
    match form.read(&episode, officer.today()) {
        Err(faults) => Ok(Reply::Invalid(KindPage { heading, episode, form, faults })),
        Ok(change) => {
            officer
                .change(Event::KindChanged { child, registration }, move |desk| desk.change_kind(child, registration, &change))
                .await?;
            Ok(Reply::go_to(record(child, "kind-changed")))
        }
    }
}

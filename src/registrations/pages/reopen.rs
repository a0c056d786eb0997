//! Taking back a closing: the manager's, because it undoes what an officer decided.

use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Of, record};
use crate::access::Manager;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::registrations::model::Registration;
use crate::registrations::queries::Episode;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form.
#[derive(Template)]
#[template(path = "registrations/reopen.html")]
pub struct ReopenPage {
    heading: Heading,
    episode: Episode,
    form: ReopenForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReopenForm {
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    words: String,
}

impl ReopenForm {
    fn read(&self) -> Result<String, Faults> {
        let mut faults = Faults::none();
        if self.words.trim().is_empty() {
            faults.add("words", "Say why the registration is reopened");
        }
        faults.add_all(self.validate());
        if faults.is_empty() { Ok(self.words.trim().to_owned()) } else { Err(faults) }
    }
}

/// `GET /children/{child}/registrations/{registration}/reopen`
pub async fn show(manager: Manager, of: Of) -> Result<Page<ReopenPage>> {
    let (child, registration) = of.into_inner();
    let (heading, episode) = load(&manager, child, registration).await?;
    if episode.is_open() {
        return Err(Error::Conflict("This registration is open.".into()));
    }
    Ok(Page(ReopenPage { heading, episode, form: ReopenForm::default(), faults: Faults::none() }))
}

/// `POST /children/{child}/registrations/{registration}/reopen`
pub async fn send(manager: Manager, of: Of, Form(form): Form<ReopenForm>) -> Result<Reply<ReopenPage>> {
    let (child, registration) = of.into_inner();
    match form.read() {
        Err(faults) => {
            let (heading, episode) = load(&manager, child, registration).await?;
            Ok(Reply::Invalid(ReopenPage { heading, episode, form, faults }))
        }
        Ok(words) => {
            manager
                .change(Event::RegistrationReopened { child, registration }, move |desk| {
                    desk.reopen_registration(child, registration, &words)
                })
                .await?;
            Ok(Reply::go_to(record(child, "registration-reopened")))
        }
    }
}

async fn load(manager: &Manager, child: Id<Child>, registration: Id<Registration>) -> Result<(Heading, Episode)> {
    manager.glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.episode(child, registration)?))).await
}

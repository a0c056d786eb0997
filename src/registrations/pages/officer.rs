//! Giving one child to an officer. Many at once: the room `caseload`.

use askama::Template;
use serde::Deserialize;

use super::{Of, choices, chosen_officer, open_episode, record};
use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::Registration;
use crate::registrations::queries::Episode;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form.
#[derive(Template)]
#[template(path = "registrations/officer.html")]
pub struct OfficerPage {
    heading: Heading,
    episode: Episode,
    officers: Vec<(Id<Account>, String)>,
    offered: Vec<Choice>,
    /// Whose the child is now.
    said: String,
    form: OfficerForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct OfficerForm {
    officer: String,
    /// Whose the child was when the form was opened.
    opened: String,
}

/// `GET /children/{child}/registrations/{registration}/officer`
pub async fn show(officer: Officer, of: Of) -> Result<Page<OfficerPage>> {
    let (child, registration) = of.into_inner();
    let mut page = page(&officer, child, registration).await?;
    page.form.officer = page.episode.officer_id.map(|officer| officer.to_string()).unwrap_or_default();
    Ok(Page(page))
}

/// `POST /children/{child}/registrations/{registration}/officer`
pub async fn send(officer: Officer, of: Of, Form(form): Form<OfficerForm>) -> Result<Reply<OfficerPage>> {
    let (child, registration) = of.into_inner();
    let page = page(&officer, child, registration).await?;
    match chosen_officer(&form.officer, &page.officers) {
        Err(sentence) => {
            let mut faults = Faults::none();
            faults.add("officer", sentence);
            Ok(Reply::Invalid(OfficerPage { form, faults, ..page }))
        }
        Ok(chosen) => {
            let opened = form.opened.clone();
            let assigned = officer
                .change(Event::OfficerAssigned { child, registration }, move |desk| {
                    let now = desk.episode(child, registration)?.officer_id;
                    meanwhile::is_as_opened(&now, &opened, now == chosen)?;
                    desk.assign(child, registration, chosen)
                })
                .await;
            if meanwhile::was_changed(assigned)? {
                let page = self::page(&officer, child, registration).await?;
                let form = OfficerForm { opened: page.form.opened.clone(), ..form };
                return Ok(Reply::Invalid(OfficerPage { form, faults: meanwhile::fault(), ..page }));
            }
            Ok(Reply::go_to(record(child, "officer-assigned")))
        }
    }
}

async fn page(officer: &Officer, child: Id<Child>, registration: Id<Registration>) -> Result<OfficerPage> {
    let (heading, episode) = open_episode(officer, child, registration).await?;
    let officers = officer.read(|desk| desk.officers()).await?;
    let offered = choices(&officers);
    let known = |officer| officers.iter().find(|(id, _)| *id == officer).map_or("Somebody who cannot sign in", |(_, name)| name);
    let said = episode.officer_id.map_or("Nobody", known).to_owned();
    let form = OfficerForm { opened: meanwhile::stamp(&episode.officer_id), ..OfficerForm::default() };
    Ok(OfficerPage { heading, episode, officers, offered, said, form, faults: Faults::none() })
}

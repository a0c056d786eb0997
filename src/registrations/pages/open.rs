//! Putting a child on the register, again or for the first time.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::{choices, chosen_officer, record};
use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind, start_fault};
use crate::registrations::queries::{Episode, NewRegistration};
use crate::registrations::reasons::{Reason, Source};
use crate::web::form::{Choice, chosen, typed_date};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, and what it is checked against.
#[derive(Template)]
#[template(path = "registrations/open.html")]
pub struct OpenPage {
    heading: Heading,
    last_end: Option<NaiveDate>,
    officers: Vec<(Id<Account>, String)>,
    offered: Vec<Choice>,
    form: OpenForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct OpenForm {
    id: String,
    kind: String,
    started_on: String,
    source: String,
    reason: String,
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    reason_words: String,
    level: String,
    #[validate(length(max = 2_000, message = "Keep the reason for the level to 2,000 characters"))]
    level_rationale: String,
    officer: String,
}

impl OpenForm {
    fn read(&self, page: &OpenPage, today: NaiveDate) -> Result<NewRegistration, Faults> {
        let mut faults = Faults::none();
        let id = faults.take("id", chosen::<Id<Registration>>(&self.id, "Open this page again: it lost its place"));
        let kind = faults.take("kind", chosen::<RegistrationKind>(&self.kind, "Choose why the child is on the register"));
        let started_on = faults.take("started_on", self.start(page, today));
        let source = faults.take("source", chosen::<Source>(&self.source, "Choose how you came to know"));
        let reason = faults.take("reason", reason_for(kind, &self.reason));
        let level = faults.take("level", chosen::<Level>(&self.level, "Choose a level"));
        let rationale = self.level_rationale.trim();
        if rationale.is_empty() && level.is_some_and(|level| level != Level::Standard) {
            faults.add("level_rationale", "Say why the child is not at the standard level");
        }
        let officer_id = faults.take("officer", chosen_officer(&self.officer, &page.officers));
        faults.add_all(self.validate());
        match (id, kind, started_on, source, reason, level, officer_id) {
            (Some(id), Some(kind), Some(started_on), Some(source), Some(reason), Some(level), Some(officer_id))
                if faults.is_empty() =>
            {
                Ok(NewRegistration {
                    id,
                    child_id: page.heading.id,
                    kind,
                    level,
                    level_rationale: rationale.to_owned(),
                    started_on,
                    source,
                    reason,
                    reason_words: self.reason_words.trim().to_owned(),
                    officer_id,
                    officer_words: String::new(),
                    ended_on: None,
                    end_reason: None,
                    destination: None,
                })
            }
            _ => Err(faults),
        }
    }

    fn start(&self, page: &OpenPage, today: NaiveDate) -> Result<NaiveDate, String> {
        let start = typed_date(&self.started_on, "the day the registration starts", today)?;
        start_fault(start, today, page.heading.date_of_birth, page.last_end).map_or(Ok(start), Err)
    }
}

/// A reason of the list that belongs to the kind.
pub(super) fn reason_for(kind: Option<RegistrationKind>, text: &str) -> Result<Reason, String> {
    let reason = chosen::<Reason>(text, "Choose the main reason")?;
    match kind {
        Some(kind) if !reason.fits(kind) => {
            Err(format!("“{}” is not a reason for “{}”: choose another", reason.label(), kind.label()))
        }
        _ => Ok(reason),
    }
}

/// `GET /children/{child}/registrations/new`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<OpenPage>> {
    let (page, has_open) = page(&officer, child.into_inner()).await?;
    if has_open {
        return Err(Error::Conflict("The child has an open registration: close it, or change its kind.".into()));
    }
    Ok(Page(page))
}

/// `POST /children/{child}/registrations/new`
pub async fn send(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<OpenForm>) -> Result<Reply<OpenPage>> {
    let child = child.into_inner();
    let (page, _) = page(&officer, child).await?;
    let registration = match form.read(&page, officer.today()) {
        Ok(registration) => registration,
        Err(faults) => return Ok(Reply::Invalid(OpenPage { form, faults, ..page })),
    };
    let sent = registration.clone();
    let opened = officer
        .change(Event::RegistrationOpened { child, registration: sent.id }, move |desk| {
            desk.heading(child)?;
            desk.add_registration(&registration)?;
            desk.refresh_standing(child)
        })
        .await;
    match opened {
        Err(error) if error.is_already_there() => already_there(&officer, sent).await?,
        other => other?,
    }
    Ok(Reply::go_to(record(child, "registration-opened")))
}

/// The same form sent twice is well; anything else was somebody else's, and they were first.
async fn already_there(officer: &Officer, sent: NewRegistration) -> Result<()> {
    let there = officer.read(move |desk| Ok((desk.episode(sent.child_id, sent.id).ok(), sent))).await?;
    match there {
        (Some(there), sent) if (there.kind, there.started_on, there.reason) == (sent.kind, sent.started_on, sent.reason) => {
            Ok(())
        }
        _ => Err(Error::Conflict("The child has an open registration already. Nothing was changed: look at the record.".into())),
    }
}

async fn page(officer: &Officer, child: Id<Child>) -> Result<(OpenPage, bool)> {
    let (heading, episodes, officers) = officer
        .glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.episodes(child)?, desk.officers()?)))
        .await?;
    let form = OpenForm {
        id: Id::<Registration>::mint().to_string(),
        kind: RegistrationKind::Ehe.code().to_owned(),
        level: Level::Standard.code().to_owned(),
        officer: officer.who().account.map(|account| account.to_string()).unwrap_or_default(),
        ..OpenForm::default()
    };
    let has_open = episodes.iter().any(Episode::is_open);
    let last_end = episodes.iter().filter_map(|episode| episode.ended_on).max();
    let offered = choices(&officers);
    Ok((OpenPage { heading, last_end, officers, offered, form, faults: Faults::none() }, has_open))
}

//! Taking a child off the register: on a day, for a reason, to somewhere.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::{Of, record};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Closing, Registration, end_fault};
use crate::registrations::queries::Episode;
use crate::registrations::reasons::{Destination, EndReason};
use crate::web::form::{chosen, typed_date};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, with what should give pause before it is sent.
#[derive(Template)]
#[template(path = "registrations/close.html")]
pub struct ClosePage {
    heading: Heading,
    episode: Episode,
    /// Set while the child is not seen: closing takes a child off that list.
    not_seen: Option<String>,
    form: CloseForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CloseForm {
    ended_on: String,
    reason: String,
    destination: String,
    #[validate(length(max = 2_000, message = "Keep the note to 2,000 characters"))]
    words: String,
}

impl CloseForm {
    fn read(&self, started_on: NaiveDate, today: NaiveDate) -> Result<Closing, Faults> {
        let mut faults = Faults::none();
        let ended_on = faults.take("ended_on", end(&self.ended_on, started_on, today));
        let reason = faults.take("reason", offered(&self.reason));
        let destination = reason.and_then(|reason| faults.take("destination", destination(reason, &self.destination)));
        if reason == Some(EndReason::Other) && self.words.trim().is_empty() {
            faults.add("words", "Say in a few words why the registration ends");
        }
        faults.add_all(self.validate());
        match (ended_on, reason, destination) {
            (Some(ended_on), Some(reason), Some(destination)) if faults.is_empty() => {
                Ok(Closing { ended_on, reason, destination, words: self.words.trim().to_owned() })
            }
            _ => Err(faults),
        }
    }
}

fn end(text: &str, started_on: NaiveDate, today: NaiveDate) -> Result<NaiveDate, String> {
    let day = typed_date(text, "the day the registration ends", today)?;
    end_fault(day, today, started_on).map_or(Ok(day), Err)
}

fn offered(text: &str) -> Result<EndReason, String> {
    let reason = chosen::<EndReason>(text, "Choose why the registration ends")?;
    EndReason::OFFERED.contains(&reason).then_some(reason).ok_or_else(|| "Choose a reason from the list".to_owned())
}

fn destination(reason: EndReason, text: &str) -> Result<Destination, String> {
    if text.is_empty() && !reason.needs_destination() {
        return Ok(Destination::None);
    }
    let destination = chosen::<Destination>(text, "Choose where the child goes; “Not known” is an answer")?;
    match (reason, destination) {
        (EndReason::Died, Destination::None) => Ok(destination),
        (EndReason::Died, _) => Err("Leave the destination at “None”".to_owned()),
        (reason, Destination::None) if reason.needs_destination() => Err("Choose where the child goes".to_owned()),
        _ => Ok(destination),
    }
}

/// `GET /children/{child}/registrations/{registration}/close`
pub async fn show(officer: Officer, of: Of) -> Result<Page<ClosePage>> {
    let (child, registration) = of.into_inner();
    let (heading, episode, not_seen) = load(&officer, child, registration).await?;
    let form = CloseForm { ended_on: officer.today().format("%-d/%-m/%Y").to_string(), ..CloseForm::default() };
    Ok(Page(ClosePage { heading, episode, not_seen, form, faults: Faults::none() }))
}

/// `POST /children/{child}/registrations/{registration}/close`
pub async fn send(officer: Officer, of: Of, Form(form): Form<CloseForm>) -> Result<Reply<ClosePage>> {
    let (child, registration) = of.into_inner();
    let (heading, episode, not_seen) = load(&officer, child, registration).await?;
    match form.read(episode.started_on, officer.today()) {
        Err(faults) => Ok(Reply::Invalid(ClosePage { heading, episode, not_seen, form, faults })),
        Ok(closing) => {
            officer
                .change(Event::RegistrationClosed { child, registration }, move |desk| {
                    desk.close_registration(child, registration, &closing)
                })
                .await?;
            Ok(Reply::go_to(record(child, "registration-closed")))
        }
    }
}

async fn load(officer: &Officer, child: Id<Child>, registration: Id<Registration>) -> Result<(Heading, Episode, Option<String>)> {
    let today = officer.today();
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let (heading, episode) = (desk.heading(child)?, desk.episode(child, registration)?);
            let standing = desk.standing(child, today)?;
            let not_seen =
                standing.filter(|standing| standing.verdict(today).is_not_seen()).map(|standing| standing.reason(today));
            Ok((heading, episode, not_seen))
        })
        .await
}

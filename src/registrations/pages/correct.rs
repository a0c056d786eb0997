//! Putting right what was written down about a registration: when it began, why, and how we knew.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::open::reason_for;
use super::{Of, record};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Begun, Registration, end_fault, start_fault};
use crate::registrations::queries::Episode;
use crate::registrations::reasons::{Reason, Source};
use crate::web::form::{chosen, typed_date};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, and what it is checked against.
#[derive(Template)]
#[template(path = "registrations/correct.html")]
pub struct CorrectPage {
    heading: Heading,
    episode: Episode,
    /// When the registration before this one ended.
    last_end: Option<NaiveDate>,
    /// How the beginning is kept now.
    said: String,
    form: CorrectForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CorrectForm {
    /// How the beginning was kept when the form was opened.
    opened: String,
    started_on: String,
    source: String,
    reason: String,
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    reason_words: String,
    #[validate(length(max = 2_000, message = "Keep the note to 2,000 characters"))]
    why: String,
}

impl CorrectForm {
    fn read(&self, page: &CorrectPage, today: NaiveDate) -> Result<(Begun, String), Faults> {
        let mut faults = Faults::none();
        let started_on = faults.take("started_on", start(&self.started_on, page, today));
        let source = faults.take("source", chosen::<Source>(&self.source, "Choose how you came to know"));
        let reason = faults.take("reason", reason_for(Some(page.episode.kind), &self.reason));
        if self.why.trim().is_empty() {
            faults.add("why", "Say how you know");
        }
        faults.add_all(self.validate());
        match (started_on, source, reason) {
            (Some(started_on), Some(source), Some(reason)) if faults.is_empty() => {
                let reason_words = self.reason_words.trim().replace("\r\n", "\n");
                Ok((Begun { started_on, source, reason, reason_words }, self.why.trim().replace("\r\n", "\n")))
            }
            _ => Err(faults),
        }
    }
}

fn start(text: &str, page: &CorrectPage, today: NaiveDate) -> Result<NaiveDate, String> {
    let start = typed_date(text, "the day the registration started", today)?;
    let fault = start_fault(start, today, page.heading.date_of_birth, page.last_end);
    let fault = fault.or_else(|| page.episode.ended_on.and_then(|end| end_fault(end, today, start)));
    fault.map_or(Ok(start), Err)
}

/// `GET /children/{child}/registrations/{registration}/correct`
pub async fn show(officer: Officer, of: Of) -> Result<Page<CorrectPage>> {
    let (child, registration) = of.into_inner();
    Ok(Page(page(&officer, child, registration).await?))
}

/// `POST /children/{child}/registrations/{registration}/correct`
pub async fn send(officer: Officer, of: Of, Form(form): Form<CorrectForm>) -> Result<Reply<CorrectPage>> {
    let (child, registration) = of.into_inner();
    let page = page(&officer, child, registration).await?;
    let (begun, why) = match form.read(&page, officer.today()) {
        Ok(read) => read,
        Err(faults) => return Ok(Reply::Invalid(CorrectPage { form, faults, ..page })),
    };
    let opened = form.opened.clone();
    let event = Event::RegistrationCorrected { child, registration };
    let corrected =
        officer.change(event, move |desk| desk.correct_registration(child, registration, &begun, &opened, &why)).await;
    if meanwhile::was_changed(corrected)? {
        let page = self::page(&officer, child, registration).await?;
        let form = CorrectForm { opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(CorrectPage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(record(child, "registration-corrected")))
}

async fn page(officer: &Officer, child: Id<Child>, registration: Id<Registration>) -> Result<CorrectPage> {
    let (heading, episode, last_end) = officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let (heading, episode) = (desk.heading(child)?, desk.episode(child, registration)?);
            let others = desk.episodes(child)?.into_iter().filter(|other| other.id != registration);
            let earlier = others.filter(|other| (other.started_on, other.created_at) <= (episode.started_on, episode.created_at));
            let last_end = earlier.filter_map(|other| other.ended_on).max();
            Ok((heading, episode, last_end))
        })
        .await?;
    let begun = episode.begun();
    let form = CorrectForm {
        opened: meanwhile::stamp(&begun),
        started_on: begun.started_on.format("%-d/%-m/%Y").to_string(),
        source: begun.source.code().to_owned(),
        reason: begun.reason.code().to_owned(),
        reason_words: begun.reason_words.clone(),
        why: String::new(),
    };
    Ok(CorrectPage { heading, episode, last_end, said: begun.in_words(), form, faults: Faults::none() })
}

impl CorrectPage {
    /// The ways to choose from, with the one an import or a change of kind left.
    fn sources(&self) -> Vec<Source> {
        let own = Some(self.episode.source).filter(|source| !Source::OFFERED.contains(source));
        own.into_iter().chain(Source::OFFERED.iter().copied()).collect()
    }

    /// The reasons that fit the kind.
    fn reasons(&self) -> Vec<Reason> {
        Reason::ALL.iter().copied().filter(|reason| reason.fits(self.episode.kind)).collect()
    }
}

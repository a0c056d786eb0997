//! Record a contact; look at one in full.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::form::ContactForm;
use super::model::Contact;
use super::queries::{Choices, ContactSetting, KeptContact, NewContact, Team};
use crate::access::{Desk, Officer, role};
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::visits::model::{Visit, VisitState};
use crate::visits::queries::KnownVisit;
use crate::web::filters;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply};

/// Record a contact.
#[derive(Template)]
#[template(path = "contacts/new.html")]
pub(super) struct NewPage {
    setting: ContactSetting,
    visit: Option<KnownVisit>,
    officer: String,
    form: ContactForm,
    faults: Faults,
}

/// One contact in full.
#[derive(Template)]
#[template(path = "contacts/show.html")]
pub(super) struct ShowPage {
    child: Heading,
    contact: KeptContact,
    effect: String,
    now: ContactWords,
    recorder: String,
    marked_by: String,
    earlier: Vec<EarlierWords>,
}

/// The text of a contact as people read it.
pub(super) struct ContactWords(pub Vec<(&'static str, String)>);

struct EarlierWords {
    text: ContactWords,
    reason: String,
    by: String,
    at: chrono::NaiveDateTime,
}

/// Which visit this is the outcome of.
#[derive(Deserialize)]
pub(super) struct OfVisit {
    visit: Option<String>,
}

pub(super) async fn new(officer: Officer, id: web::Path<Id<Child>>, of: web::Query<OfVisit>) -> Result<Page<NewPage>> {
    let (child, today, me) = (*id, officer.today(), officer.who().clone());
    let visit = of.into_inner().visit.map(|visit| visit.parse::<Id<Visit>>().map_err(|_| Error::NotFound)).transpose()?;
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let setting = desk.contact_setting(child, Choices::Offered)?;
            let visit = visit.map(|visit| desk.visit(child, visit)).transpose()?;
            if visit.as_ref().is_some_and(|visit| visit.state != VisitState::Planned) {
                return Err(Error::Conflict("This visit was cancelled, or its outcome is recorded already.".into()));
            }
            let form = match &visit {
                Some(visit) => ContactForm::of_visit(visit, &setting, &me, today),
                None => ContactForm::blank(today),
            };
            Ok(Page(NewPage { setting, visit, officer: me.name, form, faults: Faults::none() }))
        })
        .await
}

pub(super) async fn record(officer: Officer, id: web::Path<Id<Child>>, form: Form<ContactForm>) -> Result<Reply<NewPage>> {
    let (child, form) = (*id, form.0);
    let contact: Id<Contact> = form.id.parse().map_err(|_| Error::NotFound)?;
    let visit = optional::<Visit>(&form.visit)?;
    let sent = form.clone();
    let recorded = officer
        .jot_unless(Event::ContactRecorded { child, contact }, move |desk| {
            let (child, text) = read(desk, child, &sent)?;
            match text {
                Ok(text) => desk.record_contact(&child, &text, visit).map(Ok),
                Err(faults) => Ok(Err(faults)),
            }
        })
        .await;
    match recorded {
        Ok(Ok(())) => {}
        Ok(Err(faults)) => return refuse(&officer, child, visit, form, faults).await.map(Reply::Invalid),
        Err(refused @ Error::Conflict(_)) => {
            let is_the_same = officer
                .glance(Event::ContactOpened { child, contact }, move |desk| match read(desk, child, &form)?.1 {
                    Ok(wanted) => is_recorded_so(desk, &wanted),
                    Err(_) => Ok(false),
                })
                .await;
            if !matches!(is_the_same, Ok(true)) {
                return Err(refused);
            }
        }
        Err(error) => return Err(error),
    }
    Ok(Reply::go_to(format!("/children/{child}?done=contact-recorded")))
}

/// Whose contact it is, and what a form means for the child or what is wrong with it.
fn read<M>(
    desk: &mut Desk<'_, role::Officer, M>,
    child: Id<Child>,
    form: &ContactForm,
) -> Result<(Heading, Result<NewContact, Faults>)> {
    let setting = desk.contact_setting(child, form.choices())?;
    let text = form.read(&setting, &desk.who().name, desk.today());
    Ok((setting.child, text))
}

/// The form again, with what was typed and what is wrong with it.
async fn refuse(
    officer: &Officer,
    child: Id<Child>,
    visit: Option<Id<Visit>>,
    form: ContactForm,
    faults: Faults,
) -> Result<NewPage> {
    let name = officer.who().name.clone();
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let setting = desk.contact_setting(child, Choices::Offered)?;
            let visit = visit.map(|visit| desk.visit(child, visit)).transpose()?;
            Ok(NewPage { setting, visit, officer: name, form, faults })
        })
        .await
}

/// Whether a form that came twice was kept the first time, word for word.
fn is_recorded_so(desk: &mut Desk<'_, role::Officer>, wanted: &NewContact) -> Result<bool> {
    let kept = desk.contact(wanted.child_id, wanted.id)?;
    Ok(kept.text == *wanted && kept.recorded_by == desk.who().actor)
}

pub(super) async fn show(officer: Officer, ids: web::Path<(Id<Child>, Id<Contact>)>) -> Result<Page<ShowPage>> {
    let (child, contact) = ids.into_inner();
    officer
        .glance(Event::ContactOpened { child, contact }, move |desk| {
            let child = desk.heading(child)?;
            let contact = desk.contact(child.id, contact)?;
            let earlier = desk.earlier_texts(contact.text.id)?;
            let addresses =
                desk.known_addresses(child.id)?.into_iter().map(|address| (address.id.to_string(), address.words)).collect();
            let actors: Vec<&str> = earlier
                .iter()
                .map(|earlier| earlier.replaced_by.as_str())
                .chain([contact.recorded_by.as_str()])
                .chain(contact.error_by.as_deref())
                .collect();
            let names = desk.actor_names(&actors)?;
            let name = |actor: &str| names.get(actor).map_or(actor, String::as_str).to_owned();
            let mut words = |text: &NewContact| -> Result<ContactWords> {
                let team = text.organisation_id.map(|team| desk.team_name(team)).transpose()?;
                Ok(ContactWords::of(text, team.as_deref(), &addresses))
            };
            let now = words(&contact.text)?;
            let earlier = earlier
                .iter()
                .map(|earlier| {
                    let text = words(&earlier.text)?;
                    Ok(EarlierWords {
                        text,
                        reason: earlier.reason.clone(),
                        by: name(&earlier.replaced_by),
                        at: earlier.replaced_at,
                    })
                })
                .collect::<Result<_>>()?;
            Ok(Page(ShowPage {
                effect: contact.text.fact(contact.entered_in_error).effect(),
                recorder: name(&contact.recorded_by),
                marked_by: contact.error_by.as_deref().map(name).unwrap_or_default(),
                child,
                contact,
                now,
                earlier,
            }))
        })
        .await
}

impl ContactWords {
    fn of(text: &NewContact, team: Option<&str>, addresses: &BTreeMap<String, String>) -> Self {
        let known = text.address_id.and_then(|address| addresses.get(address.as_str()).cloned());
        let place =
            [known.unwrap_or_default(), text.place.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let agency = match team {
            Some(team) => format!("{} ({team})", text.agency_kind.label()),
            None => text.agency_kind.label().to_owned(),
        };
        Self(vec![
            ("Date", crate::dates::long_date(text.occurred_on)),
            ("Agency", agency),
            ("Who had the contact", text.practitioner.clone()),
            ("How", text.mode.label().to_owned()),
            ("What came of it", text.outcome.label().to_owned()),
            ("Child seen", text.child_seen.label().to_owned()),
            ("Child spoken to", text.spoken_to.label().to_owned()),
            ("Alone", text.alone.label().to_owned()),
            ("Why not alone", text.not_alone_reason.clone()),
            ("Where", place.join(": ")),
            ("What the child said", text.child_said.clone()),
            ("Notes", text.notes.clone()),
            ("Concern", text.concern.label().to_owned()),
            ("Next step", text.next_step.clone()),
        ])
    }
}

impl EarlierWords {
    /// Whether the answer to a question reads differently now.
    fn is_different(&self, question: &str, now: &ContactWords) -> bool {
        let answer =
            |words: &ContactWords| words.0.iter().find(|(asked, _)| *asked == question).map(|(_, answer)| answer.clone());
        answer(&self.text) != answer(now)
    }
}

/// An id that may be left empty.
fn optional<T>(text: &str) -> Result<Option<Id<T>>> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

impl ContactSetting {
    /// The choices of *address*.
    pub(super) fn address_choices(&self) -> Vec<Choice> {
        let elsewhere = Choice { code: super::form::ELSEWHERE.into(), label: "Somewhere else".into() };
        self.addresses
            .iter()
            .map(|address| {
                let until = address.to_on.map(|day| format!(" (until {})", crate::dates::short_date(day))).unwrap_or_default();
                Choice { code: address.id.to_string(), label: format!("{}{until}", address.words) }
            })
            .chain([elsewhere])
            .collect()
    }

    /// The organisations to choose from, by kind of agency.
    pub(super) fn teams_by_kind(&self) -> Vec<(&'static str, Vec<&Team>)> {
        AgencyKind::ALL
            .iter()
            .map(|kind| (kind.label(), self.teams.iter().filter(|team| team.kind == *kind).collect::<Vec<_>>()))
            .filter(|(_, teams)| !teams.is_empty())
            .collect()
    }
}

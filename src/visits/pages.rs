//! Plan a visit; look at one.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{VISIT_MODES, Visit, VisitState, time_of_day};
use super::queries::{KnownChange, KnownVisit, NewVisit};
use crate::access::account::Account;
use crate::access::{Desk, Officer, role};
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::contacts::model::Mode;
use crate::dates::long_date;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::filters;
use crate::web::form::{Choice, chosen, typed_date};
use crate::web::{Faults, Form, Page, Reply};

/// Plan a visit.
#[derive(Template)]
#[template(path = "visits/new.html")]
pub(super) struct NewPage {
    setting: Setting,
    form: VisitForm,
    faults: Faults,
}

/// What the form of a visit stands on.
struct Setting {
    child: Heading,
    people: Vec<(Id<Account>, String)>,
    addresses: Vec<String>,
    planned: Option<String>,
}

/// One visit.
#[derive(Template)]
#[template(path = "visits/show.html")]
pub(super) struct ShowPage {
    child: Heading,
    visit: KnownVisit,
    changes: Vec<KnownChange>,
    names: BTreeMap<String, String>,
    has_no_outcome: bool,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(super) struct VisitForm {
    id: String,
    planned_on: String,
    planned_time: String,
    mode: String,
    #[validate(length(max = 300, message = "The place must be 300 characters or fewer"))]
    place: String,
    goes: String,
    #[validate(length(max = 1000, message = "The purpose must be 1,000 characters or fewer"))]
    purpose: String,
}

impl VisitForm {
    fn read(&self, setting: &Setting, today: NaiveDate) -> Result<NewVisit, Faults> {
        let mut faults = Faults::none();
        let planned_on = faults.take("planned_on", day_to_come(&self.planned_on, today));
        let planned_time = faults.take("planned_time", time(&self.planned_time));
        let mode = faults.take("mode", chosen::<Mode>(&self.mode, "Choose how you will meet"));
        if mode.is_some_and(|mode| !VISIT_MODES.contains(&mode)) {
            faults.add("mode", "Choose how you will meet");
        }
        let goes = setting.people.iter().find(|(id, _)| id.as_str() == self.goes).map(|(id, _)| *id);
        if goes.is_none() && !self.goes.is_empty() {
            faults.add("goes", "Choose who goes from the list, or nobody yet");
        }
        faults.add_all(self.validate());
        match (planned_on, planned_time, mode, self.id.parse()) {
            (Some(planned_on), Some(planned_time), Some(mode), Ok(id)) if faults.is_empty() => Ok(NewVisit {
                id,
                child_id: setting.child.id,
                planned_on,
                planned_time,
                mode,
                place: self.place.trim().to_owned(),
                purpose: self.purpose.trim().to_owned(),
                goes,
                state: VisitState::Planned,
                contact_id: None,
            }),
            _ => Err(faults),
        }
    }
}

/// A visit is for today or a day to come.
pub(super) fn day_to_come(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let day = typed_date(text, "the date of the visit", today)?;
    if day < today {
        return Err("The date of the visit has passed: record a contact for what has happened already".into());
    }
    if day > today + chrono::Days::new(366 * 2) {
        return Err(format!("{} is more than two years from now: check the year", long_date(day)));
    }
    Ok(day)
}

/// A time of day, or none.
pub(super) fn time(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    time_of_day(text).ok_or_else(|| "Enter the time like 14:30, or leave it empty".to_owned())
}

fn setting(desk: &mut Desk<'_, role::Officer>, child: Id<Child>) -> Result<Setting> {
    let planned = desk.next_visits(&[child])?.remove(&child).map(|visit| visit.words(desk.today()));
    let addresses = desk.known_addresses(child)?.into_iter().filter(|address| address.to_on.is_none());
    Ok(Setting {
        addresses: addresses.map(|address| address.words).collect(),
        child: desk.heading(child)?,
        people: desk.officers()?,
        planned,
    })
}

impl Setting {
    fn choices(&self) -> Vec<Choice> {
        self.people.iter().map(|(id, name)| Choice { code: id.to_string(), label: name.clone() }).collect()
    }
}

pub(super) async fn new(officer: Officer, id: web::Path<Id<Child>>) -> Result<Page<NewPage>> {
    let (child, me) = (*id, officer.who().account);
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let setting = setting(desk, child)?;
            let form = VisitForm {
                id: Id::<Visit>::mint().to_string(),
                mode: Mode::HomeVisit.code().into(),
                place: setting.addresses.first().cloned().unwrap_or_default(),
                goes: me.map(|me| me.to_string()).unwrap_or_default(),
                ..VisitForm::default()
            };
            Ok(Page(NewPage { setting, form, faults: Faults::none() }))
        })
        .await
}

pub(super) async fn plan(officer: Officer, id: web::Path<Id<Child>>, form: Form<VisitForm>) -> Result<Reply<NewPage>> {
    let (child, form, today) = (*id, form.0, officer.today());
    let visit: Id<Visit> = form.id.parse().map_err(|_| Error::NotFound)?;
    let known = officer.read(move |desk| setting(desk, child)).await?;
    let wanted = match form.read(&known, today) {
        Ok(wanted) => wanted,
        Err(faults) => {
            let event = Event::ChildOpened { child };
            let setting = officer.glance(event, move |desk| setting(desk, child)).await?;
            return Ok(Reply::Invalid(NewPage { setting, form, faults }));
        }
    };
    let again = wanted.clone();
    let planned = officer.change(Event::VisitPlanned { child, visit }, move |desk| desk.plan_visit(&wanted)).await;
    if let Err(refused @ Error::Conflict(_)) = planned {
        let event = Event::VisitOpened { child, visit };
        let is_the_same = officer.glance(event, move |desk| desk.is_planned_so(&again)).await;
        if !matches!(is_the_same, Ok(true)) {
            return Err(refused);
        }
    } else {
        planned?;
    }
    Ok(Reply::go_to(format!("/children/{child}?done=visit-planned")))
}

pub(super) async fn show(officer: Officer, ids: web::Path<(Id<Child>, Id<Visit>)>) -> Result<Page<ShowPage>> {
    let ((child, visit), today) = (ids.into_inner(), officer.today());
    officer
        .glance(Event::VisitOpened { child, visit }, move |desk| {
            let child = desk.heading(child)?;
            let visit = desk.visit(child.id, visit)?;
            let changes = desk.visit_changes(visit.id)?;
            let went = changes.iter().flat_map(|change| [&change.goes_before, &change.goes]).flatten().map(Id::as_str);
            let by = changes.iter().map(|change| change.changed_by.as_str()).chain([visit.created_by.as_str()]);
            let actors: Vec<&str> = by.chain(went).collect();
            let names = desk.actor_names(&actors)?;
            let has_no_outcome = visit.state == VisitState::Planned && visit.planned_on < today;
            Ok(Page(ShowPage { child, visit, changes, names, has_no_outcome }))
        })
        .await
}

impl ShowPage {
    fn who(&self, account: &Option<Id<Account>>) -> String {
        account.as_ref().map_or_else(|| "nobody".to_owned(), |account| self.name(account.as_str()).to_owned())
    }

    fn name<'a>(&'a self, actor: &'a str) -> &'a str {
        self.names.get(actor).map_or(actor, String::as_str)
    }
}

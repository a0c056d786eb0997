//! Move a visit to another day or give it to somebody else, or cancel it: with a reason, which is kept.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::model::{ChangeKind, Visit, VisitChange, VisitState};
use super::pages::{day_to_come, time};
use super::queries::KnownVisit;
use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::filters;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply};

/// Move a visit.
#[derive(Template)]
#[template(path = "visits/move.html")]
pub(super) struct MovePage {
    child: Heading,
    visit: KnownVisit,
    people: Vec<Choice>,
    /// When it is now and who goes.
    said: String,
    form: ChangeForm,
    faults: Faults,
}

/// Cancel a visit.
#[derive(Template)]
#[template(path = "visits/cancel.html")]
pub(super) struct CancelPage {
    child: Heading,
    visit: KnownVisit,
    form: ChangeForm,
    faults: Faults,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(super) struct ChangeForm {
    id: String,
    /// When it was and who went when the form was opened.
    opened: String,
    planned_on: String,
    planned_time: String,
    goes: String,
    #[validate(length(max = 1000, message = "The reason must be 1,000 characters or fewer"))]
    reason: String,
}

impl ChangeForm {
    fn blank() -> Self {
        Self { id: Id::<VisitChange>::mint().to_string(), ..Self::default() }
    }

    fn why(&self, question: &str, faults: &mut Faults) {
        if self.reason.trim().is_empty() {
            faults.add("reason", question);
        }
        faults.add_all(self.validate());
    }
}

type OfChild = web::Path<(Id<Child>, Id<Visit>)>;

/// The visit, where it can still be changed.
async fn planned(officer: &Officer, child: Id<Child>, visit: Id<Visit>) -> Result<(Heading, KnownVisit)> {
    officer
        .glance(Event::VisitOpened { child, visit }, move |desk| {
            let known = desk.visit(child, visit)?;
            match known.state {
                VisitState::Planned => Ok((desk.heading(child)?, known)),
                VisitState::Done => Err(Error::Conflict("The outcome of this visit is already recorded.".into())),
                VisitState::Cancelled => Err(Error::Conflict("This visit was cancelled.".into())),
            }
        })
        .await
}

pub(super) async fn ask_to_move(officer: Officer, ids: OfChild) -> Result<Page<MovePage>> {
    Ok(Page(move_page(&officer, ids.into_inner()).await?))
}

async fn move_page(officer: &Officer, (child, visit): (Id<Child>, Id<Visit>)) -> Result<MovePage> {
    let (child, visit) = planned(officer, child, visit).await?;
    let people = officer.read(|desk| desk.officers()).await?;
    let people: Vec<Choice> = people.into_iter().map(|(id, name)| Choice { code: id.to_string(), label: name }).collect();
    let is_to_come = visit.planned_on >= officer.today();
    let form = ChangeForm {
        opened: meanwhile::stamp(&visit.plan()),
        planned_on: if is_to_come { visit.planned_on.format("%-d/%-m/%Y").to_string() } else { String::new() },
        planned_time: visit.planned_time.clone(),
        goes: visit.goes.map(|goes| goes.to_string()).unwrap_or_default(),
        ..ChangeForm::blank()
    };
    let said = format!("{}. Who goes: {}", visit.when(), visit.who());
    Ok(MovePage { child, visit, people, said, form, faults: Faults::none() })
}

pub(super) async fn move_it(officer: Officer, ids: OfChild, form: Form<ChangeForm>) -> Result<Reply<MovePage>> {
    let ((child, visit), form) = (ids.into_inner(), form.0);
    let id: Id<VisitChange> = form.id.parse().map_err(|_| Error::NotFound)?;
    let page = move_page(&officer, (child, visit)).await?;
    let mut faults = Faults::none();
    let to_on = faults.take("planned_on", day_to_come(&form.planned_on, officer.today()));
    let at = faults.take("planned_time", time(&form.planned_time));
    form.why("Enter why the visit is moved", &mut faults);
    let goes = faults.take("goes", who(&form.goes, &page.people));
    let (Some(to_on), Some(at), Some(goes), true) = (to_on, at, goes, faults.is_empty()) else {
        return Ok(Reply::Invalid(MovePage { form, faults, ..page }));
    };
    if page.visit.plan() == (to_on, at.clone(), goes) {
        // Sent twice: it is so already, and nothing more is kept of it.
        if officer.look_up(move |desk| desk.is_visit_change_made(id, visit, ChangeKind::Moved)).await? {
            return Ok(Reply::go_to(format!("/children/{child}/visits/{visit}?done=visit-moved")));
        }
        faults.add("planned_on", "The visit is planned like this already: choose another day, time or person");
        return Ok(Reply::Invalid(MovePage { form, faults, ..page }));
    }
    let (opened, reason) = (form.opened.clone(), form.reason.trim().to_owned());
    let event = Event::VisitMoved { child, visit };
    let moved = officer.change(event, move |desk| desk.move_visit(id, (child, visit), (to_on, at, goes), &opened, &reason)).await;
    if meanwhile::was_changed(moved)? {
        let page = move_page(&officer, (child, visit)).await?;
        let form = ChangeForm { id: page.form.id.clone(), opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(MovePage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}/visits/{visit}?done=visit-moved")))
}

pub(super) async fn ask_to_cancel(officer: Officer, ids: OfChild) -> Result<Page<CancelPage>> {
    let (child, visit) = planned(&officer, ids.0, ids.1).await?;
    Ok(Page(CancelPage { child, visit, form: ChangeForm::blank(), faults: Faults::none() }))
}

pub(super) async fn cancel(officer: Officer, ids: OfChild, form: Form<ChangeForm>) -> Result<Reply<CancelPage>> {
    let ((child, visit), form) = (ids.into_inner(), form.0);
    let id: Id<VisitChange> = form.id.parse().map_err(|_| Error::NotFound)?;
    let mut faults = Faults::none();
    form.why("Enter why the visit is cancelled", &mut faults);
    if !faults.is_empty() {
        let (child, visit) = planned(&officer, child, visit).await?;
        return Ok(Reply::Invalid(CancelPage { child, visit, form, faults }));
    }
    let reason = form.reason.trim().to_owned();
    let event = Event::VisitCancelled { child, visit };
    let cancelled = officer.change(event, move |desk| desk.cancel_visit(id, child, visit, &reason)).await;
    unless_made_before(&officer, cancelled, (child, visit), id).await?;
    Ok(Reply::go_to(format!("/children/{child}/visits/{visit}?done=visit-cancelled")))
}

/// Somebody of the list, or nobody yet.
fn who(text: &str, people: &[Choice]) -> Result<Option<Id<Account>>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let known = people.iter().any(|person| person.code() == text);
    let account = text.parse().ok().filter(|_| known);
    account.map(Some).ok_or_else(|| "Choose who goes from the list, or nobody yet".to_owned())
}

/// A form that came twice is a success both times; anything else that collides is not.
async fn unless_made_before(
    officer: &Officer,
    outcome: Result<()>,
    (child, visit): (Id<Child>, Id<Visit>),
    id: Id<VisitChange>,
) -> Result<()> {
    let Err(refused @ Error::Conflict(_)) = outcome else { return outcome };
    let event = Event::VisitOpened { child, visit };
    let is_made = officer.glance(event, move |desk| desk.is_visit_change_made(id, visit, ChangeKind::Cancelled)).await?;
    if is_made { Ok(()) } else { Err(refused) }
}

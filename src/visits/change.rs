//! Move a visit to another day, or cancel it: with a reason, which is kept.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::model::{Visit, VisitChange, VisitState};
use super::pages::{day_to_come, time};
use super::queries::KnownVisit;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::filters;
use crate::web::{Faults, Form, Page, Reply};

/// Move a visit.
#[derive(Template)]
#[template(path = "visits/move.html")]
pub(super) struct MovePage {
    child: Heading,
    visit: KnownVisit,
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
    planned_on: String,
    planned_time: String,
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
    let (child, visit) = planned(&officer, ids.0, ids.1).await?;
    let form = ChangeForm { planned_time: visit.planned_time.clone(), ..ChangeForm::blank() };
    Ok(Page(MovePage { child, visit, form, faults: Faults::none() }))
}

pub(super) async fn move_it(officer: Officer, ids: OfChild, form: Form<ChangeForm>) -> Result<Reply<MovePage>> {
    let ((child, visit), form) = (ids.into_inner(), form.0);
    let id: Id<VisitChange> = form.id.parse().map_err(|_| Error::NotFound)?;
    let mut faults = Faults::none();
    let to_on = faults.take("planned_on", day_to_come(&form.planned_on, officer.today()));
    let at = faults.take("planned_time", time(&form.planned_time));
    form.why("Enter why the visit is moved", &mut faults);
    let (Some(to_on), Some(at), true) = (to_on, at, faults.is_empty()) else {
        let (child, visit) = planned(&officer, child, visit).await?;
        return Ok(Reply::Invalid(MovePage { child, visit, form, faults }));
    };
    let reason = form.reason.trim().to_owned();
    let event = Event::VisitMoved { child, visit };
    let moved = officer.change(event, move |desk| desk.move_visit(id, (child, visit), (to_on, &at), &reason)).await;
    unless_made_before(&officer, moved, (child, visit), id, Some(to_on)).await?;
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
    unless_made_before(&officer, cancelled, (child, visit), id, None).await?;
    Ok(Reply::go_to(format!("/children/{child}/visits/{visit}?done=visit-cancelled")))
}

/// A form that came twice is a success both times; anything else that collides is not.
async fn unless_made_before(
    officer: &Officer,
    outcome: Result<()>,
    (child, visit): (Id<Child>, Id<Visit>),
    id: Id<VisitChange>,
    to_on: Option<chrono::NaiveDate>,
) -> Result<()> {
    let Err(refused @ Error::Conflict(_)) = outcome else { return outcome };
    let event = Event::VisitOpened { child, visit };
    let is_made = officer.glance(event, move |desk| desk.is_visit_changed_so(id, visit, to_on)).await?;
    if is_made { Ok(()) } else { Err(refused) }
}

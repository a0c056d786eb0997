//! Adding a parent or carer, changing or ending one.

use actix_web::web;
use askama::Template;

use super::CarerRow;
use super::form::CarerForm;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::model::ParentOrCarer;
use crate::children::queries::Heading;
use crate::children::{meanwhile, twice};
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form of one parent or carer.
#[derive(Template)]
#[template(path = "children/carer.html")]
pub struct CarerPage {
    heading: Heading,
    is_new: bool,
    /// What is kept now.
    said: String,
    form: CarerForm,
    faults: Faults,
}

/// `GET /children/{child}/carers/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<CarerPage>> {
    let page = page_for_new(&officer, child.into_inner(), CarerForm::blank(), Faults::none());
    Ok(Page(page.await?))
}

/// `POST /children/{child}/carers/new`
pub async fn send_new(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<CarerForm>) -> Result<Reply<CarerPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        return Ok(Reply::Invalid(page_for_new(&officer, child, form, faults).await?));
    };
    let (event, sent) = (Event::CarerAdded { child }, new.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_typed_carer(&new)).await;
    let same = officer
        .read(move |desk| {
            let there = desk.carer(child, sent.id).ok();
            Ok(there == Some(CarerRow::from(sent)) && desk.has_done(&event, child)?)
        })
        .await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

/// `GET /children/{child}/carers/{row}`
pub async fn change(officer: Officer, of: web::Path<(Id<Child>, Id<ParentOrCarer>)>) -> Result<Page<CarerPage>> {
    let (child, row) = of.into_inner();
    Ok(Page(page_for_known(&officer, child, row).await?))
}

/// `POST /children/{child}/carers/{row}`
pub async fn send_changed(
    officer: Officer,
    of: web::Path<(Id<Child>, Id<ParentOrCarer>)>,
    Form(form): Form<CarerForm>,
) -> Result<Reply<CarerPage>> {
    let (child, row) = of.into_inner();
    let form = CarerForm { carer_id: row.to_string(), ..form };
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        let page = page_for_known(&officer, child, row).await?;
        return Ok(Reply::Invalid(CarerPage { form, faults, ..page }));
    };
    let opened = form.opened.clone();
    let saved = officer.change(Event::CarerChanged { child }, move |desk| desk.change_carer(&new, &opened)).await;
    if meanwhile::was_changed(saved)? {
        let page = page_for_known(&officer, child, row).await?;
        let form = CarerForm { opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(CarerPage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page_for_new(officer: &Officer, child: Id<Child>, form: CarerForm, faults: Faults) -> Result<CarerPage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    Ok(CarerPage { heading, is_new: true, said: String::new(), form, faults })
}

async fn page_for_known(officer: &Officer, child: Id<Child>, row: Id<ParentOrCarer>) -> Result<CarerPage> {
    let known = officer.glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.carer(child, row)?)));
    let (heading, row) = known.await?;
    Ok(CarerPage { heading, is_new: false, said: row.said(), form: CarerForm::of(&row), faults: Faults::none() })
}

//! Adding a circumstance, changing or ending one.

use actix_web::web;
use askama::Template;

use super::CircumstanceRow;
use super::form::CircumstanceForm;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Circumstance;
use crate::children::queries::Heading;
use crate::children::{meanwhile, twice};
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form of one circumstance.
#[derive(Template)]
#[template(path = "children/circumstance.html")]
pub struct CircumstancePage {
    heading: Heading,
    is_new: bool,
    /// What is kept now.
    said: String,
    form: CircumstanceForm,
    faults: Faults,
}

/// `GET /children/{child}/circumstances/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<CircumstancePage>> {
    let page = page_for_new(&officer, child.into_inner(), CircumstanceForm::blank(), Faults::none());
    Ok(Page(page.await?))
}

/// `POST /children/{child}/circumstances/new`
pub async fn send_new(
    officer: Officer,
    child: web::Path<Id<Child>>,
    Form(form): Form<CircumstanceForm>,
) -> Result<Reply<CircumstancePage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        return Ok(Reply::Invalid(page_for_new(&officer, child, form, faults).await?));
    };
    let (event, sent) = (Event::CircumstanceAdded { child }, new.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_typed_circumstance(&new)).await;
    let same = officer
        .read(move |desk| {
            let there = desk.circumstance(child, sent.id).ok();
            Ok(there == Some(CircumstanceRow::from(sent)) && desk.has_done(&event, child)?)
        })
        .await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

/// `GET /children/{child}/circumstances/{row}`
pub async fn change(officer: Officer, of: web::Path<(Id<Child>, Id<Circumstance>)>) -> Result<Page<CircumstancePage>> {
    let (child, row) = of.into_inner();
    Ok(Page(page_for_known(&officer, child, row).await?))
}

/// `POST /children/{child}/circumstances/{row}`
pub async fn send_changed(
    officer: Officer,
    of: web::Path<(Id<Child>, Id<Circumstance>)>,
    Form(form): Form<CircumstanceForm>,
) -> Result<Reply<CircumstancePage>> {
    let (child, row) = of.into_inner();
    let form = CircumstanceForm { circumstance_id: row.to_string(), ..form };
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        let page = page_for_known(&officer, child, row).await?;
        return Ok(Reply::Invalid(CircumstancePage { form, faults, ..page }));
    };
    let opened = form.opened.clone();
    let saved = officer.change(Event::CircumstanceChanged { child }, move |desk| desk.change_circumstance(&new, &opened)).await;
    if meanwhile::was_changed(saved)? {
        let page = page_for_known(&officer, child, row).await?;
        let form = CircumstanceForm { opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(CircumstancePage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page_for_new(officer: &Officer, child: Id<Child>, form: CircumstanceForm, faults: Faults) -> Result<CircumstancePage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    Ok(CircumstancePage { heading, is_new: true, said: String::new(), form, faults })
}

async fn page_for_known(officer: &Officer, child: Id<Child>, row: Id<Circumstance>) -> Result<CircumstancePage> {
    let known =
        officer.glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.circumstance(child, row)?)));
    let (heading, row) = known.await?;
    Ok(CircumstancePage { heading, is_new: false, said: row.said(), form: CircumstanceForm::of(&row), faults: Faults::none() })
}

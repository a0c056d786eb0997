//! Adding education that is provided, changing or ending it.

use actix_web::web;
use askama::Template;

use super::ProvisionRow;
use super::form::ProvisionForm;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::children::queries::Provision;
use crate::children::{meanwhile, twice};
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form of one provision.
#[derive(Template)]
#[template(path = "children/provision.html")]
pub struct ProvisionPage {
    heading: Heading,
    is_new: bool,
    /// What is kept now.
    said: String,
    form: ProvisionForm,
    faults: Faults,
}

/// `GET /children/{child}/provisions/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<ProvisionPage>> {
    let page = page_for_new(&officer, child.into_inner(), ProvisionForm::blank(), Faults::none());
    Ok(Page(page.await?))
}

/// `POST /children/{child}/provisions/new`
pub async fn send_new(
    officer: Officer,
    child: web::Path<Id<Child>>,
    Form(form): Form<ProvisionForm>,
) -> Result<Reply<ProvisionPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        return Ok(Reply::Invalid(page_for_new(&officer, child, form, faults).await?));
    };
    let (event, sent) = (Event::EducationChanged { child }, new.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_typed_provision(&new)).await;
    let same = officer
        .read(move |desk| {
            let there = desk.provision(child, sent.id).ok();
            Ok(there == Some(ProvisionRow::from(sent)) && desk.has_done(&event, child)?)
        })
        .await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

/// `GET /children/{child}/provisions/{row}`
pub async fn change(officer: Officer, of: web::Path<(Id<Child>, Id<Provision>)>) -> Result<Page<ProvisionPage>> {
    let (child, row) = of.into_inner();
    Ok(Page(page_for_known(&officer, child, row).await?))
}

/// `POST /children/{child}/provisions/{row}`
pub async fn send_changed(
    officer: Officer,
    of: web::Path<(Id<Child>, Id<Provision>)>,
    Form(form): Form<ProvisionForm>,
) -> Result<Reply<ProvisionPage>> {
    let (child, row) = of.into_inner();
    let form = ProvisionForm { provision_id: row.to_string(), ..form };
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        let page = page_for_known(&officer, child, row).await?;
        return Ok(Reply::Invalid(ProvisionPage { form, faults, ..page }));
    };
    let opened = form.opened.clone();
    let saved = officer.change(Event::EducationChanged { child }, move |desk| desk.change_provision(&new, &opened)).await;
    if meanwhile::was_changed(saved)? {
        let page = page_for_known(&officer, child, row).await?;
        let form = ProvisionForm { opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(ProvisionPage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page_for_new(officer: &Officer, child: Id<Child>, form: ProvisionForm, faults: Faults) -> Result<ProvisionPage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    Ok(ProvisionPage { heading, is_new: true, said: String::new(), form, faults })
}

async fn page_for_known(officer: &Officer, child: Id<Child>, row: Id<Provision>) -> Result<ProvisionPage> {
    let known = officer.glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.provision(child, row)?)));
    let (heading, row) = known.await?;
    Ok(ProvisionPage { heading, is_new: false, said: row.said(), form: ProvisionForm::of(&row), faults: Faults::none() })
}

//! Adding an address, changing or ending one.

use actix_web::web;
use askama::Template;

use super::AddressRow;
use super::form::AddressForm;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::{Address, Heading};
use crate::children::{meanwhile, twice};
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form of one address.
#[derive(Template)]
#[template(path = "children/address.html")]
pub struct AddressPage {
    heading: Heading,
    is_new: bool,
    /// What is kept now.
    said: String,
    form: AddressForm,
    faults: Faults,
}

/// `GET /children/{child}/addresses/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<AddressPage>> {
    let page = page_for_new(&officer, child.into_inner(), AddressForm::blank(), Faults::none());
    Ok(Page(page.await?))
}

/// `POST /children/{child}/addresses/new`
pub async fn send_new(
    officer: Officer,
    child: web::Path<Id<Child>>,
    Form(form): Form<AddressForm>,
) -> Result<Reply<AddressPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let Some(address) = form.read(child, officer.today(), &mut faults) else {
        return Ok(Reply::Invalid(page_for_new(&officer, child, form, faults).await?));
    };
    let (event, sent) = (Event::AddressAdded { child }, address.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_typed_address(&address)).await;
    let same = officer
        .read(move |desk| {
            let there = desk.address(child, sent.id).ok();
            Ok(there == Some(AddressRow::from(sent)) && desk.has_done(&event, child)?)
        })
        .await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

/// `GET /children/{child}/addresses/{address}`
pub async fn change(officer: Officer, of: web::Path<(Id<Child>, Id<Address>)>) -> Result<Page<AddressPage>> {
    let (child, address) = of.into_inner();
    Ok(Page(page_for_known(&officer, child, address).await?))
}

/// `POST /children/{child}/addresses/{address}`
pub async fn send_changed(
    officer: Officer,
    of: web::Path<(Id<Child>, Id<Address>)>,
    Form(form): Form<AddressForm>,
) -> Result<Reply<AddressPage>> {
    let (child, address) = of.into_inner();
    let form = AddressForm { address_id: address.to_string(), ..form };
    let mut faults = Faults::none();
    let Some(new) = form.read(child, officer.today(), &mut faults) else {
        let page = page_for_known(&officer, child, address).await?;
        return Ok(Reply::Invalid(AddressPage { form, faults, ..page }));
    };
    let opened = form.opened.clone();
    let saved = officer.change(Event::AddressChanged { child }, move |desk| desk.change_address(&new, &opened)).await;
    if meanwhile::was_changed(saved)? {
        let page = page_for_known(&officer, child, address).await?;
        let form = AddressForm { opened: page.form.opened.clone(), ..form };
        return Ok(Reply::Invalid(AddressPage { form, faults: meanwhile::fault(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page_for_new(officer: &Officer, child: Id<Child>, form: AddressForm, faults: Faults) -> Result<AddressPage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    Ok(AddressPage { heading, is_new: true, said: String::new(), form, faults })
}

async fn page_for_known(officer: &Officer, child: Id<Child>, address: Id<Address>) -> Result<AddressPage> {
    let known =
        officer.glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.address(child, address)?)));
    let (heading, row) = known.await?;
    Ok(AddressPage { heading, is_new: false, said: row.said(), form: AddressForm::of(&row), faults: Faults::none() })
}

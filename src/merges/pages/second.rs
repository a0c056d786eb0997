//! Somebody knows of a second record of a child that nothing has found: its reference leads to merging
//! the two.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// Which record it is.
#[derive(Template)]
#[template(path = "merges/second.html")]
pub struct SecondPage {
    heading: Heading,
    form: SecondForm,
    faults: Faults,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SecondForm {
    #[validate(length(max = 40, message = "A reference is short, for example W-0412"))]
    reference: String,
}

async fn page(officer: &Officer, child: Id<Child>, form: SecondForm, faults: Faults) -> Result<SecondPage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    Ok(SecondPage { heading, form, faults })
}

/// `GET /children/{child}/merge`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<SecondPage>> {
    Ok(Page(page(&officer, *child, SecondForm::default(), Faults::none()).await?))
}

/// `POST /children/{child}/merge`
pub async fn send(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<SecondForm>) -> Result<Reply<SecondPage>> {
    let child = *child;
    let mut faults = Faults::none();
    faults.add_all(form.validate());
    let reference = form.reference.clone();
    let other = if faults.is_empty() { officer.read(move |desk| desk.child_called(&reference)).await? } else { None };
    match other {
        Some(other) if other != child => return Ok(Reply::go_to(format!("/children/{child}/merge/{other}"))),
        Some(_) => faults.add("reference", "This is the reference of this record itself, or of one that was merged into it"),
        None if faults.is_empty() => faults.add("reference", "No child of the register has this reference"),
        None => {}
    }
    Ok(Reply::Invalid(page(&officer, child, form, faults).await?))
}

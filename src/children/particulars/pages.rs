//! Changing what a child is known by.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::form::{ParticularsForm, year_groups};
use super::{FormerNameRow, FormerUpnRow};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::{Child, Ethnicity, Sex};
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, with the names and numbers the child had before.
#[derive(Template)]
#[template(path = "children/edit.html")]
pub struct EditPage {
    heading: Heading,
    former_names: Vec<FormerNameRow>,
    former_upns: Vec<FormerUpnRow>,
    year_groups: Vec<Choice>,
    form: EditForm,
    faults: Faults,
}

/// The particulars, and which state of the record they change.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    version: String,
    #[serde(flatten)]
    child: ParticularsForm,
}

/// `GET /children/{child}/edit`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<EditPage>> {
    Ok(Page(page(&officer, child.into_inner()).await?))
}

/// `POST /children/{child}/edit`
pub async fn send(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<EditForm>) -> Result<Reply<EditPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let read = form.child.read(officer.today(), &mut faults);
    let version =
        faults.take("version", form.version.parse::<i32>().map_err(|_| "Open this page again: it lost its place".into()));
    let (Some(particulars), Some(version)) = (read, version) else {
        let page = page(&officer, child).await?;
        return Ok(Reply::Invalid(EditPage { form, faults, ..page }));
    };
    officer.change(Event::ChildChanged { child }, move |desk| desk.change_particulars(child, version, &particulars)).await?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page(officer: &Officer, child: Id<Child>) -> Result<EditPage> {
    let page = officer.glance(Event::ChildOpened { child }, move |desk| {
        let row = desk.child(child)?;
        Ok(EditPage {
            heading: desk.heading(child)?,
            former_names: desk.former_names(child)?,
            former_upns: desk.former_upns(child)?,
            year_groups: year_groups(),
            form: EditForm { version: row.version.to_string(), child: ParticularsForm::of(&row) },
            faults: Faults::none(),
        })
    });
    page.await
}

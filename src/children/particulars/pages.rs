//! Changing what a child is known by.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::form::{ParticularsForm, year_groups};
use super::model::Former;
use super::{FormerNameRow, FormerUpnRow};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::identifiers::Identifier;
use crate::children::meanwhile;
use crate::children::model::{Child, Ethnicity, IdentifierStanding, Sex};
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
    /// What the record says otherwise than a form that was overtaken.
    said: String,
    form: EditForm,
    faults: Faults,
}

/// The particulars, and which state of the record they change.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EditForm {
    version: String,
    #[validate(length(max = 100, message = "Given names have 100 letters at most"))]
    former_given_names: String,
    #[validate(length(max = 100, message = "A family name has 100 letters at most"))]
    former_family_name: String,
    #[validate(length(max = 40, message = "A UPN has 13 characters"))]
    former_upn: String,
    #[serde(flatten)]
    child: ParticularsForm,
}

impl EditForm {
    /// What else the child was known by, each fault beside its field.
    fn former(&self, faults: &mut Faults) -> Former {
        let upn = Identifier::upn(&self.former_upn);
        if upn.standing == IdentifierStanding::AsGiven && self.child.keep_as_given != "yes" {
            faults.add("former_upn", "This UPN’s check letter does not fit: correct it, leave it empty, or keep it as given");
        }
        faults.add_all(self.validate());
        Former {
            given_names: self.former_given_names.trim().to_owned(),
            family_name: self.former_family_name.trim().to_owned(),
            upn,
        }
    }

    /// Whether an identifier is wrong, so that the page offers to keep it as given.
    fn has_wrong_identifier(&self) -> bool {
        self.child.has_wrong_identifier() || Identifier::upn(&self.former_upn).standing == IdentifierStanding::AsGiven
    }
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
    let former = form.former(&mut faults);
    let (Some(particulars), Some(version), true) = (read, version, faults.is_empty()) else {
        let page = page(&officer, child).await?;
        return Ok(Reply::Invalid(EditPage { form, faults, ..page }));
    };
    let changed = officer
        .change(Event::ChildChanged { child }, move |desk| {
            desk.note_former(child, &former)?;
            desk.change_particulars(child, version, &particulars)
        })
        .await;
    if meanwhile::was_changed(changed)? {
        let page = page(&officer, child).await?;
        let said = page.form.child.said_otherwise_than(&form.child).join(". ");
        let form = EditForm { version: page.form.version.clone(), ..form };
        return Ok(Reply::Invalid(EditPage { said, form, faults: meanwhile::fault(), ..page }));
    }
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
            said: String::new(),
            form: EditForm { version: row.version.to_string(), child: ParticularsForm::of(&row), ..EditForm::default() },
            faults: Faults::none(),
        })
    });
    page.await
}

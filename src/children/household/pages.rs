//! The household of a child: who is in it, who joins, who leaves.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::children::search::FoundChild;
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The household as it is.
#[derive(Template)]
#[template(path = "children/household.html")]
pub struct HouseholdPage {
    heading: Heading,
    others: Vec<FoundChild>,
    today: NaiveDate,
    form: HouseholdForm,
    faults: Faults,
}

impl HouseholdPage {
    /// What is ticked before a child leaves.
    fn leaving(&self) -> String {
        format!("{} no longer lives with these children", self.heading.name())
    }
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HouseholdForm {
    #[validate(length(max = 40, message = "A reference is short, for example W-0412"))]
    reference: String,
}

/// Ticked on purpose: one press of a button alone does not part a household.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    left: String,
}

/// `GET /children/{child}/household`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<HouseholdPage>> {
    Ok(Page(page(&officer, child.into_inner(), HouseholdForm::default(), Faults::none()).await?))
}

/// `POST /children/{child}/household`
pub async fn join(
    officer: Officer,
    child: web::Path<Id<Child>>,
    Form(form): Form<HouseholdForm>,
) -> Result<Reply<HouseholdPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    faults.add_all(form.validate());
    let reference = form.reference.clone();
    let other = if faults.is_empty() { officer.read(move |desk| desk.child_called(&reference)).await? } else { None };
    let other = match other {
        Some(other) if other != child => other,
        Some(_) => {
            faults.add("reference", "This is the reference of the child itself");
            return Ok(Reply::Invalid(page(&officer, child, form, faults).await?));
        }
        None => {
            faults.add("reference", "No child on the register has this reference");
            return Ok(Reply::Invalid(page(&officer, child, form, faults).await?));
        }
    };
    officer.change(Event::HouseholdChanged { child }, move |desk| desk.join_household(child, other)).await?;
    Ok(Reply::go_to(format!("/children/{child}/household?done=saved")))
}

/// `POST /children/{child}/household/leave`
pub async fn leave(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<LeaveForm>) -> Result<Reply<HouseholdPage>> {
    let child = child.into_inner();
    if form.left != "yes" {
        let mut faults = Faults::none();
        faults.add("left", "Tick the box if the child has left the household");
        return Ok(Reply::Invalid(page(&officer, child, HouseholdForm::default(), faults).await?));
    }
    officer.change(Event::HouseholdChanged { child }, move |desk| desk.leave_household(child)).await?;
    Ok(Reply::go_to(format!("/children/{child}/household?done=saved")))
}

async fn page(officer: &Officer, child: Id<Child>, form: HouseholdForm, faults: Faults) -> Result<HouseholdPage> {
    let page = officer.view(Event::ChildOpened { child }, move |desk| {
        let others = desk.household_of(child)?;
        desk.showing(1 + others.len());
        Ok(HouseholdPage { heading: desk.heading(child)?, others, today: desk.today(), form, faults })
    });
    page.await
}

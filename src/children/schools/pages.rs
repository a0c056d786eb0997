//! Adding a school the child went to: found in our list by its name, or kept as written.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::PreviousSchoolRow;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::{Heading, NewPreviousSchool, PreviousSchool};
use crate::children::{days, twice};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::form::{Choice, chosen};
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, and the schools of our list that its name may mean.
#[derive(Template)]
#[template(path = "children/school.html")]
pub struct SchoolPage {
    heading: Heading,
    offered: Vec<Choice>,
    form: SchoolForm,
    faults: Faults,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SchoolForm {
    school_id: String,
    #[validate(length(max = 200, message = "A name has 200 letters at most"))]
    school_name: String,
    /// A school of the list, or [`AS_WRITTEN`].
    which: String,
    from: String,
    until: String,
}

/// The choice to keep the name instead of a school of the list.
const AS_WRITTEN: &str = "as_written";

impl SchoolForm {
    fn read(&self, child_id: Id<Child>, today: NaiveDate, faults: &mut Faults) -> Option<NewPreviousSchool> {
        let lost = "Open this page again: it lost its place";
        let id = faults.take("school_id", chosen::<Id<PreviousSchool>>(&self.school_id, lost));
        if self.school_name.trim().is_empty() {
            faults.add("school_name", "Enter the name of the school");
        }
        let days = days::between("from", &self.from, "until", &self.until, today, faults);
        faults.add_all(self.validate());
        let (from_on, to_on) = days?;
        let name = self.school_name.trim().to_owned();
        Some(NewPreviousSchool { id: id?, child_id, organisation_id: None, name, from_on, to_on }).filter(|_| faults.is_empty())
    }
}

/// `GET /children/{child}/schools/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<SchoolPage>> {
    let form = SchoolForm { school_id: Id::<PreviousSchool>::mint().to_string(), ..SchoolForm::default() };
    Ok(Page(page(&officer, child.into_inner(), form, Faults::none(), Vec::new()).await?))
}

/// `POST /children/{child}/schools/new`: a name that may mean schools of the list asks which.
pub async fn send(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<SchoolForm>) -> Result<Reply<SchoolPage>> {
    let child = child.into_inner();
    let mut faults = Faults::none();
    let Some(mut school) = form.read(child, officer.today(), &mut faults) else {
        return Ok(Reply::Invalid(page(&officer, child, form, faults, Vec::new()).await?));
    };
    let name = school.name.clone();
    let known = officer.read(move |desk| desk.schools_called(&name)).await?;
    match known.iter().find(|(id, _)| id.as_str() == form.which) {
        Some((id, name)) => {
            school.organisation_id = Some(*id);
            school.name.clone_from(name);
        }
        None if known.is_empty() || form.which == AS_WRITTEN => {}
        None => {
            faults.add("which", "Choose the school, or keep the name as written");
            return Ok(Reply::Invalid(page(&officer, child, form, faults, known).await?));
        }
    }
    let (event, sent) = (Event::SchoolHistoryChanged { child }, school.clone());
    let outcome = officer
        .change(event.clone(), move |desk| {
            desk.heading(child)?;
            desk.add_previous_school(&school)
        })
        .await;
    let same = officer
        .read(move |desk| {
            let there = desk.previous_schools(child)?.into_iter().find(|row| row.id == sent.id);
            Ok(there == Some(PreviousSchoolRow::from(sent)) && desk.has_done(&event, child)?)
        })
        .await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

async fn page(
    officer: &Officer,
    child: Id<Child>,
    form: SchoolForm,
    faults: Faults,
    known: Vec<(Id<Organisation>, String)>,
) -> Result<SchoolPage> {
    let heading = officer.view(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    let mut offered: Vec<Choice> = known.into_iter().map(|(id, label)| Choice { code: id.to_string(), label }).collect();
    if !offered.is_empty() {
        offered.push(Choice { code: AS_WRITTEN.into(), label: "None of these: keep the name as written".into() });
    }
    Ok(SchoolPage { heading, offered, form, faults })
}

//! Adding or correcting a school the child went to: found in our list by its name, or kept as written.

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
use crate::children::{days, meanwhile, twice};
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
    is_new: bool,
    /// What is kept now; shown when somebody else changed it.
    said: String,
    offered: Vec<Choice>,
    form: SchoolForm,
    faults: Faults,
}

impl SchoolPage {
    fn title(&self) -> &'static str {
        if self.is_new { "Add a previous school" } else { "Correct a previous school" }
    }
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SchoolForm {
    school_id: String,
    opened: String,
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
    fn of(row: &PreviousSchoolRow) -> Self {
        Self {
            school_id: row.id.to_string(),
            opened: meanwhile::stamp(row),
            school_name: row.name.clone(),
            from: days::typed(row.from_on),
            until: days::typed(row.to_on),
            ..Self::default()
        }
    }

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
        let school = NewPreviousSchool { id: id?, child_id, organisation_id: None, name, from_on, to_on, note: String::new() };
        Some(school).filter(|_| faults.is_empty())
    }
}

/// What a form asks for, or the page that asks again.
enum Wanted {
    School(NewPreviousSchool),
    Asking(Box<SchoolPage>),
}

/// `GET /children/{child}/schools/new`
pub async fn add(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<SchoolPage>> {
    let form = SchoolForm { school_id: Id::<PreviousSchool>::mint().to_string(), ..SchoolForm::default() };
    Ok(Page(page(&officer, child.into_inner(), None, form, Faults::none(), Vec::new()).await?))
}

/// `POST /children/{child}/schools/new`: a name that may mean schools of the list asks which.
pub async fn send_new(officer: Officer, child: web::Path<Id<Child>>, Form(form): Form<SchoolForm>) -> Result<Reply<SchoolPage>> {
    let child = child.into_inner();
    let school = match wanted(&officer, child, None, form).await? {
        Wanted::School(school) => school,
        Wanted::Asking(page) => return Ok(Reply::Invalid(*page)),
    };
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

/// `GET /children/{child}/schools/{row}`
pub async fn change(officer: Officer, of: web::Path<(Id<Child>, Id<PreviousSchool>)>) -> Result<Page<SchoolPage>> {
    let (child, row) = of.into_inner();
    let known = officer.read(move |desk| desk.previous_school(child, row)).await?;
    Ok(Page(page(&officer, child, Some(row), SchoolForm::of(&known), Faults::none(), Vec::new()).await?))
}

/// `POST /children/{child}/schools/{row}`
pub async fn send_changed(
    officer: Officer,
    of: web::Path<(Id<Child>, Id<PreviousSchool>)>,
    Form(form): Form<SchoolForm>,
) -> Result<Reply<SchoolPage>> {
    let (child, row) = of.into_inner();
    officer.look_up(move |desk| desk.previous_school(child, row)).await?;
    let form = SchoolForm { school_id: row.to_string(), ..form };
    let (opened, typed) = (form.opened.clone(), form.clone());
    let school = match wanted(&officer, child, Some(row), form).await? {
        Wanted::School(school) => school,
        Wanted::Asking(page) => return Ok(Reply::Invalid(*page)),
    };
    let event = Event::SchoolHistoryChanged { child };
    let saved = officer.change(event, move |desk| desk.change_previous_school(&school, &opened)).await;
    if meanwhile::was_changed(saved)? {
        let known = officer.read(move |desk| desk.previous_school(child, row)).await?;
        let form = SchoolForm { opened: meanwhile::stamp(&known), ..typed };
        let page = page(&officer, child, Some(row), form, meanwhile::fault(), Vec::new()).await?;
        return Ok(Reply::Invalid(SchoolPage { said: known.said(), ..page }));
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

/// Reads the form; a name that is not the row's own may mean schools of the list.
async fn wanted(officer: &Officer, child: Id<Child>, row: Option<Id<PreviousSchool>>, form: SchoolForm) -> Result<Wanted> {
    let mut faults = Faults::none();
    let Some(mut school) = form.read(child, officer.today(), &mut faults) else {
        return page(officer, child, row, form, faults, Vec::new()).await.map(Box::new).map(Wanted::Asking);
    };
    let name = school.name.clone();
    let (before, known) = officer
        .read(move |desk| {
            let before = row.map(|row| desk.previous_school(child, row)).transpose()?;
            Ok((before, desk.schools_called(&name)?))
        })
        .await?;
    if let Some(before) = before.filter(|before| before.name == school.name) {
        school.organisation_id = before.organisation_id;
        return Ok(Wanted::School(school));
    }
    match known.iter().find(|(id, _)| id.as_str() == form.which) {
        Some((id, name)) => {
            school.organisation_id = Some(*id);
            school.name.clone_from(name);
        }
        None if known.is_empty() || form.which == AS_WRITTEN => {}
        None => {
            faults.add("which", "Choose the school, or keep the name as written");
            return page(officer, child, row, form, faults, known).await.map(Box::new).map(Wanted::Asking);
        }
    }
    Ok(Wanted::School(school))
}

async fn page(
    officer: &Officer,
    child: Id<Child>,
    row: Option<Id<PreviousSchool>>,
    form: SchoolForm,
    faults: Faults,
    known: Vec<(Id<Organisation>, String)>,
) -> Result<SchoolPage> {
    let heading = officer.glance(Event::ChildOpened { child }, move |desk| desk.heading(child)).await?;
    let mut offered: Vec<Choice> = known.into_iter().map(|(id, label)| Choice { code: id.to_string(), label }).collect();
    if !offered.is_empty() {
        offered.push(Choice { code: AS_WRITTEN.into(), label: "None of these: keep the name as written".into() });
    }
    Ok(SchoolPage { heading, is_new: row.is_none(), said: String::new(), offered, form, faults })
}

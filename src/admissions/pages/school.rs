//! A school tells of a new pupil, and sees what it has told.

use askama::Template;

use crate::access::SchoolUser;
use crate::admissions::model::{AS_FOR, ASKS, Admission, NOT_ASKED, NewAdmission, days_late};
use crate::admissions::queries::AdmissionRow;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::asking::{Shown, groups_of, questions_of};
use crate::notifications::model::Section;
use crate::organisations::model::Organisation;
use crate::school_accounts::queries::MySchool;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply, filters};

/// What a school has told.
#[derive(Template)]
#[template(path = "admissions/told.html")]
pub struct ListPage {
    rows: Vec<(AdmissionRow, String)>,
    has_several: bool,
}

impl ListPage {
    fn late(&self, row: &AdmissionRow) -> i64 {
        days_late(row.received_on, row.entered_on)
    }
}

/// `GET /school/admissions`
pub async fn list(user: SchoolUser) -> Result<Page<ListPage>> {
    let page = user.glance(Event::AdmissionsListed {}, |desk| {
        let has_several = desk.my_schools()?.len() > 1;
        let rows = desk.my_admissions()?;
        let rows = rows.into_iter().map(|row| row.answers().map(|answers| (row, answers.pupil().unwrap_or_default())));
        Ok(ListPage { rows: rows.collect::<Result<_>>()?, has_several })
    });
    Ok(Page(page.await?))
}

/// One part of the form: its heading, what is asked once, and what is asked for each of several.
struct Part {
    section: Section,
    questions: Vec<Shown>,
    groups: Vec<(String, Vec<Shown>)>,
}

/// To tell of a new pupil.
#[derive(Template)]
#[template(path = "admissions/new.html")]
pub struct NewPage {
    id: String,
    schools: Vec<Choice>,
    parts: Vec<Part>,
    form: Answers,
    faults: Faults,
}

/// Parents there is room for.
const PARENTS: usize = 2;

impl NewPage {
    fn of(schools: &[MySchool], id: String, form: Answers, faults: Faults) -> Self {
        let part = |section: &Section| {
            let each = section.asked().each;
            let groups = each.map(|each| groups_of(&each, form.count(&each).max(PARENTS), &form)).unwrap_or_default();
            let mut questions = questions_of(*section, AS_FOR, &form);
            questions.retain(|question| !NOT_ASKED.contains(&question.name.as_str()));
            Part { section: *section, questions, groups }
        };
        let choice = |school: &MySchool| Choice { code: school.id.to_string(), label: school.name.clone() };
        let choices = if schools.len() > 1 { schools.iter().map(choice).collect() } else { Vec::new() };
        Self { id, schools: choices, parts: ASKS.iter().map(part).collect(), form, faults }
    }
}

/// `GET /school/admissions/new`
pub async fn new(user: SchoolUser) -> Result<Page<NewPage>> {
    let schools = user.read(|desk| desk.my_schools_that_notify()).await?;
    Ok(Page(NewPage::of(&schools, Id::<Admission>::mint().to_string(), Answers::default(), Faults::none())))
}

/// `POST /school/admissions/new`
pub async fn send(user: SchoolUser, Form(sent): Form<Vec<(String, String)>>) -> Result<Reply<NewPage>> {
    let (sent, today): (Answers, _) = (sent.into_iter().collect(), user.today());
    let schools = user.read(|desk| desk.my_schools_that_notify()).await?;
    let mut faults = Faults::none();
    let school: Option<Id<Organisation>> = match schools.as_slice() {
        [only] => Some(only.id),
        several => several.iter().find(|school| school.id.as_str() == sent.get("school")).map(|school| school.id),
    };
    if school.is_none() {
        faults.add("school", "Choose the school");
    }
    let id = sent.get("id").parse().unwrap_or_else(|_| Id::mint());
    let read = NewAdmission::read(id, school.unwrap_or_else(Id::mint), &sent, today);
    match read {
        Ok(new) if faults.is_empty() => {
            user.change(Event::AdmissionSent { admission: id }, move |desk| desk.send_admission(&new)).await?;
            Ok(Reply::go_to("/school/admissions?done=admission-sent"))
        }
        read => {
            for (name, sentence) in read.err().unwrap_or_default() {
                faults.add(name, sentence);
            }
            Ok(Reply::Invalid(NewPage::of(&schools, id.to_string(), sent, faults)))
        }
    }
}

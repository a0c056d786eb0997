//! The first page of a school: what it is writing and what it sent; and how a notification begins.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::SchoolUser;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::model::{Draft, Ground, Notification};
use crate::notifications::queries::{DraftRow, MyNotification, place, place_text};
use crate::organisations::model::Organisation;
use crate::school_accounts::queries::MySchool;
use crate::web::form::{Choice, chosen};
use crate::web::{Faults, Form, Page, Reply, filters};

/// Rows on a page.
const ROWS: usize = 25;

/// What a school is writing and sent.
#[derive(Template)]
#[template(path = "notifications/school.html")]
pub struct HomePage {
    schools: Vec<MySchool>,
    drafts: Vec<(DraftRow, String)>,
    sent: Vec<(MyNotification, String)>,
    is_first: bool,
    next: Option<String>,
}

/// A place in the list: an instant in microseconds and an id.
#[derive(Deserialize)]
pub struct Asked {
    after: Option<String>,
}

/// `GET /school`
pub async fn home(user: SchoolUser, asked: web::Query<Asked>) -> Result<Page<HomePage>> {
    let after = asked.into_inner().after.map(|text| place(&text).ok_or(Error::NotFound)).transpose()?;
    let page = user.glance(Event::SchoolHomeOpened {}, move |desk| {
        let schools = desk.my_schools()?;
        let drafts = if after.is_none() { desk.my_drafts()? } else { Vec::new() };
        let mut sent = desk.my_notifications(after, ROWS + 1)?;
        let has_more = sent.len() > ROWS;
        sent.truncate(ROWS);
        desk.showing(drafts.len() + sent.len());
        let next = sent.last().filter(|_| has_more);
        let next = next.map(|row| format!("/school?after={}", place_text((row.received_at, row.id))));
        let drafts = drafts
            .into_iter()
            .map(|row| row.answers().map(|answers| (row, answers.pupil().unwrap_or_else(|| NO_NAME.to_owned()))))
            .collect::<Result<_>>()?;
        let sent = sent
            .into_iter()
            .map(|row| row.answers().map(|answers| (row, answers.pupil().unwrap_or_else(|| NO_NAME.to_owned()))))
            .collect::<Result<_>>()?;
        Ok(HomePage { schools, drafts, sent, is_first: after.is_none(), next })
    });
    Ok(Page(page.await?))
}

const NO_NAME: &str = "No name yet";

/// To choose the school and the ground.
#[derive(Template)]
#[template(path = "notifications/ground.html")]
pub struct GroundPage {
    pub(super) action: String,
    pub(super) back: &'static str,
    pub(super) button: &'static str,
    pub(super) schools: Vec<Choice>,
    pub(super) form: GroundForm,
    pub(super) faults: Faults,
}

/// As sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct GroundForm {
    pub(super) id: String,
    pub(super) school: String,
    pub(super) ground: String,
}

impl GroundForm {
    pub(super) fn read_ground(&self, faults: &mut Faults) -> Option<Ground> {
        faults.take("ground", chosen(&self.ground, "Choose why the name comes off your register"))
    }
}

fn begin_page(schools: &[MySchool], form: GroundForm, faults: Faults) -> GroundPage {
    let choice = |school: &MySchool| Choice { code: school.id.to_string(), label: school.name.clone() };
    let schools = if schools.len() > 1 { schools.iter().map(choice).collect() } else { Vec::new() };
    GroundPage { action: "/school/notify".into(), back: "/school", button: "Continue", schools, form, faults }
}

/// `GET /school/notify`
pub async fn begin(user: SchoolUser) -> Result<Page<GroundPage>> {
    let schools = user.read(|desk| desk.my_schools_that_notify()).await?;
    let form = GroundForm { id: Id::<Draft>::mint().to_string(), ..GroundForm::default() };
    Ok(Page(begin_page(&schools, form, Faults::none())))
}

/// `POST /school/notify`
pub async fn start(user: SchoolUser, Form(form): Form<GroundForm>) -> Result<Reply<GroundPage>> {
    let schools = user.read(|desk| desk.my_schools_that_notify()).await?;
    let mut faults = Faults::none();
    let chosen: Option<Id<Organisation>> = match schools.as_slice() {
        [only] => Some(only.id),
        several => several.iter().find(|school| school.id.to_string() == form.school).map(|school| school.id),
    };
    if chosen.is_none() {
        faults.add("school", "Choose the school");
    }
    let ground = form.read_ground(&mut faults);
    let Some((school, ground)) = chosen.zip(ground) else { return Ok(Reply::Invalid(begin_page(&schools, form, faults))) };
    let draft: Id<Draft> = form.id.parse().unwrap_or_else(|_| Id::mint());
    let sent = user.change(Event::NotificationBegun { draft }, move |desk| {
        // The form of a notification that was sent meanwhile leads to it.
        let notification: Id<Notification> = draft.cast();
        if desk.my_notification(notification).is_ok() {
            return Ok(Some(notification));
        }
        desk.begin_draft(draft, school, ground, &Answers::default()).map(|()| None)
    });
    Ok(match sent.await? {
        Some(notification) => Reply::go_to(format!("/school/notifications/{notification}")),
        None => Reply::go_to(format!("/school/unsent/{draft}")),
    })
}

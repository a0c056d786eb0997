//! The tasks of my children and of the team; add one by hand; complete one, and take that back.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use validator::Validate;

use super::model::Task;
use super::queries::{After, DoneTask, ListedTask};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::filters;
use crate::web::form::Posted;
use crate::web::{Faults, Form, Page, Reply};

/// Rows on a page.
const ROWS: usize = 50;

/// Tasks.
#[derive(Template)]
#[template(path = "tasks/list.html")]
pub(super) struct ListPage {
    rows: Vec<ListedTask>,
    is_mine: bool,
    is_first: bool,
    more: Option<String>,
}

/// Tasks that are done, the latest first.
#[derive(Template)]
#[template(path = "tasks/done.html")]
pub(super) struct DonePage {
    rows: Vec<DoneTask>,
    names: BTreeMap<String, String>,
    is_first: bool,
    more: Option<String>,
}

impl DonePage {
    fn name<'a>(&'a self, actor: &'a str) -> &'a str {
        self.names.get(actor).map_or(actor, String::as_str)
    }
}

/// Add a task.
#[derive(Template)]
#[template(path = "tasks/new.html")]
pub(super) struct NewPage {
    child: Heading,
    form: TaskForm,
    faults: Faults,
}

/// What is asked for: a closed code and a place in the list.
#[derive(Deserialize)]
pub(super) struct Asked {
    whose: Option<String>,
    after: Option<String>,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(super) struct TaskForm {
    id: String,
    #[validate(length(max = 1000, message = "What is to be done must be 1,000 characters or fewer"))]
    what: String,
}

/// Where the button was: on the record, or in the list.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct DoneForm {
    back: String,
}

pub(super) async fn list(officer: Officer, asked: web::Query<Asked>) -> Result<Page<ListPage>> {
    let is_mine = asked.whose.as_deref() == Some("mine");
    let after = asked.after.as_deref().map(|text| place(text).ok_or(Error::NotFound)).transpose()?;
    let mine = officer.who().account.filter(|_| is_mine);
    officer
        .glance(Event::TasksListed {}, move |desk| {
            let mut rows = desk.open_tasks(mine, after, ROWS + 1)?;
            let has_more = rows.len() > ROWS;
            rows.truncate(ROWS);
            desk.showing(rows.len());
            let more = rows.last().filter(|_| has_more).map(|last| next_page(is_mine, last));
            Ok(Page(ListPage { rows, is_mine, is_first: after.is_none(), more }))
        })
        .await
}

fn next_page(is_mine: bool, last: &ListedTask) -> String {
    let whose = if is_mine { "mine" } else { "team" };
    format!("/tasks?whose={whose}&after={}", after(last.task.created_at, last.task.id))
}

fn after(instant: NaiveDateTime, id: Id<Task>) -> String {
    format!("{}_{id}", instant.and_utc().timestamp_micros())
}

pub(super) async fn done_lately(officer: Officer, asked: web::Query<Asked>) -> Result<Page<DonePage>> {
    let before = asked.after.as_deref().map(|text| place(text).ok_or(Error::NotFound)).transpose()?;
    officer
        .glance(Event::TasksListed {}, move |desk| {
            let mut rows = desk.done_tasks(before, ROWS + 1)?;
            let has_more = rows.len() > ROWS;
            rows.truncate(ROWS);
            desk.showing(rows.len());
            let names = desk.actor_names(&rows.iter().map(|row| row.done_by.as_str()).collect::<Vec<_>>())?;
            let last = rows.last().filter(|_| has_more);
            let more = last.map(|last| format!("/tasks/done?after={}", after(last.done_at, last.listed.task.id)));
            Ok(Page(DonePage { rows, names, is_first: before.is_none(), more }))
        })
        .await
}

/// A place in the list: an instant in microseconds and an id.
fn place(text: &str) -> Option<After> {
    let (instant, id) = text.split_once('_')?;
    Some((DateTime::from_timestamp_micros(instant.parse().ok()?)?.naive_utc(), id.parse().ok()?))
}

pub(super) async fn new(officer: Officer, id: web::Path<Id<Child>>) -> Result<Page<NewPage>> {
    let form = TaskForm { id: Id::<Task>::mint().to_string(), ..TaskForm::default() };
    asking(&officer, *id, form, Faults::none()).await.map(Page)
}

async fn asking(officer: &Officer, child: Id<Child>, form: TaskForm, faults: Faults) -> Result<NewPage> {
    let event = Event::ChildOpened { child };
    officer.glance(event, move |desk| Ok(NewPage { child: desk.heading(child)?, form, faults })).await
}

pub(super) async fn add(officer: Officer, id: web::Path<Id<Child>>, form: Form<TaskForm>) -> Result<Reply<NewPage>> {
    let (child, form) = (*id, form.0);
    let task: Id<Task> = form.id.parse().map_err(|_| Error::NotFound)?;
    let what = form.what.trim().to_owned();
    let mut faults = Faults::none();
    if what.is_empty() {
        faults.add("what", "Enter what is to be done");
    }
    faults.add_all(form.validate());
    if !faults.is_empty() {
        return asking(&officer, child, form, faults).await.map(Reply::Invalid);
    }
    let wanted = what.clone();
    let added = officer.change(Event::TaskAdded { child }, move |desk| desk.note_task(task, child, &what)).await;
    if let Err(refused @ Error::Conflict(_)) = added {
        let event = Event::ChildOpened { child };
        let kept = officer.glance(event, move |desk| desk.open_tasks_of(child)).await?;
        if !kept.iter().any(|kept| kept.id == task && kept.what == wanted) {
            return Err(refused);
        }
    } else {
        added?;
    }
    Ok(Reply::go_to(format!("/children/{child}?done=saved")))
}

pub(super) async fn done(
    officer: Officer,
    ids: web::Path<(Id<Child>, Id<Task>)>,
    form: Form<DoneForm>,
) -> Result<Reply<NewPage>> {
    let (child, task) = ids.into_inner();
    officer.change(Event::TaskDone { child }, move |desk| desk.complete_task(child, task)).await?;
    Ok(Reply::go_to(match form.0.back.as_str() {
        "record" => format!("/children/{child}?done=task-done"),
        "mine" => "/tasks?whose=mine&done=task-done".to_owned(),
        _ => "/tasks?done=task-done".to_owned(),
    }))
}

pub(super) async fn reopen(officer: Officer, ids: web::Path<(Id<Child>, Id<Task>)>, _: Posted) -> Result<Reply<DonePage>> {
    let (child, task) = ids.into_inner();
    officer.change(Event::TaskReopened { child }, move |desk| desk.reopen_task(child, task)).await?;
    Ok(Reply::go_to("/tasks/done?done=task-reopened"))
}

//! The task list of a notification, and its sections: one thing to a page, saved as it goes.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::files::{FIELD, Files, keep_with_draft};
use super::school::{GroundForm, GroundPage};
use crate::access::SchoolUser;
use crate::attachments::model::{Attachment, MOST, Purpose};
use crate::attachments::queries::AttachmentRow;
use crate::attachments::reading;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::asking::{Shown, groups_of, questions_of};
use crate::notifications::model::{Draft, Ground, Section};
use crate::notifications::queries::DraftRow;
use crate::web::upload::SentFile;
use crate::web::{Faults, Form, Page, Reply, Upload, filters};

/// How far a section has come.
pub struct Task {
    section: Section,
    status: &'static str,
    is_done: bool,
}

/// What is to be answered.
#[derive(Template)]
#[template(path = "notifications/tasks.html")]
pub struct TasksPage {
    draft: DraftRow,
    name: String,
    tasks: Vec<Task>,
    files: usize,
    all_done: bool,
}

fn tasks_of(ground: Ground, answers: &Answers, today: chrono::NaiveDate) -> Vec<Task> {
    let task = |section: &Section| {
        let is_done = answers.faults_of(*section, ground, today).is_empty();
        let status = match (is_done, answers.has_begun(*section)) {
            (true, _) => "Completed",
            (false, true) => "In progress",
            (false, false) => "Not started",
        };
        Task { section: *section, status, is_done }
    };
    ground.asks().iter().map(task).collect()
}

/// `GET /school/unsent/{draft}`
pub async fn tasks(user: SchoolUser, id: web::Path<Id<Draft>>) -> Result<Page<TasksPage>> {
    let (draft, today) = (*id, user.today());
    let (row, files) = draft_and_files(&user, draft).await?;
    let answers = row.answers()?;
    let name = answers.pupil().unwrap_or_default();
    let tasks = tasks_of(row.ground, &answers, today);
    let all_done = tasks.iter().all(|task| task.is_done);
    Ok(Page(TasksPage { draft: row, name, tasks, files: files.len(), all_done }))
}

async fn draft_and_files(user: &SchoolUser, draft: Id<Draft>) -> Result<(DraftRow, Vec<AttachmentRow>)> {
    let event = Event::NotificationDraftOpened { draft };
    user.glance(event, move |desk| Ok((desk.my_draft(draft)?, desk.attachments_of(draft)?))).await
}

fn ground_page(draft: Id<Draft>, form: GroundForm, faults: Faults) -> GroundPage {
    GroundPage {
        action: format!("/school/unsent/{draft}/ground"),
        back: "/school",
        button: "Save",
        schools: Vec::new(),
        form,
        faults,
    }
}

/// `GET /school/unsent/{draft}/ground`
pub async fn ground(user: SchoolUser, id: web::Path<Id<Draft>>) -> Result<Page<GroundPage>> {
    let draft = *id;
    let row = user.glance(Event::NotificationDraftOpened { draft }, move |desk| desk.my_draft(draft)).await?;
    let form = GroundForm { ground: row.ground.code().to_owned(), ..GroundForm::default() };
    Ok(Page(ground_page(draft, form, Faults::none())))
}

/// `POST /school/unsent/{draft}/ground`
pub async fn change_ground(
    user: SchoolUser,
    id: web::Path<Id<Draft>>,
    Form(form): Form<GroundForm>,
) -> Result<Reply<GroundPage>> {
    let draft = *id;
    let mut faults = Faults::none();
    let Some(ground) = form.read_ground(&mut faults) else {
        user.glance(Event::NotificationDraftOpened { draft }, move |desk| desk.my_draft(draft)).await?;
        return Ok(Reply::Invalid(ground_page(draft, form, faults)));
    };
    user.change(Event::NotificationDraftSaved { draft }, move |desk| desk.change_ground(draft, ground)).await?;
    Ok(Reply::go_to(format!("/school/unsent/{draft}?done=draft-saved")))
}

/// One section.
#[derive(Template)]
#[template(path = "notifications/answer.html")]
pub struct AnswerPage {
    draft: Id<Draft>,
    ground: Ground,
    section: Section,
    questions: Vec<Shown>,
    groups: Vec<(String, Vec<Shown>)>,
    one: &'static str,
    may_add: bool,
    /// What is attached, where the section takes a file.
    files: Option<Files>,
    may_attach: bool,
    file_id: String,
    faults: Faults,
}

impl AnswerPage {
    fn of(row: &DraftRow, section: Section, answers: &Answers, one_more: bool, (files, faults): (Files, Faults)) -> Self {
        let questions = questions_of(section, row.ground, answers);
        let (mut groups, mut one, mut may_add) = (Vec::new(), "", false);
        if let Some(each) = section.asked().each {
            let count = (answers.count(&each).max(1) + usize::from(one_more && answers.count(&each) > 0)).min(each.most);
            groups = groups_of(&each, count, answers);
            (one, may_add) = (each.one, count < each.most);
        }
        let (may_attach, files) = (files.rows.len() < MOST, Some(files).filter(|_| section.takes_the_notice()));
        let file_id = Id::<Attachment>::mint().to_string();
        Self { draft: row.id, ground: row.ground, section, questions, groups, one, may_add, files, may_attach, file_id, faults }
    }
}

/// Which section, and whether one more of what repeats.
#[derive(Deserialize)]
pub struct About {
    about: Option<String>,
    more: Option<String>,
}

/// The section asked for, or the first that is not done.
fn section_of(about: Option<&str>, ground: Ground, answers: &Answers, today: chrono::NaiveDate) -> Result<Section> {
    let asked = ground.asks();
    match about {
        Some(code) => code.parse().ok().filter(|section| asked.contains(section)).ok_or(Error::NotFound),
        None => {
            let open = asked.iter().find(|section| !answers.faults_of(**section, ground, today).is_empty());
            open.or(asked.first()).copied().ok_or(Error::NotFound)
        }
    }
}

/// `GET /school/unsent/{draft}/answer?about=…`
pub async fn ask(user: SchoolUser, id: web::Path<Id<Draft>>, about: web::Query<About>) -> Result<Page<AnswerPage>> {
    let (draft, today) = (*id, user.today());
    let (row, rows) = draft_and_files(&user, draft).await?;
    let answers = row.answers()?;
    let section = section_of(about.about.as_deref(), row.ground, &answers, today)?;
    let files = Files::of_a_school(&user, rows);
    Ok(Page(AnswerPage::of(&row, section, &answers, about.more.is_some(), (files, Faults::none()))))
}

/// Keeps the parent's notice that came with the answers, or says what is the matter with it. The
/// answers are kept by then, whatever becomes of the file.
async fn keep_the_notice(
    user: &SchoolUser,
    draft: Id<Draft>,
    file_id: &str,
    files: Vec<SentFile>,
    faults: &mut Faults,
) -> Result<()> {
    match reading::read(file_id, Purpose::ParentsNotice, files).await? {
        Ok(Some(new)) => keep_with_draft(user, draft, new, faults).await,
        Ok(None) => Ok(()),
        Err(sentence) => {
            faults.add(FIELD, sentence);
            Ok(())
        }
    }
}

/// `POST /school/unsent/{draft}/answer`: what was typed is kept also where it is wrong.
pub async fn answer(user: SchoolUser, id: web::Path<Id<Draft>>, upload: Upload) -> Result<Reply<AnswerPage>> {
    let (draft, today) = (*id, user.today());
    let Upload { fields, mut files } = upload;
    files.retain(|file| file.field == FIELD);
    let sent: Answers = fields.into_iter().collect();
    let (about, then, file_id) = (sent.get("about").to_owned(), sent.get("then").to_owned(), sent.get("file_id").to_owned());
    let (row, section, answers) = user
        .change(Event::NotificationDraftSaved { draft }, move |desk| {
            let row = desk.my_draft(draft)?;
            let about = Some(about.as_str()).filter(|about| !about.is_empty());
            let section = section_of(about, row.ground, &row.answers()?, today)?;
            let answers = desk.save_section(draft, section, &sent)?;
            Ok((row, section, answers))
        })
        .await?;
    let mut faults = Faults::none();
    if section.takes_the_notice() {
        keep_the_notice(&user, draft, &file_id, files, &mut faults).await?;
    }
    if then == "later" && faults.is_empty() {
        return Ok(Reply::go_to(format!("/school/unsent/{draft}?done=draft-saved")));
    }
    if then != "later" {
        for (name, sentence) in answers.faults_of(section, row.ground, today) {
            faults.add(name, sentence);
        }
    }
    if !faults.is_empty() {
        let (_, rows) = draft_and_files(&user, draft).await?;
        let files = Files::of_a_school(&user, rows);
        return Ok(Reply::Invalid(AnswerPage::of(&row, section, &answers, false, (files, faults))));
    }
    if then == "another" {
        return Ok(Reply::go_to(format!("/school/unsent/{draft}/answer?about={section}&more=1")));
    }
    let next = row.ground.asks().iter().skip_while(|one| **one != section).skip(1);
    let mut next = next.filter(|one| !answers.faults_of(**one, row.ground, today).is_empty());
    Ok(match next.next() {
        Some(next) => Reply::go_to(format!("/school/unsent/{draft}/answer?about={next}")),
        None => Reply::go_to(format!("/school/unsent/{draft}")),
    })
}

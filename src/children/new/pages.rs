//! The page that adds a child, and the one that asks whether it is a child of the register already.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::alike::{Answer, Said, field, said};
use super::form::{NewChildForm, NewRecord};
use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::children::model::{Child, Search, Sex};
use crate::children::twice;
use crate::duplicates::beside::Beside;
use crate::error::Result;
use crate::id::Id;
use crate::matching::engine::Showing;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Reply, filters};

/// The form; or, where the register has somebody alike, the question whether it is one of them, which
/// carries what was typed along.
#[derive(Template)]
#[template(path = "children/new.html")]
pub struct NewChildPage {
    officers: Vec<Choice>,
    question: Option<Question>,
    form: NewChildForm,
    faults: Faults,
}

/// What was typed, beside those who may be the same child.
struct Question {
    matches: Vec<Match>,
    /// A restricted record is among them: nothing else of it may be shown, and nothing is added beside it.
    is_restricted: bool,
    typed: Vec<(String, String)>,
}

/// A child of the register who may be the same.
struct Match {
    child: Id<Child>,
    reference: String,
    field: String,
    evidence: String,
    rows: Vec<(&'static str, String, String)>,
    answer: String,
}

/// The search that did not find the child.
#[derive(Deserialize)]
pub struct After {
    search: Option<Id<Search>>,
}

/// `GET /children/new?search=…`: search comes first; without one this leads to it.
pub async fn show(officer: Officer, after: web::Query<After>) -> Result<Reply<NewChildPage>> {
    let Some(search) = after.search else { return Ok(Reply::go_to("/children")) };
    let account = officer.who().account;
    let (criteria, officers) = officer.read(move |desk| Ok((desk.search_criteria(search)?, desk.officers()?))).await?;
    Ok(Reply::Show(NewChildPage {
        officers: choices(&officers),
        question: None,
        form: NewChildForm::after(&criteria, search.to_string(), account),
        faults: Faults::none(),
    }))
}

/// `POST /children/new`
pub async fn send(officer: Officer, Form(form): Form<NewChildForm>) -> Result<Reply<NewChildPage>> {
    let today = officer.today();
    let officers = officer.read(|desk| desk.officers()).await?;
    let mut faults = Faults::none();
    let officer_choices = choices(&officers);
    let Some(record) = form.read(today, &officers, &mut faults) else {
        return Ok(Reply::Invalid(NewChildPage { officers: officer_choices, question: None, form, faults }));
    };
    if form.answers.contains_key("back") {
        return Ok(Reply::Show(NewChildPage { officers: officer_choices, question: None, form, faults }));
    }
    let question = Question::about(&officer, &record, &form).await?;
    let alike: Vec<Id<Child>> = question.matches.iter().map(|one| one.child).collect();
    let answers = match said(&alike, &form.answers, &mut faults) {
        Said::This(child) => return Ok(Reply::go_to(format!("/children/{child}?done=not-added"))),
        Said::Add(answers) if !question.is_restricted => answers,
        Said::Add(_) | Said::NotYet => {
            let question = Some(question);
            return Ok(Reply::Invalid(NewChildPage { officers: officer_choices, question, form, faults }));
        }
    };
    add(&officer, record, answers).await
}

async fn add(officer: &Officer, record: NewRecord, answers: BTreeMap<Id<Child>, Answer>) -> Result<Reply<NewChildPage>> {
    let id = record.child.id;
    let (event, sent) = (Event::ChildAdded { child: id }, record.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_record(&record, &answers)).await;
    let same = officer.read(move |desk| Ok(desk.is_record_of(&sent)? && desk.has_done(&event, id)?)).await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{id}?done=child-added")))
}

impl Question {
    /// Looks who of the register may be the child, and puts each beside what was typed, under an audit row
    /// of its own. The child itself, where the form comes twice, is not asked about.
    async fn about(officer: &Officer, record: &NewRecord, form: &NewChildForm) -> Result<Self> {
        let (person, id) = (record.person(), record.child.id);
        let alike = officer
            .view(Event::LikeChildrenShown {}, move |desk| {
                let alike = desk.children_like(&person, &[id])?;
                desk.showing(alike.len());
                Ok(alike)
            })
            .await?;
        let mut question = Self { matches: Vec::new(), is_restricted: false, typed: form.typed() };
        let typed = record.beside();
        for one in alike {
            let Showing::Evidence(evidence) = one.decision.showing else {
                question.is_restricted = true;
                continue;
            };
            let child = one.child;
            let event = Event::ChildOpened { child };
            let (reference, kept) = officer.glance(event, move |desk| desk.to_put_beside(child)).await?;
            question.matches.push(Match::of(child, reference, evidence, &typed, &kept, form));
        }
        Ok(question)
    }
}

impl Match {
    fn of(child: Id<Child>, reference: String, evidence: String, typed: &Beside, kept: &Beside, form: &NewChildForm) -> Self {
        let field = field(child);
        let answer = form.answers.get(&field).cloned().unwrap_or_default();
        Self { child, reference, field, evidence, rows: typed.rows(kept), answer }
    }
}

fn choices(officers: &[(Id<Account>, String)]) -> Vec<Choice> {
    officers.iter().map(|(id, name)| Choice { code: id.to_string(), label: name.clone() }).collect()
}

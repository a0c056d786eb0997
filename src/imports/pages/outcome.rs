//! What would happen, who may be the same child, and yes.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web;
use askama::Template;

use super::bring::kept;
use crate::access::Manager;
use crate::audit::Event;
use crate::children::model::Child;
use crate::duplicates::beside::Beside;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::alike::model::Answer;
use crate::imports::alike::{Question, answers};
use crate::imports::model::{Accounted, Counts, Draft, Import, RowOutcome};
use crate::imports::plan::{Action, Plan};
use crate::imports::queries::SourceFile;
use crate::imports::run::Prepared;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

/// Rows shown before somebody says yes; the report has all of them.
const SHOWN: usize = 200;
/// Pairs that are asked about before the import, strongest first; the others go on the list of possible
/// duplicates, where all are decided one by one.
const ASKED: usize = 100;

#[derive(Template)]
#[template(path = "imports/outcome.html")]
pub(super) struct OutcomePage {
    draft: Id<Draft>,
    import: Id<Import>,
    file_name: String,
    counts: Counts,
    pairs: Vec<Pair>,
    pairs_not_asked: usize,
    rows: Vec<Accounted>,
    more: usize,
    faults: Faults,
}

/// A row beside whom it may be.
struct Pair {
    field: String,
    legend: String,
    row: usize,
    /// What the other is called: its reference, or its row.
    other: String,
    /// The record, where it is on the register.
    child: Option<Id<Child>>,
    evidence: String,
    rows: Vec<(&'static str, String, String)>,
}

impl Pair {
    fn of(question: Question, plan: &Plan, kept: &BTreeMap<Id<Child>, (String, Beside)>) -> Option<Self> {
        let says = |row: usize| match &plan.rows.get(row.checked_sub(1)?)?.action {
            Action::Add { understood, .. } => Some(understood.beside()),
            _ => None,
        };
        let (other, beside) = match question.other_row {
            Some(row) => (format!("row {row}"), says(row)?),
            None => kept.get(&question.other)?.clone(),
        };
        Some(Self {
            legend: format!("Is row {} the same child as {other}?", question.row),
            rows: says(question.row)?.rows(&beside),
            child: question.other_row.is_none().then_some(question.other),
            field: question.field,
            row: question.row,
            evidence: question.evidence,
            other,
        })
    }
}

/// `GET /imports/drafts/{draft}/outcome`: what would happen; nothing is written.
pub(super) async fn outcome(manager: Manager, id: web::Path<Id<Draft>>) -> Result<Page<OutcomePage>> {
    let draft = *id;
    let row = kept(&manager, draft).await?;
    let prepared = Prepared { sheet: Arc::new(row.content.sheet), mapping: row.mapping };
    let plan = prepared.plan(&manager).await?;
    let mut rows: Vec<Accounted> = plan.report(true).into_iter().filter(needs_a_look).collect();
    // What will not be imported comes first.
    rows.sort_by_key(|row| row.outcome != RowOutcome::Refused);
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let (pairs, pairs_not_asked) = pairs(&manager, &plan).await?;
    let (import, file_name, counts) = (Id::mint(), row.file_name, plan.counts());
    Ok(Page(OutcomePage { draft, import, file_name, counts, pairs, pairs_not_asked, rows, more, faults: Faults::none() }))
}

/// The pairs to ask about, each with what both say, and how many are left to the list.
async fn pairs(manager: &Manager, plan: &Plan) -> Result<(Vec<Pair>, usize)> {
    let mut questions = plan.questions();
    let left = questions.len().saturating_sub(ASKED);
    questions.truncate(ASKED);
    let children: Vec<Id<Child>> =
        questions.iter().filter(|question| question.other_row.is_none()).map(|question| question.other).collect();
    let kept = if children.is_empty() {
        BTreeMap::new()
    } else {
        manager
            .view(Event::LikeChildrenShown {}, move |desk| {
                desk.showing(children.len());
                children.into_iter().map(|child| Ok((child, desk.to_put_beside(child)?))).collect::<Result<BTreeMap<_, _>>>()
            })
            .await?
    };
    Ok((questions.into_iter().filter_map(|question| Pair::of(question, plan, &kept)).collect(), left))
}

fn needs_a_look(row: &Accounted) -> bool {
    !row.reason.is_empty()
}

/// `POST /imports/drafts/{draft}/confirm`. The import's id is minted with the page, so that a double click
/// imports once; besides it come the answers.
pub(super) async fn confirm(
    manager: Manager,
    id: web::Path<Id<Draft>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Reply<OutcomePage>> {
    let draft = *id;
    let import: Id<Import> = form.get("id").and_then(|id| id.parse().ok()).unwrap_or_else(Id::mint);
    let done = Reply::go_to(format!("/imports/{import}?done=imported"));
    let mine = manager.who().actor.clone();
    let known = manager.read(move |desk| desk.import(import)).await;
    match known {
        Ok(head) if head.imported_by == mine => return Ok(done),
        Ok(_) => return Err(Error::Conflict("This file was imported already.".into())),
        Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    let row = kept(&manager, draft).await?;
    let file = SourceFile { name: row.file_name, sha256: row.content.sha256 };
    let prepared = Prepared { sheet: Arc::new(row.content.sheet), mapping: row.mapping };
    prepared.import_answered(&manager, import, file, Some(draft), &answers(&form)).await?;
    Ok(done)
}

/// `POST /imports/drafts/{draft}/discard`
pub(super) async fn discard(manager: Manager, id: web::Path<Id<Draft>>, _: Posted) -> Result<Reply<OutcomePage>> {
    let draft = *id;
    manager.change(Event::ImportPrepared {}, move |desk| desk.drop_draft(draft)).await?;
    Ok(Reply::go_to("/imports"))
}

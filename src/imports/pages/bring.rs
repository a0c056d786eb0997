//! From a file that was sent to children on the register: its columns, what would happen, yes.

use std::sync::Arc;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::Manager;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::columns::{Column, Mapping};
use crate::imports::drafts::DraftRow;
use crate::imports::model::{Accounted, Counts, Draft, Import, RowOutcome};
use crate::imports::queries::SourceFile;
use crate::imports::run::Prepared;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

/// Rows shown before somebody says yes; the report has all of them.
const SHOWN: usize = 200;
/// Cells shown of each column.
const EXAMPLES: usize = 3;
/// Characters shown of a cell.
const SHOWN_OF_CELL: usize = 60;

/// A column of the file on the mapping page.
pub(super) struct ColumnChoice {
    field: String,
    header: String,
    examples: Vec<String>,
    chosen: String,
}

#[derive(Template)]
#[template(path = "imports/columns.html")]
pub(super) struct ColumnsPage {
    draft: Id<Draft>,
    file_name: String,
    rows: usize,
    left_out: Vec<String>,
    columns: Vec<ColumnChoice>,
    faults: Faults,
}

impl ColumnsPage {
    fn of(draft: Id<Draft>, row: &DraftRow, mapping: &Mapping, faults: Faults) -> Self {
        let sheet = &row.content.sheet;
        let columns = sheet.header.iter().enumerate().map(|(index, header)| ColumnChoice {
            field: format!("column-{index}"),
            header: header.clone(),
            examples: examples(&sheet.rows, index),
            chosen: mapping.at(index).map_or("", Column::code).to_owned(),
        });
        Self {
            draft,
            file_name: row.file_name.clone(),
            rows: sheet.rows.len(),
            left_out: sheet.left_out.clone(),
            columns: columns.collect(),
            faults,
        }
    }
}

fn examples(rows: &[Vec<String>], index: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
        let shown: String = cell.chars().take(SHOWN_OF_CELL).collect();
        if !found.contains(&shown) {
            found.push(shown);
        }
        if found.len() == EXAMPLES {
            break;
        }
    }
    found
}

/// `GET /imports/drafts/{draft}`
pub(super) async fn columns(manager: Manager, id: web::Path<Id<Draft>>) -> Result<Page<ColumnsPage>> {
    let draft = *id;
    let row = kept(&manager, draft).await?;
    Ok(Page(ColumnsPage::of(draft, &row, &row.mapping, Faults::none())))
}

async fn kept(manager: &Manager, draft: Id<Draft>) -> Result<DraftRow> {
    manager
        .view(Event::ImportPrepared {}, move |desk| {
            let row = desk.draft(draft)?;
            desk.showing(row.content.sheet.rows.len());
            Ok(row)
        })
        .await
}

/// What each column was said to hold, in order.
pub(super) type Choices = Vec<(String, String)>;

/// `POST /imports/drafts/{draft}`
pub(super) async fn choose(
    manager: Manager,
    id: web::Path<Id<Draft>>,
    Form(choices): Form<Choices>,
) -> Result<Reply<ColumnsPage>> {
    let draft = *id;
    let row = kept(&manager, draft).await?;
    let chosen = |index: usize| {
        let field = format!("column-{index}");
        choices.iter().find(|(name, _)| *name == field).and_then(|(_, code)| code.parse::<Column>().ok())
    };
    let mapping = Mapping::chosen((0..row.content.sheet.header.len()).map(chosen).collect());
    if let Some(fault) = mapping.fault() {
        let mut faults = Faults::none();
        faults.add("column-0", fault);
        return Ok(Reply::Invalid(ColumnsPage::of(draft, &row, &mapping, faults)));
    }
    manager.change(Event::ImportPrepared {}, move |desk| desk.map_draft(draft, &mapping)).await?;
    Ok(Reply::go_to(format!("/imports/drafts/{draft}/outcome")))
}

#[derive(Template)]
#[template(path = "imports/outcome.html")]
pub(super) struct OutcomePage {
    draft: Id<Draft>,
    import: Id<Import>,
    file_name: String,
    counts: Counts,
    rows: Vec<Accounted>,
    more: usize,
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
    Ok(Page(OutcomePage { draft, import: Id::mint(), file_name: row.file_name, counts: plan.counts(), rows, more }))
}

fn needs_a_look(row: &Accounted) -> bool {
    !row.reason.is_empty()
}

/// The import's id, minted with the page, so that a double click imports once.
#[derive(Default, Deserialize)]
pub(super) struct Yes {
    #[serde(default)]
    id: String,
}

/// `POST /imports/drafts/{draft}/confirm`
pub(super) async fn confirm(manager: Manager, id: web::Path<Id<Draft>>, Form(yes): Form<Yes>) -> Result<Reply<OutcomePage>> {
    let draft = *id;
    let import: Id<Import> = yes.id.parse().unwrap_or_else(|_| Id::mint());
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
    prepared.import(&manager, import, file, Some(draft)).await?;
    Ok(done)
}

/// `POST /imports/drafts/{draft}/discard`
pub(super) async fn discard(manager: Manager, id: web::Path<Id<Draft>>, _: Posted) -> Result<Reply<OutcomePage>> {
    let draft = *id;
    manager.change(Event::ImportPrepared {}, move |desk| desk.drop_draft(draft)).await?;
    Ok(Reply::go_to("/imports"))
}

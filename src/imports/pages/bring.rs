//! A file that was sent: what its columns hold.

use actix_web::web;
use askama::Template;

use crate::access::Manager;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::imports::columns::{Column, Mapping};
use crate::imports::drafts::DraftRow;
use crate::imports::model::Draft;
use crate::web::{Faults, Form, Page, Reply, filters};

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

pub(super) async fn kept(manager: &Manager, draft: Id<Draft>) -> Result<DraftRow> {
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

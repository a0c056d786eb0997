//! The list of imports, and what became of the rows of one.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::access::Manager;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::imports::model::{Accounted, Counts, Import, RowOutcome};
use crate::imports::queries::ImportHead;
use crate::imports::report;
use crate::web::{Page, filters};

/// Rows on one page of a report.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "imports/list.html")]
pub(super) struct ListPage {
    imports: Vec<(ImportHead, Counts)>,
}

/// `GET /imports`: names files and counts, no children.
pub(super) async fn list(manager: Manager) -> Result<Page<ListPage>> {
    let imports = manager
        .read(|desk| desk.imports()?.into_iter().map(|head| Ok((desk.import_counts(head.id)?, head))).collect::<Result<Vec<_>>>())
        .await?;
    Ok(Page(ListPage { imports: imports.into_iter().map(|(counts, head)| (head, counts)).collect() }))
}

/// Which rows of a report: closed codes and numbers.
#[derive(Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    after: usize,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
pub(super) struct ShowPage {
    head: ImportHead,
    counts: Counts,
    outcome: Option<RowOutcome>,
    rows: Vec<Accounted>,
    next: Option<usize>,
}

impl ShowPage {
    fn is_chosen(&self, outcome: &RowOutcome) -> bool {
        self.outcome == Some(*outcome)
    }

    fn chosen_code(&self) -> &'static str {
        self.outcome.map_or("", RowOutcome::code)
    }
}

/// `GET /imports/{import}`
pub(super) async fn show(manager: Manager, id: web::Path<Id<Import>>, which: web::Query<Which>) -> Result<Page<ShowPage>> {
    let (import, which) = (*id, which.into_inner());
    let outcome = which.outcome.parse().ok();
    let page = manager
        .view(Event::ImportReportOpened { import }, move |desk| {
            let head = desk.import(import)?;
            let counts = desk.import_counts(import)?;
            let all = desk.import_report(import, outcome)?;
            let mut rows: Vec<Accounted> = all.into_iter().filter(|row| row.row > which.after).collect();
            let has_more = rows.len() > ROWS;
            rows.truncate(ROWS);
            desk.showing(rows.len());
            let next = rows.last().map(|row| row.row).filter(|_| has_more);
            Ok(ShowPage { head, counts, outcome, rows, next })
        })
        .await?;
    Ok(Page(page))
}

/// `GET /imports/{import}/report.csv`
pub(super) async fn download(manager: Manager, id: web::Path<Id<Import>>) -> Result<HttpResponse> {
    let import = *id;
    let rows = manager
        .view(Event::ImportReportOpened { import }, move |desk| {
            desk.import(import)?;
            let rows = desk.import_report(import, None)?;
            desk.showing(rows.len());
            Ok(rows)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"import-report.csv\""))
        .body(report::csv(&rows)?))
}

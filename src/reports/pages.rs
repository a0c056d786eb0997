//! The figures as a page, and as a file.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::model::{Report, csv};
use crate::access::FiguresReader;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::figures::model::{DayFigures, month_ends_before};
use crate::web::{Page, filters};

/// `/reports`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/reports").get(show)).service(web::resource("/reports/figures.csv").get(file));
}

/// The figures of today and of the months before.
#[derive(Template)]
#[template(path = "reports/show.html")]
pub struct ReportPage {
    day: NaiveDate,
    report: Report,
    months: Vec<(NaiveDate, Option<DayFigures>)>,
}

impl ReportPage {
    /// Whether there is a month whose figures are known, or one whose are not.
    fn any_month(&self, known: bool) -> bool {
        self.months.iter().any(|(_, figures)| figures.is_some() == known)
    }
}

async fn show(reader: FiguresReader) -> Result<Page<ReportPage>> {
    let page = reader
        .view(Event::FiguresRead {}, |desk| {
            let ends = month_ends_before(desk.today());
            let kept = desk.kept_figures(&ends)?;
            let months = ends.into_iter().map(|end| (end, kept.get(&end).copied())).collect();
            Ok(ReportPage { day: desk.today(), report: desk.report()?, months })
        })
        .await?;
    Ok(Page(page))
}

async fn file(reader: FiguresReader) -> Result<HttpResponse> {
    let report = reader.view(Event::FiguresRead {}, |desk| desk.report()).await?;
    let name = format!("figures-{}.csv", reader.today());
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(csv(&report).map_err(Error::internal)?))
}

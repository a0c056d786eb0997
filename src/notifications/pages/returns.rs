//! The register of returns: it names schools and no child, so that looking is not audited.

use askama::Template;

use crate::access::Officer;
use crate::error::Result;
use crate::notifications::returns::{Line, Term, lines, terms};
use crate::web::chart::{Chart, Value};
use crate::web::{Page, filters};

/// What schools returned, and which returned nothing.
#[derive(Template)]
#[template(path = "notifications/returns.html")]
pub struct ReturnsPage {
    terms: Vec<Term>,
    lines: Vec<Line>,
    all: Line,
    late: Chart,
    silent: Vec<String>,
}

/// `GET /notifications/returns`
pub async fn show(officer: Officer) -> Result<Page<ReturnsPage>> {
    let terms = terms(officer.today());
    let since = terms.first().map_or_else(|| officer.today(), |term| term.begins());
    let (returns, silent) = officer.read(move |desk| Ok((desk.returns_since(since)?, desk.schools_without_returns()?))).await?;
    let (lines, all) = lines(&returns, &terms);
    let late = chart(&terms, &all);
    Ok(Page(ReturnsPage { terms, lines, all, late, silent }))
}

fn chart(terms: &[Term], all: &Line) -> Chart {
    let (count, late) = all.total();
    let description = format!("{late} of {count} returns came after the deletion.");
    let values = terms.iter().zip(&all.terms).map(|(term, (_, late))| Value {
        label: term.label(),
        tick: term.label(),
        number: i64::try_from(*late).ok(),
    });
    Chart::lying("late", "Returns that came late, by term", "Term", description, values.collect())
}

//! My visits, and the team's.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::model::When;
use super::queries::{After, ListedVisit, Whose};
use crate::access::Officer;
use crate::access::account::AccountRole;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::web::Page;
use crate::web::filters;

/// Rows of one part of the list on a page.
const ROWS: usize = 50;

/// Visits.
#[derive(Template)]
#[template(path = "visits/list.html")]
pub(super) struct ListPage {
    parts: Vec<Part>,
    is_team: bool,
    may_see_team: bool,
    only: Option<When>,
}

struct Part {
    when: When,
    rows: Vec<ListedVisit>,
    more: Option<String>,
}

/// What is asked for: closed codes and a place in the list.
#[derive(Deserialize)]
pub(super) struct Asked {
    whose: Option<String>,
    when: Option<String>,
    after: Option<String>,
}

pub(super) async fn show(officer: Officer, asked: web::Query<Asked>) -> Result<Page<ListPage>> {
    let asked = asked.into_inner();
    let is_team = asked.whose.as_deref() == Some("team");
    let may_see_team = officer.who().role == AccountRole::Manager.code();
    if is_team && !may_see_team {
        return Err(Error::Forbidden);
    }
    let only: Option<When> = asked.when.as_deref().map(str::parse).transpose().map_err(|_| Error::NotFound)?;
    let after = asked.after.as_deref().map(|text| place(text).ok_or(Error::NotFound)).transpose()?;
    let whose = match officer.who().account {
        Some(account) if !is_team => Whose::Of(account),
        _ => Whose::Team,
    };
    officer
        .glance(Event::VisitsListed {}, move |desk| {
            let mut parts = Vec::new();
            for &when in When::ALL.iter().filter(|when| only.is_none_or(|only| only == **when)) {
                let after = after.filter(|_| only.is_some());
                let mut rows = desk.visits_when(whose, when, after, ROWS + 1)?;
                let has_more = rows.len() > ROWS;
                rows.truncate(ROWS);
                let more = rows.last().filter(|_| has_more).map(|last| next_page(is_team, when, last));
                rows.sort_by(|one, other| {
                    (one.visit.planned_on, &one.visit.planned_time).cmp(&(other.visit.planned_on, &other.visit.planned_time))
                });
                parts.push(Part { when, rows, more });
            }
            desk.showing(parts.iter().map(|part| part.rows.len()).sum());
            Ok(Page(ListPage { parts, is_team, may_see_team, only }))
        })
        .await
}

fn next_page(is_team: bool, when: When, last: &ListedVisit) -> String {
    let whose = if is_team { "team" } else { "mine" };
    format!("/visits?whose={whose}&when={when}&after={}_{}", last.visit.planned_on, last.visit.id)
}

/// A place in the list: a day and an id.
fn place(text: &str) -> Option<After> {
    let (day, id) = text.split_once('_')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

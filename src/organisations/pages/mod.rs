//! The list of organisations, and one of them.

pub(super) mod team;

use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::changes::Changed;
use super::model::{AgencyKind, Organisation, OrganisationStatus};
use super::queries::{OrganisationRow, PAGE, Wanted};
use crate::access::Administrator;
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Page, filters};

#[derive(Template)]
#[template(path = "organisations/list.html")]
pub(super) struct ListPage {
    query: Query,
    organisations: Vec<OrganisationRow>,
    next: Option<String>,
    faults: Faults,
}

impl ListPage {
    fn any_closed(&self) -> bool {
        self.organisations.iter().any(|one| one.status != OrganisationStatus::Open)
    }
}

/// Names of schools and teams are nobody's personal data, so they may stand in an address.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

impl Query {
    fn wanted(&self) -> Wanted {
        let words: String = self.q.chars().filter(|c| !c.is_control()).take(100).collect();
        let after = self.after.rsplit_once('~').map(|(name, id)| (name.replace('-', " "), id.to_owned()));
        Wanted { words, kind: self.kind.parse().ok(), after }
    }

    /// The address of the page after a row: folded names hold letters, digits and spaces alone.
    fn after(&self, row: &OrganisationRow) -> String {
        let mut form = vec![("after", format!("{}~{}", row.search_name.replace(' ', "-"), row.id))];
        form.extend([("q", self.q.clone()), ("kind", self.kind.clone())]);
        format!("/organisations?{}", serde_html_form::to_string(form).unwrap_or_default())
    }
}

/// `GET /organisations`
pub(super) async fn list(administrator: Administrator, query: web::Query<Query>) -> Result<Page<ListPage>> {
    let query = query.into_inner();
    let wanted = query.wanted();
    let mut organisations = administrator.read(move |desk| desk.organisations(&wanted)).await?;
    let has_more = organisations.len() > PAGE;
    organisations.truncate(PAGE);
    let next = organisations.last().filter(|_| has_more).map(|row| query.after(row));
    Ok(Page(ListPage { query, organisations, next, faults: Faults::none() }))
}

#[derive(Template)]
#[template(path = "organisations/show.html")]
pub(super) struct ShowPage {
    organisation: OrganisationRow,
    is_ours: bool,
    changes: Vec<(Changed, NaiveDateTime)>,
}

/// `GET /organisations/{organisation}`
pub(super) async fn show(administrator: Administrator, id: web::Path<Id<Organisation>>) -> Result<Page<ShowPage>> {
    let page = administrator.read(move |desk| {
        let (organisation, is_ours) = desk.organisation(*id)?;
        Ok(ShowPage { organisation, is_ours, changes: desk.changes_of_organisation(*id)? })
    });
    Ok(Page(page.await?))
}

/// The agencies a team may belong to: schools come from the list.
fn kinds_of_team() -> Vec<AgencyKind> {
    AgencyKind::ALL.iter().copied().filter(|kind| *kind != AgencyKind::School).collect()
}

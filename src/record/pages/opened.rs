//! Who opened this record: a look that leaves its own row, like every other.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::Officer;
use crate::access::account::AccountRole;
use crate::audit::{AuditRow, Event, sentence};
use crate::children::model::Child;
use crate::dates::moment;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::record::head::Head;
use crate::web::{Page, filters};

/// Rows on a page.
const LENGTH: usize = 50;

/// The tab.
#[derive(Template)]
#[template(path = "record/opened.html")]
pub struct OpenedPage {
    head: Head,
    looks: Vec<Look>,
    older: Option<Id<AuditRow>>,
}

/// One row of the audit trail, in words.
struct Look {
    when: String,
    who: String,
    role: String,
    what: &'static str,
}

/// Where the page begins.
#[derive(Deserialize)]
pub struct From {
    older: Option<String>,
}

/// `GET /children/{child}/opened`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>, from: web::Query<From>) -> Result<Page<OpenedPage>> {
    let child = child.into_inner();
    let older = from.into_inner().older;
    officer
        .glance(Event::AuditOfChildRead { child }, move |desk| {
            let (head, behind) = Head::read(desk, child, "opened")?;
            let before = older.map(|id| id.parse().map_err(|_| Error::NotFound)).transpose()?;
            let mut rows = desk.looks_at(child, before, i64::try_from(LENGTH + 1).unwrap_or(i64::MAX))?;
            let more = rows.len() > LENGTH;
            rows.truncate(LENGTH);
            let older = rows.last().filter(|_| more).map(|row| row.id);
            let looks = rows.into_iter().map(|row| Look {
                when: moment(row.at),
                who: behind.names.of(&row.actor),
                role: row.actor_role.parse::<AccountRole>().map_or(row.actor_role, |role| role.label().to_owned()),
                what: sentence(&row.event),
            });
            Ok(Page(OpenedPage { head, looks: looks.collect(), older }))
        })
        .await
}

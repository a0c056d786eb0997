//! The first tab: where the child stands, and everything that happened.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::contacts::standard::Fact;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::record::clocks::{ClockCard, cards};
use crate::record::entries;
use crate::record::head::Head;
use crate::record::months::{ContactMonths, Mark};
use crate::record::timeline::{Cursor, EntryKind, Key, Timeline};
use crate::tasks::queries::OpenTask;
use crate::visits::queries::NextVisit;
use crate::web::{Page, filters};

/// Entries on a page: more than a screen, quick to make and to read.
const LENGTH: usize = 30;

/// The record as it opens.
#[derive(Template)]
#[template(path = "record/timeline.html")]
pub struct TimelinePage {
    head: Head,
    clocks: Vec<ClockCard>,
    chart: ContactMonths,
    next_visit: Option<NextVisit>,
    tasks: Vec<OpenTask>,
    timeline: Timeline,
    is_first: bool,
}

/// Where the page begins.
#[derive(Deserialize)]
pub struct From {
    older: Option<String>,
}

/// `GET /children/{child}`
pub async fn show(officer: Officer, child: web::Path<Id<Child>>, from: web::Query<From>) -> Result<Page<TimelinePage>> {
    let child = child.into_inner();
    let older = from.into_inner().older;
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let (head, behind) = Head::read(desk, child, "")?;
            let changes = desk.registration_changes(child)?;
            let mut entries = entries::but_contacts(&behind, &changes, desk.few_of(child)?);
            let before = match older.as_deref().map(str::parse::<Cursor>) {
                None => None,
                Some(Err(_)) => return Err(Error::NotFound),
                Some(Ok(Cursor { kind: EntryKind::Contact, id })) => {
                    Some(Key { day: desk.day_of_contact(child, &id)?, kind: EntryKind::Contact, id })
                }
                Some(Ok(cursor)) => {
                    let entry = entries.iter().find(|entry| entry.key.cursor() == cursor).ok_or(Error::NotFound)?;
                    Some(entry.key.clone())
                }
            };
            let limit = i64::try_from(LENGTH + 1).unwrap_or(i64::MAX);
            let contacts = desk.contacts_before(child, before.as_ref(), limit)?;
            let corrected = contacts.iter().any(|(contact, _)| contact.corrections > 0);
            let versions = if corrected { desk.contact_versions_of(child)? } else { Vec::new() };
            entries.extend(
                contacts
                    .into_iter()
                    .map(|(contact, organisation)| entries::of_contact(child, contact, organisation, &versions, &behind.names)),
            );
            let facts: Vec<Fact> = behind.sightings.iter().map(|sighting| sighting.fact).collect();
            Ok(Page(TimelinePage {
                clocks: cards(&behind.sightings, behind.standing.as_ref(), head.today),
                chart: ContactMonths::of(&facts, head.today),
                next_visit: desk.next_visits(&[child])?.remove(&child),
                tasks: desk.open_tasks_of(child)?,
                timeline: Timeline::page(entries, before.as_ref(), LENGTH),
                is_first: before.is_none(),
                head,
            }))
        })
        .await
}

//! The search page and what it found.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::FoundChild;
use super::asked::Criteria;
use crate::access::{Desk, Officer};
use crate::audit::Event;
use crate::children::model::{Child, Search};
use crate::children::year_group::{YearGroup, age};
use crate::contacts::standard::Verdict;
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Reply, filters};

/// Children on a page.
const PAGE: usize = 25;

/// The search page.
#[derive(Template)]
#[template(path = "children/ask.html")]
pub struct AskPage {
    criteria: Criteria,
    faults: Faults,
}

/// `GET /children`
pub async fn ask(_officer: Officer) -> Page<AskPage> {
    Page(AskPage { criteria: Criteria::default(), faults: Faults::none() })
}

/// `POST /children/found`: keeps what was asked for and leads on, so that it is in no address.
///
/// # Errors
/// `Database`, `Busy`.
pub async fn search(officer: Officer, Form(criteria): Form<Criteria>) -> Result<Reply<AskPage>> {
    let faults = criteria.faults(officer.today());
    if !faults.is_empty() {
        return Ok(Reply::Invalid(AskPage { criteria, faults }));
    }
    let search = Id::<Search>::mint();
    officer.jot(Event::ChildrenSearched { search }, move |desk| desk.keep_search(search, &criteria)).await?;
    Ok(Reply::go_to(format!("/children/found/{search}")))
}

/// Where in the list a page begins.
#[derive(Deserialize)]
pub struct Paging {
    after: Option<Id<Child>>,
}

/// The children found.
#[derive(Template)]
#[template(path = "children/found.html")]
pub struct FoundPage {
    criteria: Criteria,
    faults: Faults,
    search: Id<Search>,
    children: Vec<FoundChild>,
    /// No child has the name; a parent or carer has.
    by_parent: bool,
    is_first: bool,
    next: Option<Id<Child>>,
    today: NaiveDate,
}

/// `GET /children/found/{search}`
///
/// # Errors
/// `NotFound` when the search is not the reader's own, or has been forgotten.
pub async fn found(officer: Officer, search: web::Path<Id<Search>>, paging: web::Query<Paging>) -> Result<Page<FoundPage>> {
    let (search, after) = (search.into_inner(), paging.after);
    let page = officer.glance(Event::FoundChildrenShown { search }, move |desk| {
        let criteria = desk.search_criteria(search)?;
        let found = children_found(desk, &criteria, after)?;
        desk.showing(found.children.len());
        Ok(FoundPage {
            criteria,
            faults: Faults::none(),
            search,
            children: found.children,
            by_parent: found.by_parent,
            is_first: after.is_none(),
            next: found.next,
            today: desk.today(),
        })
    });
    Ok(Page(page.await?))
}

struct Found {
    children: Vec<FoundChild>,
    by_parent: bool,
    next: Option<Id<Child>>,
}

/// One page of the first reading that finds anybody.
fn children_found(
    desk: &mut Desk<'_, crate::access::role::Officer>,
    criteria: &Criteria,
    after: Option<Id<Child>>,
) -> Result<Found> {
    for asked in criteria.readings(desk.today()) {
        let mut ids = desk.children_matching(&asked, after, PAGE as i64 + 1)?;
        // A last page may be empty and the reading still the one that found somebody.
        if ids.is_empty() && (after.is_none() || desk.children_matching(&asked, None, 1)?.is_empty()) {
            continue;
        }
        let next = (ids.len() > PAGE).then(|| ids[PAGE - 1]);
        ids.truncate(PAGE);
        let children: Result<Vec<Option<FoundChild>>> = ids.into_iter().map(|id| desk.found_child(id)).collect();
        let by_parent = criteria.parent.trim().is_empty() && asked.is_by_parent();
        return Ok(Found { children: children?.into_iter().flatten().collect(), by_parent, next });
    }
    Ok(Found { children: Vec::new(), by_parent: false, next: None })
}

impl FoundPage {
    /// "3 children found", "More than 25 children found".
    fn heading(&self) -> String {
        match (self.children.len(), self.is_first, self.next.is_some()) {
            (_, false, _) => "More children found".to_owned(),
            (count, true, true) => format!("More than {count} children found"),
            (0, true, false) => "No child found".to_owned(),
            (1, true, false) => "1 child found".to_owned(),
            (count, true, false) => format!("{count} children found"),
        }
    }
}

impl FoundChild {
    /// "12, Year 8".
    pub fn age_and_year(&self, day: NaiveDate) -> String {
        format!("{}, {}", age(day, self.date_of_birth), YearGroup::on(day, self.date_of_birth).label())
    }

    /// The colour of the verdict's tag.
    pub fn tag(&self, day: NaiveDate) -> &'static str {
        match self.verdict(day) {
            Some(Verdict::NeverSeen) => "purple",
            Some(Verdict::Overdue) => "red",
            Some(Verdict::DueSoon) => "orange",
            Some(Verdict::InDate) => "green",
            None => "grey",
        }
    }

    /// The verdict in a word or two.
    pub fn standing(&self, day: NaiveDate) -> &'static str {
        self.verdict(day).map_or("Not on the register now", Verdict::label)
    }
}

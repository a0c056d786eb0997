//! The tabs that only show: family and addresses, education, identifiers, history.

use actix_web::web;
use askama::Template;

use crate::access::account::AccountRole;
use crate::access::role;
use crate::access::{Desk, Officer};
use crate::audit::Event;
use crate::children::addresses::AddressRow;
use crate::children::carers::CarerRow;
use crate::children::circumstances::CircumstanceRow;
use crate::children::model::Child;
use crate::children::particulars::{FormerNameRow, FormerUpnRow};
use crate::children::provisions::ProvisionRow;
use crate::children::schools::PreviousSchoolRow;
use crate::children::search::FoundChild;
use crate::contacts::standard::Verdict;
use crate::error::Result;
use crate::id::Id;
use crate::record::head::{Behind, Head};
use crate::record::queries::Names;
use crate::registrations::queries::Episode;
use crate::web::{Page, filters};

/// Who the child lives with, and where.
#[derive(Template)]
#[template(path = "record/family.html")]
pub struct FamilyPage {
    head: Head,
    addresses: Vec<AddressRow>,
    carers: Vec<CarerRow>,
    household: Vec<FoundChild>,
}

impl FamilyPage {
    fn is_current(&self, address: &AddressRow) -> bool {
        address.is_current(self.head.today)
    }

    fn verdict_of(&self, other: &FoundChild) -> Option<Verdict> {
        other.verdict(self.head.today)
    }
}

/// What the child learns, where, with what support.
#[derive(Template)]
#[template(path = "record/education.html")]
pub struct EducationPage {
    head: Head,
    provisions: Vec<ProvisionRow>,
    schools: Vec<PreviousSchoolRow>,
    circumstances: Vec<CircumstanceRow>,
}

/// By what numbers the child is known, and what else is on record.
#[derive(Template)]
#[template(path = "record/identifiers.html")]
pub struct IdentifiersPage {
    head: Head,
    former_upns: Vec<FormerUpnRow>,
}

/// The registrations, and what the child was called before.
#[derive(Template)]
#[template(path = "record/history.html")]
pub struct HistoryPage {
    head: Head,
    episodes: Vec<Episode>,
    former_names: Vec<FormerNameRow>,
    names: Names,
    is_manager: bool,
}

impl HistoryPage {
    fn officer(&self, episode: &Episode) -> String {
        episode.officer_id.map_or_else(|| "Nobody".to_owned(), |officer| self.names.of(officer.as_str()))
    }

    /// Only the latest can be taken back.
    fn can_be_reopened(&self, episode: &Episode) -> bool {
        self.head.open().is_none() && Episode::latest(&self.episodes).is_some_and(|latest| latest.id == episode.id)
    }
}

type AtDesk<'c> = Desk<'c, role::Officer>;

async fn tab<T, F>(officer: &Officer, child: Id<Child>, name: &'static str, page: F) -> Result<Page<T>>
where
    T: Send + 'static,
    F: FnOnce(&mut AtDesk<'_>, Head, Behind) -> Result<T> + Send + 'static,
{
    officer
        .glance(Event::ChildOpened { child }, move |desk| {
            let (head, behind) = Head::read(desk, child, name)?;
            page(desk, head, behind).map(Page)
        })
        .await
}

/// `GET /children/{child}/family`
pub async fn family(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<FamilyPage>> {
    let child = child.into_inner();
    tab(&officer, child, "family", move |desk, head, behind| {
        let (carers, household) = (desk.carers(child)?, desk.household_of(child)?);
        desk.showing(1 + household.len());
        Ok(FamilyPage { head, addresses: behind.addresses, carers, household })
    })
    .await
}

/// `GET /children/{child}/education`
pub async fn education(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<EducationPage>> {
    let child = child.into_inner();
    tab(&officer, child, "education", move |desk, head, behind| {
        let (provisions, schools) = (desk.provisions(child)?, desk.previous_schools(child)?);
        Ok(EducationPage { head, provisions, schools, circumstances: behind.circumstances })
    })
    .await
}

/// `GET /children/{child}/identifiers`
pub async fn identifiers(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<IdentifiersPage>> {
    let child = child.into_inner();
    tab(&officer, child, "identifiers", move |desk, head, _| Ok(IdentifiersPage { head, former_upns: desk.former_upns(child)? }))
        .await
}

/// `GET /children/{child}/history`
pub async fn history(officer: Officer, child: web::Path<Id<Child>>) -> Result<Page<HistoryPage>> {
    let child = child.into_inner();
    tab(&officer, child, "history", move |desk, head, behind| {
        let former_names = desk.former_names(child)?;
        let is_manager = desk.who().role == AccountRole::Manager.code();
        Ok(HistoryPage { head, episodes: behind.episodes, former_names, names: behind.names, is_manager })
    })
    .await
}

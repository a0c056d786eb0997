//! The list of possible duplicates; two records side by side; the decision.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::model::{Decision, PossibleDuplicate};
use super::queries::{After, ListedPair, Pair};
use crate::access::{Desk, Officer, role};
use crate::audit::Event;
use crate::children::addresses::AddressRow;
use crate::children::carers::CarerRow;
use crate::children::model::Child;
use crate::children::particulars::ChildRow;
use crate::dates::long_date;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::registrations::queries::Episode;
use crate::web::filters;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Reply};

/// Rows on a page.
const ROWS: usize = 50;

/// Possible duplicates.
#[derive(Template)]
#[template(path = "duplicates/list.html")]
pub(super) struct ListPage {
    rows: Vec<ListedPair>,
    is_decided: bool,
    more: Option<String>,
}

/// Two records side by side.
#[derive(Template)]
#[template(path = "duplicates/show.html")]
pub(super) struct ShowPage {
    pair: Pair,
    decided_by: String,
    asked_by: String,
    records: [Record; 2],
    form: DecisionForm,
    faults: Faults,
}

/// What is compared of one record.
struct Record {
    child: ChildRow,
    addresses: Vec<AddressRow>,
    carers: Vec<CarerRow>,
    episodes: Vec<Episode>,
    is_on_register: bool,
    last_seen_on: Option<chrono::NaiveDate>,
}

impl Record {
    /// When anybody last saw the child, in words: a day, never, or that nothing counts it now.
    fn last_seen(&self) -> String {
        match self.last_seen_on {
            Some(day) => long_date(day),
            None if self.is_on_register => "Never".to_owned(),
            None => "Not counted: no registration is open".to_owned(),
        }
    }
}

/// What is asked for: a closed code and a place in the list.
#[derive(Deserialize)]
pub(super) struct Asked {
    show: Option<String>,
    after: Option<String>,
}

/// What was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    decision: String,
}

pub(super) async fn list(officer: Officer, asked: web::Query<Asked>) -> Result<Page<ListPage>> {
    let is_decided = asked.show.as_deref() == Some("decided");
    let after = asked.after.as_deref().map(|text| place(text).ok_or(Error::NotFound)).transpose()?;
    officer
        .glance(Event::DuplicatesListed {}, move |desk| {
            let mut rows = desk.pairs(is_decided, after, ROWS + 1)?;
            let has_more = rows.len() > ROWS;
            rows.truncate(ROWS);
            desk.showing(rows.len() * 2);
            let more = rows.last().filter(|_| has_more).map(|last| next_page(is_decided, &last.pair));
            Ok(Page(ListPage { rows, is_decided, more }))
        })
        .await
}

fn next_page(is_decided: bool, last: &Pair) -> String {
    let show = if is_decided { "decided" } else { "open" };
    format!("/duplicates?show={show}&after={}_{}_{}", last.decision.code(), last.weight, last.id)
}

/// A place in the list: what was decided, a weight and an id.
fn place(text: &str) -> Option<After> {
    let mut parts = text.splitn(3, '_');
    let decision = parts.next()?.parse().ok()?;
    let weight = parts.next()?.parse().ok().filter(|weight: &f64| weight.is_finite())?;
    Some(After { decision, weight, id: parts.next()?.parse().ok()? })
}

/// The two records, each under an audit row of its own: both were looked at.
async fn side_by_side(officer: &Officer, pair: Id<PossibleDuplicate>, form: DecisionForm, faults: Faults) -> Result<ShowPage> {
    let (pair, (decided_by, asked_by)) = officer
        .read(move |desk| {
            let pair = desk.pair(pair)?;
            let actors: Vec<&str> = [&pair.decided_by, &pair.asked_by].into_iter().filter_map(Option::as_deref).collect();
            let names = desk.actor_names(&actors)?;
            let called = |actor: &Option<String>| {
                actor.as_ref().map(|actor| names.get(actor).unwrap_or(actor).clone()).unwrap_or_default()
            };
            let who = (called(&pair.decided_by), called(&pair.asked_by));
            Ok((pair, who))
        })
        .await?;
    let (one, other) = (pair.child_id, pair.other_child_id);
    let one = officer.glance(Event::ChildOpened { child: one }, move |desk| record(desk, one)).await?;
    let other = officer.glance(Event::ChildOpened { child: other }, move |desk| record(desk, other)).await?;
    Ok(ShowPage { pair, decided_by, asked_by, records: [one, other], form, faults })
}

fn record(desk: &mut Desk<'_, role::Officer>, child: Id<Child>) -> Result<Record> {
    let today = desk.today();
    let standing = desk.standing(child, today)?;
    Ok(Record {
        child: desk.child(child)?,
        addresses: desk.addresses(child)?,
        carers: desk.carers(child)?,
        episodes: desk.episodes(child)?,
        is_on_register: standing.is_some(),
        last_seen_on: standing.and_then(|standing| standing.clocks.seen).map(|seen| seen.on),
    })
}

pub(super) async fn show(officer: Officer, pair: web::Path<Id<PossibleDuplicate>>) -> Result<Page<ShowPage>> {
    side_by_side(&officer, *pair, DecisionForm::default(), Faults::none()).await.map(Page)
}

pub(super) async fn decide(
    officer: Officer,
    pair: web::Path<Id<PossibleDuplicate>>,
    form: Form<DecisionForm>,
) -> Result<Reply<ShowPage>> {
    let (pair, form) = (*pair, form.0);
    let mut faults = Faults::none();
    let decision = chosen::<Decision>(&form.decision, "Choose what you have decided");
    let decision = faults.take("decision", decision).filter(|one| Decision::OFFERED.contains(one));
    let Some(decision) = decision else {
        faults.add("decision", "Choose what you have decided");
        return side_by_side(&officer, pair, form, faults).await.map(Reply::Invalid);
    };
    let known = officer.read(move |desk| desk.pair(pair)).await?;
    let event = Event::DuplicateDecided { child: known.child_id };
    officer
        .change(event, move |desk| {
            desk.decide_pair(pair, decision)?;
            desk.also(&Event::DuplicateDecided { child: known.other_child_id })
        })
        .await?;
    Ok(Reply::go_to(match decision {
        Decision::Same => format!("/children/{}/merge/{}", known.child_id, known.other_child_id),
        _ => "/duplicates?done=duplicate-decided".to_owned(),
    }))
}

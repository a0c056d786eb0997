//! Undoing a merge: what goes back, where belongs what was added since, and why they are two after all.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;

use super::join::one_sentence;
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::Result;
use crate::id::Id;
use crate::merges::choosing::Side;
use crate::merges::model::Merge;
use crate::merges::queries::described::in_words;
use crate::merges::queries::splitting::{NewSplit, Splitting};
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, or why there is none.
#[derive(Template)]
#[template(path = "merges/split.html")]
pub struct SplitPage {
    heading: Heading,
    retired: (String, String),
    merged_by: String,
    merged_at: NaiveDateTime,
    why_merged: String,
    against: Vec<String>,
    going_back: Vec<String>,
    added: Vec<Added>,
    sides: [Choice; 2],
    reason: String,
    faults: Faults,
}

/// A row added since the merge.
struct Added {
    id: String,
    words: String,
    value: String,
}

/// What is posted: a field for each row that is asked about, by its id.
type Posted = BTreeMap<String, String>;

impl SplitPage {
    async fn read(officer: &Officer, child: Id<Child>, merge: Id<Merge>, form: &Posted) -> Result<(Self, Splitting)> {
        let (splitting, heading, described, names, going_back) = officer
            .glance(Event::ChildOpened { child }, move |desk| {
                let splitting = desk.splitting(child, merge)?;
                let described = desk.described(child, &splitting.added)?;
                let going_back = in_words(&splitting.merge.journal.moved);
                Ok((splitting, desk.heading(child)?, described, desk.names_of_accounts()?, going_back))
            })
            .await?;
        let (retired, now) = (splitting.merge.retired, &splitting.merge);
        // The page names the retired child too.
        officer.glance(Event::ChildOpened { child: retired }, |_| Ok(())).await?;
        let of = |id: &str| form.get(id).cloned().unwrap_or_default();
        let kept_reference = &now.journal.kept_before.reference;
        let page = Self {
            heading,
            retired: (now.journal.retired.reference.clone(), now.journal.retired.full_name()),
            merged_by: names.of(&now.merged_by),
            merged_at: now.merged_at,
            why_merged: now.reason.clone(),
            against: splitting.against.clone(),
            going_back,
            added: described.into_iter().map(|(id, words)| Added { value: of(&id), id, words }).collect(),
            sides: [
                Choice { code: Side::Kept.code().to_owned(), label: kept_reference.clone() },
                Choice { code: Side::Other.code().to_owned(), label: now.journal.retired.reference.clone() },
            ],
            reason: of("reason"),
            faults: Faults::none(),
        };
        Ok((page, splitting))
    }
}

/// `GET /children/{child}/split/{merge}`
pub async fn show(officer: Officer, of: web::Path<(Id<Child>, Id<Merge>)>) -> Result<Page<SplitPage>> {
    let (child, merge) = of.into_inner();
    Ok(Page(SplitPage::read(&officer, child, merge, &Posted::new()).await?.0))
}

/// `POST /children/{child}/split/{merge}`
pub async fn send(officer: Officer, of: web::Path<(Id<Child>, Id<Merge>)>, Form(form): Form<Posted>) -> Result<Reply<SplitPage>> {
    let (child, merge) = of.into_inner();
    if is_done(&officer, child, merge).await? {
        return Ok(done(child));
    }
    let (mut page, splitting) = SplitPage::read(&officer, child, merge, &form).await?;
    let mut faults = Faults::none();
    let mut belongs = BTreeMap::new();
    for row in splitting.asked() {
        match form.get(row).and_then(|code| code.parse::<Side>().ok()) {
            Some(side) => drop(belongs.insert(row.clone(), side)),
            None => faults.add(row.clone(), "Choose which record this belongs to"),
        }
    }
    for (beside, what) in splitting.torn(&belongs) {
        faults.add(beside.unwrap_or_else(|| "reason".to_owned()), what);
    }
    let reason = one_sentence(&page.reason, "Say in a sentence why they are two children", &mut faults);
    if !faults.is_empty() || !splitting.against.is_empty() {
        page.faults = faults;
        return Ok(Reply::Invalid(page));
    }
    let new = NewSplit { merge, reason, belongs };
    officer.change(Event::MergeSplit { child, merge }, move |desk| desk.split(child, &new)).await?;
    Ok(done(child))
}

fn done(child: Id<Child>) -> Reply<SplitPage> {
    Reply::go_to(format!("/children/{child}?done=records-split"))
}

/// Whether the same person sent it before.
async fn is_done(officer: &Officer, child: Id<Child>, merge: Id<Merge>) -> Result<bool> {
    let actor = officer.who().actor.clone();
    let known = officer.look_up(move |desk| desk.known_merge(merge)).await?;
    Ok(known.is_some_and(|known| known.kept == child && known.split_by == Some(actor)))
}

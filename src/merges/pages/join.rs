//! Two records side by side: what the one record will say, field by field, and why they are one child.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;

use crate::access::{Desk, Officer, role};
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::dates::long_date;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::merges::choosing::{Before, Choices, Side, differing, doubts};
use crate::merges::model::{Merge, Stint};
use crate::merges::queries::NewMerge;
use crate::merges::queries::records::stamp;
use crate::merges::whole::Field;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The longest sentence of a reason, in characters.
const LONGEST_REASON: usize = 500;

/// The form.
#[derive(Template)]
#[template(path = "merges/join.html")]
pub struct JoinPage {
    kept: Before,
    other: Before,
    questions: Vec<Question>,
    agreeing: String,
    coming: Vec<String>,
    doubts: Vec<String>,
    id: String,
    opened: String,
    reason: String,
    faults: Faults,
}

/// A field in which the two differ, or the registration that stays open.
struct Question {
    name: String,
    legend: &'static str,
    hint: &'static str,
    choices: Vec<Choice>,
    value: String,
}

/// What is posted: a field for each question, by name.
type Posted = BTreeMap<String, String>;

/// The two records, read under an audit row for each.
struct Two {
    kept: Before,
    other: Before,
    /// Who else lives in each household, in words.
    households: [String; 2],
    coming: Vec<String>,
}

impl Two {
    async fn read(officer: &Officer, kept: Id<Child>, other: Id<Child>) -> Result<Self> {
        let of_kept = officer
            .glance(Event::ChildOpened { child: kept }, move |desk| {
                let before = desk.before_merging(kept)?;
                Ok((before, household(desk, kept)?))
            })
            .await?;
        let of_other = officer
            .glance(Event::ChildOpened { child: other }, move |desk| {
                desk.both_can_be_merged(kept, other)?;
                let before = desk.before_merging(other)?;
                Ok((before, household(desk, other)?, desk.coming_along(other)?))
            })
            .await?;
        Ok(Self { kept: of_kept.0, other: of_other.0, households: [of_kept.1, of_other.1], coming: of_other.2 })
    }

    fn questions(&self, choices: &Choices) -> Vec<Question> {
        let mut questions: Vec<Question> =
            differing(&self.kept.whole, &self.other.whole).into_iter().map(|field| self.question(field, choices)).collect();
        if let (Some(kept), Some(other)) = (self.kept.open(), self.other.open()) {
            questions.push(Question {
                name: OPEN.to_owned(),
                legend: "Which registration stays open?",
                hint: "A child has one. The other ends today, and counts on: due dates follow from the earliest start.",
                choices: vec![
                    choice(Side::Kept, &registered(kept, &self.kept.whole.reference)),
                    choice(Side::Other, &registered(other, &self.other.whole.reference)),
                ],
                value: choices.open.map_or("", Side::code).to_owned(),
            });
        }
        questions
    }

    fn question(&self, field: Field, choices: &Choices) -> Question {
        let shown = |side: Side| {
            let (whole, household) = match side {
                Side::Kept => (&self.kept.whole, &self.households[0]),
                Side::Other => (&self.other.whole, &self.households[1]),
            };
            let said = if field == Field::Household { household.clone() } else { whole.shown(field) };
            let said = if said.is_empty() { "Nothing recorded".to_owned() } else { said };
            let trust = match field {
                Field::Upn => Some(whole.upn_standing),
                Field::NhsNumber => Some(whole.nhs_standing),
                Field::Uln => Some(whole.uln_standing),
                _ => None,
            };
            let trust = trust.filter(|_| whole.has(field)).map(|standing| format!(", {}", standing.label().to_lowercase()));
            format!("{said}{} ({})", trust.unwrap_or_default(), whole.reference)
        };
        Question {
            name: field.code().to_owned(),
            legend: field.label(),
            hint: "",
            choices: vec![choice(Side::Kept, &shown(Side::Kept)), choice(Side::Other, &shown(Side::Other))],
            value: choices.fields.get(&field).map_or("", |side| side.code()).to_owned(),
        }
    }

    fn page(self, id: String, choices: &Choices, reason: String, faults: Faults) -> JoinPage {
        let agreeing: Vec<&str> = Field::ALL
            .iter()
            .filter(|field| self.kept.whole.is_same(&self.other.whole, **field) && self.kept.whole.has(**field))
            .map(|field| field.words())
            .collect();
        JoinPage {
            questions: self.questions(choices),
            agreeing: agreeing.join(", "),
            doubts: doubts(&self.kept.whole, &self.other.whole),
            opened: stamp(&self.kept, &self.other),
            coming: self.coming,
            kept: self.kept,
            other: self.other,
            id,
            reason,
            faults,
        }
    }
}

/// The name of the question about registrations.
const OPEN: &str = "open_registration";

fn choice(side: Side, label: &str) -> Choice {
    Choice { code: side.code().to_owned(), label: label.to_owned() }
}

fn registered(stint: &Stint, reference: &str) -> String {
    let (kind, level) = (stint.kind.label(), stint.level.label().to_lowercase());
    format!("{kind} since {}, {level} level ({reference})", long_date(stint.started_on))
}

fn household(desk: &mut Desk<'_, role::Officer>, child: Id<Child>) -> Result<String> {
    let others = desk.household_of(child)?;
    let names: Vec<String> =
        others.iter().map(|other| format!("{} {}, {}", other.given_names, other.family_name, other.reference)).collect();
    Ok(if names.is_empty() { String::new() } else { format!("With {}", names.join("; ")) })
}

/// `GET /children/{child}/merge/{other}`
pub async fn show(officer: Officer, two: web::Path<(Id<Child>, Id<Child>)>) -> Result<Page<JoinPage>> {
    let (kept, other) = two.into_inner();
    let two = Two::read(&officer, kept, other).await?;
    let choices = Choices::sensible(&two.kept, &two.other);
    Ok(Page(two.page(Id::<Merge>::mint().to_string(), &choices, String::new(), Faults::none())))
}

/// `POST /children/{child}/merge/{other}`
pub async fn send(officer: Officer, two: web::Path<(Id<Child>, Id<Child>)>, Form(form): Form<Posted>) -> Result<Reply<JoinPage>> {
    let (kept, other) = two.into_inner();
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    let id = text("id");
    if is_done(&officer, &id, kept, other).await? {
        return Ok(done(kept));
    }
    officer.look_up(move |desk| desk.both_can_be_merged(kept, other)).await?;
    let two = Two::read(&officer, kept, other).await?;
    let mut faults = Faults::none();
    let choices = read(&two, &form, &mut faults);
    let reason = one_sentence(&text("reason"), "Say in a sentence why they are one child", &mut faults);
    let merge: Id<Merge> = match id.parse() {
        Ok(merge) => merge,
        Err(_) => {
            faults.add("reason", "Open this page again: it lost its place");
            Id::mint()
        }
    };
    if text("opened") != stamp(&two.kept, &two.other) {
        faults = meanwhile::fault();
    }
    if !faults.is_empty() {
        return Ok(Reply::Invalid(two.page(merge.to_string(), &choices, reason, faults)));
    }
    let new = NewMerge { id: merge, kept, other, choices, reason, opened: text("opened") };
    officer.change(Event::ChildrenMerged { child: kept, merge }, move |desk| desk.merge(&new)).await?;
    Ok(done(kept))
}

fn done(kept: Id<Child>) -> Reply<JoinPage> {
    Reply::go_to(format!("/children/{kept}?done=records-merged"))
}

/// Whether this very form was sent before: the second time there are no two records to show any more.
async fn is_done(officer: &Officer, id: &str, kept: Id<Child>, other: Id<Child>) -> Result<bool> {
    let Ok(merge) = id.parse::<Id<Merge>>() else { return Ok(false) };
    let actor = officer.who().actor.clone();
    let known = officer.look_up(move |desk| desk.known_merge(merge)).await?;
    match known {
        None => Ok(false),
        Some(known) if known.split_at.is_none() && (known.kept, known.retired, &known.merged_by) == (kept, other, &actor) => {
            Ok(true)
        }
        Some(_) => Err(Error::Conflict("This form was sent before. Nothing was changed: open the record.".into())),
    }
}

/// What was chosen; every question has to be answered.
fn read(two: &Two, form: &Posted, faults: &mut Faults) -> Choices {
    let mut side = |name: &str, what: &str| {
        let chosen = form.get(name).and_then(|code| code.parse::<Side>().ok());
        if chosen.is_none() {
            faults.add(name.to_owned(), format!("Choose the {what}"));
        }
        chosen
    };
    let fields = differing(&two.kept.whole, &two.other.whole);
    let fields = fields.into_iter().filter_map(|field| Some((field, side(field.code(), field.words())?))).collect();
    let open = two.kept.open().zip(two.other.open()).and_then(|_| side(OPEN, "registration that stays open"));
    Choices { fields, open }
}

/// A reason that was typed: there, and not a page long.
pub(super) fn one_sentence(typed: &str, missing: &str, faults: &mut Faults) -> String {
    let reason = typed.trim().to_owned();
    if reason.is_empty() {
        faults.add("reason", missing.to_owned());
    } else if reason.chars().count() > LONGEST_REASON {
        faults.add("reason", format!("Keep the reason to {LONGEST_REASON} characters"));
    }
    reason
}

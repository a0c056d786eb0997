//! What the one record will say where the two differ: a sensible choice is made already, and a person
//! may choose otherwise. Nothing that is not chosen is lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Stint, Whole};
use super::whole::Field;
use crate::children::model::{IdentifierStanding, Sex};
use crate::children::particulars::model::amended;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};

crate::closed_list! {
    /// One of the two records.
    pub enum Side {
        Kept = "kept" "The record that is kept",
        Other = "other" "The other record",
    }
}

/// A record before a merge, as far as choosing looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its own row.
    pub whole: Whole,
    /// Its registrations.
    pub stints: Vec<Stint>,
    /// Given names and family name the child had.
    pub former_names: Vec<(String, String)>,
    /// UPNs the child had.
    pub former_upns: Vec<String>,
}

impl Before {
    /// The open registration.
    pub fn open(&self) -> Option<&Stint> {
        self.stints.iter().find(|stint| stint.ended_on.is_none())
    }
}

/// What was chosen: for each field in which the two differ, and for the registration that stays open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// From which record each field comes.
    pub fields: BTreeMap<Field, Side>,
    /// Whose registration stays open; none where at most one is.
    pub open: Option<Side>,
}

/// The fields in which two records differ.
pub fn differing(kept: &Whole, other: &Whole) -> Vec<Field> {
    Field::ALL.iter().copied().filter(|field| !kept.is_same(other, *field)).collect()
}

impl Choices {
    /// The choice that is made already: what is recorded before what is not, the identifier that can be
    /// trusted more, otherwise what the kept record says; and the registration that asks for more.
    pub fn sensible(kept: &Before, other: &Before) -> Self {
        let of_field = |field| if other.whole.trust(field) > kept.whole.trust(field) { Side::Other } else { Side::Kept };
        Self {
            fields: differing(&kept.whole, &other.whole).into_iter().map(|field| (field, of_field(field))).collect(),
            open: kept.open().zip(other.open()).map(|(kept, other)| asks_for_more(kept, other)),
        }
    }
}

/// The closer level, then missing education, then the one that began first: it is due sooner.
fn asks_for_more(kept: &Stint, other: &Stint) -> Side {
    let level = |stint: &Stint| match stint.level {
        Level::Standard => 0,
        Level::Enhanced => 1,
        Level::Intensive => 2,
    };
    let rank = |stint: &Stint| (level(stint), stint.kind == RegistrationKind::Cme, std::cmp::Reverse(stint.started_on));
    if rank(other) > rank(kept) { Side::Other } else { Side::Kept }
}

/// What a merge will do to the kept record's own row and to the registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the kept record will say.
    pub after: Whole,
    /// Names that are not chosen and on neither list of former names yet.
    pub former_names: Vec<(String, String)>,
    /// UPNs that are not chosen and on neither list of former UPNs yet.
    pub former_upns: Vec<(String, IdentifierStanding)>,
    /// The registration that ends, because the child can have one open only.
    pub ends: Option<Id<Registration>>,
}

/// Makes the plan of a merge. A field nobody chose about is chosen sensibly.
pub fn plan(kept: &Before, other: &Before, choices: &Choices, today: NaiveDate) -> Plan {
    let sensible = Choices::sensible(kept, other);
    let mut after = kept.whole.clone();
    after.notes = both_notes(&kept.whole.notes, &other.whole.notes);
    for (field, side) in &sensible.fields {
        let side = choices.fields.get(field).unwrap_or(side);
        let lost = if *side == Side::Other { &kept.whole } else { &other.whole };
        if *side == Side::Other {
            after.take(*field, &other.whole);
        }
        if lost.has(*field) && !field.is_kept_elsewhere() {
            let said = format!("{} said: {} {}", lost.reference, field.words(), lost.shown(*field));
            after.notes = amended(&after.notes, today, &said);
        }
    }
    // Higher than either, so that no form opened on one of the two is taken for the merged record's.
    after.version = kept.whole.version.max(other.whole.version).saturating_add(1);
    let ends = kept.open().zip(other.open()).map(|(of_kept, of_other)| match choices.open.or(sensible.open) {
        Some(Side::Other) => of_kept.id,
        _ => of_other.id,
    });
    Plan { former_names: names_not_chosen(kept, other, &after), former_upns: upns_not_chosen(kept, other, &after), after, ends }
}

fn both_notes(kept: &str, other: &str) -> String {
    match (kept.is_empty(), other.is_empty() || kept == other) {
        (_, true) => kept.to_owned(),
        (true, false) => other.to_owned(),
        (false, false) => format!("{kept}\n{other}"),
    }
}

fn names_not_chosen(kept: &Before, other: &Before, after: &Whole) -> Vec<(String, String)> {
    let names = |whole: &Whole| (whole.given_names.clone(), whole.family_name.clone());
    let mut new: Vec<(String, String)> = Vec::new();
    for name in [names(&kept.whole), names(&other.whole)] {
        let is_known = kept.former_names.contains(&name) || other.former_names.contains(&name) || new.contains(&name);
        let is_there = !(name.0.is_empty() && name.1.is_empty());
        if is_there && name != names(after) && !is_known {
            new.push(name);
        }
    }
    new
}

fn upns_not_chosen(kept: &Before, other: &Before, after: &Whole) -> Vec<(String, IdentifierStanding)> {
    let mut new: Vec<(String, IdentifierStanding)> = Vec::new();
    for whole in [&kept.whole, &other.whole] {
        let Some(upn) = whole.upn.clone().filter(|upn| after.upn.as_ref() != Some(upn)) else { continue };
        let is_known = kept.former_upns.contains(&upn) || other.former_upns.contains(&upn);
        if !is_known && !new.iter().any(|(known, _)| *known == upn) {
            new.push((upn, whole.upn_standing));
        }
    }
    new
}

/// What should give pause: it speaks for two children, not one.
pub fn doubts(kept: &Whole, other: &Whole) -> Vec<String> {
    let mut doubts = Vec::new();
    for field in [Field::Upn, Field::NhsNumber] {
        let both_valid = kept.trust(field) >= 2 && other.trust(field) >= 2;
        if both_valid && kept.shown(field) != other.shown(field) {
            doubts.push(format!("Both have a valid {}, and the two differ.", field.words()));
        }
    }
    if kept.date_of_birth != other.date_of_birth {
        doubts.push("The dates of birth differ.".to_owned());
    }
    if kept.sex != other.sex && kept.sex != Sex::NotRecorded && other.sex != Sex::NotRecorded {
        doubts.push("The sex differs.".to_owned());
    }
    let same_home = kept.household_id.is_some() && kept.household_id == other.household_id;
    if same_home && kept.date_of_birth == other.date_of_birth && kept.given_names != other.given_names {
        doubts.push("They live together, have the same birthday and different given names: they may be twins.".to_owned());
    }
    doubts
}

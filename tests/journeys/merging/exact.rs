//! For any two records: merged and split, the whole register says again what it said before.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use seen::access::role::System;
use seen::access::{Changing, Desk};
use seen::audit::Event;
use seen::children::model::{AddressKind, Child, CircumstanceKind, Household, IdentifierStanding, ProvidedBy, Sex};
use seen::children::queries::{NewAddress, NewChild, NewCircumstance, NewPreviousSchool, NewProvision};
use seen::contacts::model::{Answer, Concern, Mode, Outcome};
use seen::contacts::queries::NewContact;
use seen::duplicates::model::Decision;
use seen::error::Result;
use seen::id::Id;
use seen::merges::choosing::{Choices, Side};
use seen::merges::queries::NewMerge;
use seen::merges::queries::records::stamp;
use seen::merges::queries::splitting::NewSplit;
use seen::merges::whole::Field;
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};
use seen::registrations::queries::NewRegistration;
use seen::registrations::reasons::{Destination, EndReason, Reason, Source};
use seen::visits::model::VisitState;
use seen::visits::queries::NewVisit;

use super::faults;
use crate::office::Office;

/// A record as it may be.
#[derive(Clone, Debug)]
struct Spec {
    given: &'static str,
    family: &'static str,
    born: i64,
    sex: Sex,
    upn: Option<u8>,
    nhs: Option<u8>,
    notes: &'static str,
    former: bool,
    lives_with_third: bool,
    ended: Option<(RegistrationKind, i64)>,
    open: Option<(RegistrationKind, Level, i64)>,
    contacts: Vec<(i64, AgencyKind, Mode, Answer, bool)>,
    has_address: bool,
    has_rest: bool,
    suspected_of_third: Option<Decision>,
}

fn spec() -> impl Strategy<Value = Spec> {
    let names = (prop::sample::select(&["Maya", "Mia", "Ali"][..]), prop::sample::select(&["Ellison", "Khan"][..]));
    let person = (0..3_i64, prop::sample::select(Sex::ALL), prop::option::of(0..3_u8), prop::option::of(0..3_u8));
    let notes = prop::sample::select(&["", "Ring twice", "Has a dog\nRing twice"][..]);
    let kind = prop::sample::select(RegistrationKind::ALL);
    let registrations = (
        prop::option::of((kind.clone(), 1000..1400_i64)),
        prop::option::of((kind, prop::sample::select(Level::ALL), 0..900_i64)),
    );
    let contact = (
        0..1500_i64,
        prop::sample::select(AgencyKind::ALL),
        prop::sample::select(&[Mode::HomeVisit, Mode::Video, Mode::Phone][..]),
        prop::sample::select(&[Answer::Yes, Answer::No][..]),
        prop::bool::weighted(0.2),
    );
    let rest = (prop::bool::ANY, prop::bool::ANY, prop::bool::ANY, prop::bool::ANY);
    let suspected = prop::option::of(prop::sample::select(Decision::ALL));
    (names, person, notes, registrations, prop::collection::vec(contact, 0..4), rest, suspected).prop_map(
        |(names, person, notes, registrations, contacts, rest, suspected_of_third)| Spec {
            given: names.0,
            family: names.1,
            born: person.0,
            sex: person.1,
            upn: person.2,
            nhs: person.3,
            notes,
            former: rest.0,
            lives_with_third: rest.1,
            ended: registrations.0,
            open: registrations.1,
            contacts,
            has_address: rest.2,
            has_rest: rest.3,
            suspected_of_third,
        },
    )
}

fn choices() -> impl Strategy<Value = Choices> {
    let side = prop::sample::select(Side::ALL);
    (prop::collection::vec(side.clone(), Field::ALL.len()), prop::option::of(side))
        .prop_map(|(sides, open)| Choices { fields: Field::ALL.iter().copied().zip(sides).collect(), open })
}

type AtWork<'d> = Desk<'d, System, Changing>;

fn arrives(desk: &mut AtWork<'_>, spec: &Spec, household: Id<Household>, third: Id<Child>) -> Result<Id<Child>> {
    let id = Id::mint();
    let number = |of: Option<u8>| of.map(|number| number.to_string());
    let standing = |of: Option<u8>| if of.is_some() { IdentifierStanding::Valid } else { IdentifierStanding::Absent };
    let born = desk.today() - TimeDelta::days(4000 + spec.born);
    desk.add_child(&NewChild {
        sex: spec.sex,
        upn: number(spec.upn),
        upn_standing: standing(spec.upn),
        nhs_number: number(spec.nhs),
        nhs_standing: standing(spec.nhs),
        notes: spec.notes.into(),
        household_id: spec.lives_with_third.then_some(household),
        postcode_district: if spec.has_address { "WX1".into() } else { String::new() },
        ..NewChild::called(id, spec.given, spec.family, born)
    })?;
    if spec.former {
        desk.add_former_name(id, "Mary", spec.family, None)?;
        desk.add_former_upn(id, "F1", IdentifierStanding::AsGiven)?;
    }
    registrations(desk, id, spec)?;
    for contact in &spec.contacts {
        desk.add_contact(&a_contact(desk.today(), id, *contact))?;
    }
    belongings(desk, id, spec)?;
    if let Some(decision) = spec.suspected_of_third {
        desk.suspect_duplicate(id, third, "Alike")?;
        let pair = desk.pairs(false, None, 100_000)?.into_iter().map(|row| row.pair);
        let pair = pair.filter(|pair| [pair.child_id, pair.other_child_id].contains(&id)).map(|pair| pair.id).next();
        desk.decide_pair(pair.unwrap(), decision)?;
    }
    desk.refresh_search_terms(&[id])?;
    desk.refresh_standing(id)?;
    Ok(id)
}

fn registrations(desk: &mut AtWork<'_>, child_id: Id<Child>, spec: &Spec) -> Result<()> {
    let today = desk.today();
    let one = |kind, level, days: i64, ended: bool| NewRegistration {
        id: Id::mint(),
        child_id,
        kind,
        level,
        level_rationale: String::new(),
        started_on: today - TimeDelta::days(days),
        source: Source::School,
        reason: Reason::NotRecorded,
        reason_words: String::new(),
        officer_id: None,
        officer_words: String::new(),
        ended_on: ended.then(|| today - TimeDelta::days(950)),
        end_reason: ended.then_some(EndReason::NotRecorded),
        destination: ended.then_some(Destination::NotRecorded),
    };
    if let Some((kind, days)) = spec.ended {
        desk.add_registration(&one(kind, Level::Standard, days, true))?;
    }
    if let Some((kind, level, days)) = spec.open {
        desk.add_registration(&one(kind, level, days, false))?;
    }
    Ok(())
}

fn a_contact(today: chrono::NaiveDate, child_id: Id<Child>, of: (i64, AgencyKind, Mode, Answer, bool)) -> NewContact {
    let (days, agency_kind, mode, child_seen, _) = of;
    NewContact {
        id: Id::mint(),
        child_id,
        agency_kind,
        organisation_id: None,
        practitioner: "P. Practitioner".into(),
        occurred_on: today - TimeDelta::days(days),
        mode,
        outcome: Outcome::Completed,
        child_seen: if mode == Mode::Phone { Answer::NotRecorded } else { child_seen },
        spoken_to: Answer::NotRecorded,
        alone: Answer::NotRecorded,
        not_alone_reason: String::new(),
        place: String::new(),
        address_id: None,
        child_said: String::new(),
        concern: Concern::None,
        notes: String::new(),
        next_step: String::new(),
        source: "journeys".into(),
    }
}

fn belongings(desk: &mut AtWork<'_>, child_id: Id<Child>, spec: &Spec) -> Result<()> {
    if spec.has_address {
        desk.add_address(&NewAddress {
            id: Id::mint(),
            child_id,
            kind: AddressKind::Home,
            lines: "12 Mill Lane".into(),
            town: String::new(),
            postcode: "WX1 2AB".into(),
            postcode_standing: IdentifierStanding::Valid,
            from_on: None,
            to_on: None,
            do_not_share: true,
            note: String::new(),
        })?;
    }
    if !spec.has_rest {
        return Ok(());
    }
    let (from_on, to_on) = (None, None);
    let kind = CircumstanceKind::EhcPlan;
    desk.add_circumstance(&NewCircumstance {
        id: Id::mint(),
        child_id,
        kind,
        from_on,
        to_on,
        ended: false,
        note: String::new(),
    })?;
    let (organisation_id, name, note) = (None, "Vine Street".into(), String::new());
    desk.add_previous_school(&NewPreviousSchool { id: Id::mint(), child_id, organisation_id, name, from_on, to_on, note })?;
    desk.add_provision(&NewProvision {
        id: Id::mint(),
        child_id,
        provided_by: ProvidedBy::Parents,
        provider_name: String::new(),
        hours_per_week: Some(12.5),
        place: String::new(),
        from_on,
        to_on,
        note: String::new(),
    })?;
    desk.add_visit(&NewVisit {
        id: Id::mint(),
        child_id,
        planned_on: desk.today(),
        planned_time: String::new(),
        mode: Mode::HomeVisit,
        place: String::new(),
        purpose: String::new(),
        goes: None,
        state: VisitState::Planned,
        contact_id: None,
    })?;
    desk.add_task(Id::mint(), child_id, "Check the date of birth", "import")
}

/// Every file of the export, but what tells of the merges themselves; of a child's own row not how often and
/// when it was changed.
async fn everything(office: &Office, folder: &Path) -> BTreeMap<String, Vec<String>> {
    seen::exports::command::export(&office.register(), folder).await.unwrap();
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if matches!(name.as_str(), "audit.csv" | "merges.csv") {
            continue;
        }
        let mut reader = csv::Reader::from_path(entry.path()).unwrap();
        let header = reader.headers().unwrap().clone();
        let told = |column: &str| name != "children.csv" || !matches!(column, "version" | "updated_at");
        let line = |row: csv::StringRecord| {
            let cells = header.iter().zip(&row).filter(|(column, _)| told(column));
            cells.map(|(column, cell)| format!("{column}={cell}")).collect::<Vec<_>>().join(" ")
        };
        let mut lines: Vec<String> = reader.records().map(|row| line(row.unwrap())).collect();
        lines.sort();
        files.insert(name, lines);
    }
    files
}

#[actix_web::test]
async fn merged_and_split_the_register_says_what_it_said() {
    let office = Office::open().await;
    let register = office.register();
    let mut runner = TestRunner::default();
    let some = prop::collection::vec((spec(), spec(), choices()), 60).new_tree(&mut runner).unwrap().current();
    let specs = some.clone();
    let pairs: Vec<(Id<Child>, Id<Child>, Choices)> = register
        .change(Event::RegisterChecked {}, move |desk| {
            let (household, third) = (desk.add_household()?, Id::mint());
            desk.add_child(&NewChild {
                household_id: Some(household),
                ..NewChild::called(third, "Sam", "Ellison", desk.today() - TimeDelta::days(3000))
            })?;
            desk.refresh_search_terms(&[third])?;
            let mut pairs = Vec::new();
            for (one, other, choices) in some {
                pairs.push((arrives(desk, &one, household, third)?, arrives(desk, &other, household, third)?, choices));
            }
            Ok(pairs)
        })
        .await
        .unwrap();
    assert_eq!(faults(&office).await, Vec::<String>::new());
    let folder = tempfile::TempDir::new().unwrap();
    let before = everything(&office, &folder.path().join("before")).await;
    let mut merged = Vec::new();
    for ((kept, other, choices), spec) in pairs.iter().cloned().zip(&specs) {
        let id = Id::mint();
        let merging = move |desk: &mut AtWork<'_>| {
            let opened = stamp(&desk.before_merging(kept)?, &desk.before_merging(other)?);
            desk.merge(&NewMerge { id, kept, other, choices, reason: "One child".into(), opened })
        };
        let outcome = register.change(Event::ChildrenMerged { child: kept, merge: id }, merging).await;
        outcome.unwrap_or_else(|error| panic!("{error}: {spec:?}"));
        merged.push((kept, id));
    }
    assert_eq!(faults(&office).await, Vec::<String>::new(), "after the merges of {specs:?}");
    for (child, merge) in merged.into_iter().rev() {
        let new = NewSplit { merge, reason: "Two children".into(), belongs: BTreeMap::new() };
        register.change(Event::MergeSplit { child, merge }, move |desk| desk.split(child, &new)).await.unwrap();
    }
    assert_eq!(faults(&office).await, Vec::<String>::new(), "after the splits of {specs:?}");
    let after = everything(&office, &folder.path().join("after")).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before["registrations.csv"].len() > 20 && before["possible_duplicates.csv"].len() > 20);
    for (file, lines) in &before {
        let (lost, new): (Vec<_>, Vec<_>) = (
            lines.iter().filter(|line| !after[file].contains(line)).collect(),
            after[file].iter().filter(|line| !lines.contains(line)).collect(),
        );
        assert!(lost.is_empty() && new.is_empty(), "{file}: was {lost:#?}, is {new:#?}");
    }
}

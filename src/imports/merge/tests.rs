use super::*;
use crate::children::model::Child;
use crate::contacts::model::{Answer, Mode, Outcome};
use crate::imports::held::Open;
use crate::imports::row::Person;
use crate::imports::words::How;
use crate::registrations::model::RegistrationKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn row() -> Understood {
    Understood {
        person: Person {
            given_names: "Leah".into(),
            family_name: "Lamb".into(),
            preferred_name: String::new(),
            date_of_birth: day("2019-05-18"),
            sex: Sex::Female,
            upn: Identifier::upn("B801200005001"),
            nhs_number: Identifier::absent(),
        },
        address: Some(Address {
            lines: "1 High Street".into(),
            town: "Thornley".into(),
            postcode: Identifier::postcode("B1 1AA"),
        }),
        do_not_share: false,
        carer: Some(Carer { name: "Jo Lamb".into(), telephone: "07700 900112".into(), email: String::new() }),
        registration: Episode {
            kind: RegistrationKind::Ehe,
            started_on: day("2025-09-22"),
            start_known: true,
            ended_on: None,
            reason: Reason::Lifestyle,
            reason_words: "Lifestyle".into(),
            officer: None,
            officer_words: String::new(),
        },
        contact: Some(Meeting {
            on: day("2026-10-01"),
            how: How { mode: Mode::HomeVisit, outcome: Outcome::Completed },
            seen: Answer::Yes,
            words: String::new(),
        }),
        visit_on: None,
        previous_school: "Marlow Cross Academy".into(),
        circumstances: Vec::new(),
        notes: vec!["Comments: sibling also EHE".into()],
        doubts: Vec::new(),
    }
}

/// The record after the row was imported.
fn record(row: &Understood) -> Record {
    let mut record = Record::fresh(Id::<Child>::mint(), row.person.clone());
    record.home = row.address.clone().map(|address| (Id::mint(), address, row.do_not_share));
    record.carers = row.carer.clone().map(|carer| (Id::mint(), carer)).into_iter().collect();
    let episode = &row.registration;
    match episode.ended_on {
        Some(ended) => record.ended.push((episode.started_on, ended)),
        None => {
            record.open = Some(Open {
                kind: episode.kind,
                started_on: episode.started_on,
                reason: episode.reason,
                officer: episode.officer,
            });
        }
    }
    record.contacts = row.contact.clone().into_iter().collect();
    record.visits = row.visit_on.into_iter().collect();
    record.schools = vec![row.previous_school.clone()];
    record.circumstances = row.circumstances.clone();
    record.notes = row.notes.join("\n");
    record
}

fn changed(change: impl FnOnce(&mut Understood)) -> Vec<Step> {
    let before = row();
    let mut now = row();
    change(&mut now);
    merge(&record(&before), Some(&before), &now, today())
}

fn is_task(step: &Step) -> bool {
    matches!(step, Step::Task(_))
}

#[test]
fn a_row_that_says_the_same_changes_nothing_and_adds_nothing() {
    assert_eq!(changed(|_| {}), []);
    assert_eq!(merge(&record(&row()), None, &row(), today()), []);
}

#[test]
fn what_the_sheet_says_differently_is_followed() {
    let steps = changed(|now| {
        now.person.sex = Sex::Male;
        now.person.nhs_number = Identifier::nhs_number("943 476 5919");
        now.registration.started_on = day("2025-09-01");
        now.registration.reason = Reason::Religious;
        now.contact.as_mut().unwrap().on = day("2026-11-02");
        now.visit_on = Some(day("2026-12-01"));
        now.notes.push("Comments: moved".into());
    });
    let expected = [
        Step::Sex(Sex::Male),
        Step::NhsNumber(Identifier::nhs_number("943 476 5919")),
        Step::Start(day("2025-09-01")),
        Step::Reason(Reason::Religious, "Lifestyle".into()),
    ];
    assert_eq!(steps[..4], expected);
    assert!(matches!(&steps[4..], [Step::Contact(_), Step::Visit(_), Step::Note(_)]), "{steps:?}");
    assert_eq!(changed(|now| now.registration.ended_on = Some(day("2026-11-01"))), [Step::End(day("2026-11-01"))]);
    assert!(matches!(changed(|now| now.registration.kind = RegistrationKind::Cme)[..], [Step::Kind(_)]));
    assert!(matches!(
        changed(|now| now.address.as_mut().unwrap().lines = "2 Low Road".into())[..],
        [Step::Address { replaces: Some(_), .. }]
    ));
}

#[test]
fn a_cell_that_did_not_change_never_undoes_an_officer() {
    let before = row();
    let mut held = record(&before);
    held.person.family_name = "Lamb-Day".into();
    held.person.date_of_birth = day("2019-05-19");
    held.home = None;
    held.carers.clear();
    held.contacts.clear();
    held.schools.clear();
    held.open = Some(Open {
        kind: RegistrationKind::Cme,
        started_on: day("2025-01-01"),
        reason: Reason::Other,
        officer: Some(Id::mint()),
    });
    let mut now = row();
    now.notes.push("Comments: new".into());
    assert_eq!(merge(&held, Some(&before), &now, today()), [Step::Note("Comments: new".into())]);
}

#[test]
fn a_changed_cell_that_meets_an_officers_edit_is_a_task() {
    let before = row();
    let mut held = record(&before);
    held.person.sex = Sex::Male;
    held.person.upn = Identifier::upn("P207000016049");
    held.open.as_mut().unwrap().started_on = day("2025-01-01");
    let mut now = row();
    now.person.upn = Identifier::upn("M80120000500A");
    now.registration.started_on = day("2025-10-01");
    let steps = merge(&held, Some(&before), &now, today());
    assert_eq!(steps.len(), 2, "{steps:?}");
    assert!(steps.iter().all(is_task));
}

#[test]
fn a_cleared_cell_erases_nothing() {
    let steps = changed(|now| {
        now.person.upn = Identifier::absent();
        now.address = None;
        now.carer = None;
        now.contact = None;
        now.previous_school = String::new();
        now.notes.clear();
    });
    assert_eq!(steps, []);
}

#[test]
fn the_register_never_closes_what_it_reopened_nor_hides_a_child() {
    let mut before = row();
    before.registration.ended_on = Some(day("2026-06-01"));
    let steps = merge(&record(&before), Some(&before), &row(), today());
    assert!(matches!(&steps[..], [Step::Task(_), Step::Episode(episode)] if episode.started_on == today()), "{steps:?}");
    let mut too_early = row();
    too_early.registration.ended_on = Some(day("2025-09-22"));
    let mut held = record(&row());
    held.open.as_mut().unwrap().started_on = day("2026-01-01");
    assert!(merge(&held, Some(&row()), &too_early, today()).iter().all(is_task));
}

#[test]
fn a_joined_row_adds_what_is_new_and_asks_about_the_rest() {
    let mut now = row();
    now.person.given_names = "Lamb".into();
    now.person.family_name = "Leah".into();
    now.person.nhs_number = Identifier::nhs_number("943 476 5919");
    now.registration.started_on = day("2026-01-05");
    now.contact.as_mut().unwrap().on = day("2026-05-01");
    let steps = merge(&record(&row()), None, &now, today());
    assert!(matches!(&steps[..], [Step::Note(_), Step::NhsNumber(_), Step::Task(_), Step::Contact(_)]), "{steps:?}");
    now.registration.ended_on = Some(day("2026-06-01"));
    let steps = merge(&record(&row()), None, &now, today());
    assert!(steps.iter().any(|step| matches!(step, Step::Episode(_))) && !steps.iter().any(|step| matches!(step, Step::End(_))));
}

#[test]
fn a_seen_that_changed_is_asked_about_and_not_counted_twice() {
    let steps = changed(|now| now.contact.as_mut().unwrap().seen = Answer::No);
    assert!(matches!(&steps[..], [Step::Task(_)]), "{steps:?}");
}

#[test]
fn a_wish_not_to_share_marks_the_address_and_goes_with_the_child() {
    assert!(matches!(changed(|now| now.do_not_share = true)[..], [Step::DoNotShare(_)]));
    let mut before = row();
    before.do_not_share = true;
    let mut now = before.clone();
    now.address.as_mut().unwrap().lines = "2 Low Road".into();
    let steps = merge(&record(&before), Some(&before), &now, today());
    assert!(matches!(steps[..], [Step::Address { do_not_share: true, .. }]), "{steps:?}");
}

//! The rules of choosing and parting, for records of every kind.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::choosing::{Before, Choices, Side, differing, plan};
use super::journal::{Journal, Rows};
use super::model::{Stint, Whole};
use super::parting::{Link, Now, contradictions, parted, torn};
use super::whole::Field;
use crate::children::model::{Ethnicity, IdentifierStanding, Sex};
use crate::id::Id;
use crate::registrations::model::{Level, RegistrationKind};
use crate::registrations::reasons::{Destination, EndReason, Reason, Source};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(0, 0, 0).unwrap()
}

fn identifier() -> impl Strategy<Value = (Option<String>, IdentifierStanding)> {
    prop_oneof![
        Just((None, IdentifierStanding::Absent)),
        (1..4_u8).prop_map(|number| (Some(format!("wrong {number}")), IdentifierStanding::AsGiven)),
        (1..4_u8).prop_map(|number| (Some(format!("{number}")), IdentifierStanding::Valid)),
        (1..4_u8).prop_map(|number| (Some(format!("{number}")), IdentifierStanding::Verified)),
    ]
}

fn word(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(of).prop_map(str::to_owned)
}

type Texts = (String, String, String, String, String, String);

fn whole(reference: &'static str) -> impl Strategy<Value = Whole> {
    let texts = (
        word(&["Maya", "Mia", ""]),
        word(&["Ellison", "Khan", ""]),
        word(&["", "May"]),
        word(&["", "she"]),
        word(&["", "Urdu"]),
        word(&["", "Ring twice", "Ring twice\nThen wait"]),
    );
    let lists = (prop::sample::select(Sex::ALL), prop::sample::select(Ethnicity::ALL));
    let numbers = (0..3_i64, prop::option::of(1..3_i32), 1..5_i32, prop::bool::ANY);
    (texts, lists, identifier(), identifier(), identifier(), numbers).prop_map(move |(texts, lists, upn, nhs, uln, numbers)| {
        let (given_names, family_name, preferred_name, gender, first_language, notes): Texts = texts;
        let (days, year_group_given, version, lives_with_others) = numbers;
        let made = midnight(day("2026-01-05"));
        Whole {
            id: Id::mint(),
            authority_code: "990".into(),
            reference: reference.into(),
            given_names,
            family_name,
            preferred_name,
            date_of_birth: day("2014-06-09") + TimeDelta::days(days),
            sex: lists.0,
            gender,
            ethnicity: lists.1,
            first_language,
            upn: upn.0,
            upn_standing: upn.1,
            nhs_number: nhs.0,
            nhs_standing: nhs.1,
            uln: uln.0,
            uln_standing: uln.1,
            household_id: lives_with_others.then(Id::mint),
            postcode_district: String::new(),
            year_group_given,
            notes,
            version,
            created_at: made,
            updated_at: made,
        }
    })
}

fn stint() -> impl Strategy<Value = Stint> {
    let lists = (prop::sample::select(RegistrationKind::ALL), prop::sample::select(Level::ALL));
    (lists, 1..400_i64, prop::bool::ANY).prop_map(|((kind, level), days, has_ended)| Stint {
        id: Id::mint(),
        kind,
        level,
        started_on: day("2026-03-02") - TimeDelta::days(days),
        source: Source::School,
        reason: Reason::NotRecorded,
        reason_words: String::new(),
        ended_on: has_ended.then(|| day("2026-03-01")),
        end_reason: has_ended.then_some(EndReason::MovedAuthority),
        destination: has_ended.then_some(Destination::AnotherAuthority),
    })
}

fn before(reference: &'static str) -> impl Strategy<Value = Before> {
    (whole(reference), prop::option::of(stint())).prop_map(|(whole, stint)| Before {
        whole,
        stints: stint.into_iter().collect(),
        former_names: Vec::new(),
        former_upns: Vec::new(),
    })
}

fn choices() -> impl Strategy<Value = Choices> {
    let side = prop::sample::select(Side::ALL);
    (prop::collection::vec(side.clone(), Field::ALL.len()), prop::option::of(side))
        .prop_map(|(sides, open)| Choices { fields: Field::ALL.iter().copied().zip(sides).collect(), open })
}

fn today() -> NaiveDate {
    day("2026-03-02")
}

/// A merge as the database would write it down.
fn merged(kept: &Before, other: &Before, choices: &Choices) -> Journal {
    let plan = plan(kept, other, choices, today());
    let mut stints: Vec<Stint> = kept.stints.iter().chain(&other.stints).cloned().collect();
    for stint in stints.iter_mut().filter(|stint| Some(stint.id) == plan.ends) {
        stint.ended_on = Some(today());
        stint.end_reason = Some(EndReason::Merged);
    }
    Journal {
        choices: choices.clone(),
        kept_before: kept.whole.clone(),
        kept_after: plan.after,
        retired: other.whole.clone(),
        stints,
        ended: plan.ends,
        stayed: Rows::new(),
        moved: Rows::new(),
        made: Rows::new(),
        pairs_moved: Vec::new(),
        pairs_put_away: Vec::new(),
    }
}

fn untouched(journal: &Journal) -> Now {
    Now { whole: journal.kept_after.clone(), stints: journal.stints.clone(), merged_later: Vec::new(), missing: 0 }
}

proptest! {
    #[test]
    fn a_split_gives_back_what_a_merge_began_with(kept in before("W-1"), other in before("W-2"), choices in choices()) {
        let journal = merged(&kept, &other, &choices);
        prop_assert_eq!(contradictions(&journal, &untouched(&journal)), Vec::<String>::new());
        let apart = parted(&journal, &journal.kept_after);
        prop_assert!(apart.version > kept.whole.version, "a form opened while they were one is not taken for either");
        prop_assert_eq!(Whole { version: kept.whole.version, ..apart }, kept.whole);
        prop_assert_eq!(&journal.retired, &other.whole);
        let kept_as_text = serde_json::to_string(&journal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Journal>(&kept_as_text).unwrap(), journal);
    }

    #[test]
    fn one_registration_is_open_where_any_was(kept in before("W-1"), other in before("W-2"), choices in choices()) {
        let journal = merged(&kept, &other, &choices);
        let open = journal.stints.iter().filter(|stint| stint.ended_on.is_none()).count();
        prop_assert_eq!(open, usize::from(kept.open().is_some() || other.open().is_some()));
    }

    #[test]
    fn nothing_that_was_not_chosen_is_lost(kept in before("W-1"), other in before("W-2"), choices in choices()) {
        let plan = plan(&kept, &other, &choices, today());
        let name = |whole: &Whole| (whole.given_names.clone(), whole.family_name.clone());
        for whole in [&kept.whole, &other.whole] {
            for note in whole.notes.lines() {
                prop_assert!(plan.after.notes.contains(note));
            }
            let named = name(whole) == name(&plan.after) || plan.former_names.contains(&name(whole));
            prop_assert!(named || whole.full_name().is_empty(), "{:?}", whole.full_name());
            let upn = whole.upn.as_ref().is_none_or(|upn| {
                plan.after.upn.as_ref() == Some(upn) || plan.former_upns.iter().any(|(known, _)| known == upn)
            });
            prop_assert!(upn);
            for field in Field::ALL.iter().copied().filter(|field| whole.has(*field) && !field.is_kept_elsewhere()) {
                let said = plan.after.is_same(whole, field) || plan.after.notes.contains(&whole.shown(field));
                prop_assert!(said, "{field}");
            }
        }
    }

    #[test]
    fn the_choice_made_already_never_takes_nothing_for_something(kept in before("W-1"), other in before("W-2")) {
        let plan = plan(&kept, &other, &Choices::sensible(&kept, &other), today());
        for field in differing(&kept.whole, &other.whole) {
            prop_assert!(plan.after.has(field) || !(kept.whole.has(field) || other.whole.has(field)), "{field}");
            prop_assert!(plan.after.trust(field) >= kept.whole.trust(field).max(other.whole.trust(field)));
        }
    }

    #[test]
    fn a_field_that_was_changed_since_is_never_guessed(
        kept in before("W-1"), other in before("W-2"), third in whole("W-3"), choices in choices(), field in prop::sample::select(Field::ALL),
    ) {
        let journal = merged(&kept, &other, &choices);
        let mut now = untouched(&journal);
        now.whole.take(field, &third);
        let against = contradictions(&journal, &now);
        prop_assert_eq!(against.is_empty(), journal.kept_after.is_same(&third, field), "{:?}", against);
    }

    #[test]
    fn a_registration_that_was_changed_since_is_never_guessed(
        kept in before("W-1"), other in before("W-2"), choices in choices(), new in stint(), level in prop::sample::select(Level::ALL),
    ) {
        let journal = merged(&kept, &other, &choices);
        let opened = Now { stints: journal.stints.iter().cloned().chain([new]).collect(), ..untouched(&journal) };
        prop_assert_eq!(contradictions(&journal, &opened).len(), 1);
        let mut now = untouched(&journal);
        let Some(first) = now.stints.first_mut() else { return Ok(()) };
        let is_same = first.level == level;
        first.level = level;
        prop_assert_eq!(contradictions(&journal, &now).is_empty(), is_same);
    }
}

#[test]
fn what_was_added_below_the_notes_stays_and_what_was_rewritten_contradicts() {
    let one = |reference: &str, notes: &str| Before {
        whole: Whole { notes: notes.into(), reference: reference.into(), ..proptest_whole() },
        stints: Vec::new(),
        former_names: Vec::new(),
        former_upns: Vec::new(),
    };
    let journal = merged(&one("W-1", "Ring twice"), &one("W-2", "Has a dog"), &Choices::default());
    let mut now = untouched(&journal);
    assert_eq!(now.whole.notes, "Ring twice\nHas a dog");
    now.whole.notes.push_str("\nBring the form");
    assert_eq!(contradictions(&journal, &now), Vec::<String>::new());
    assert_eq!(parted(&journal, &now.whole).notes, "Ring twice\nBring the form");
    now.whole.notes = "Has a dog".into();
    assert_eq!(contradictions(&journal, &now).len(), 1);
}

fn proptest_whole() -> Whole {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    whole("W-0").new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

#[test]
fn the_registration_that_asks_for_more_stays_open() {
    let of = |kind, level, started_on: &str| {
        let stint = Stint {
            id: Id::mint(),
            kind,
            level,
            started_on: day(started_on),
            source: Source::School,
            reason: Reason::NotRecorded,
            reason_words: String::new(),
            ended_on: None,
            end_reason: None,
            destination: None,
        };
        Before { whole: proptest_whole(), stints: vec![stint], former_names: Vec::new(), former_upns: Vec::new() }
    };
    use {Level::*, RegistrationKind::*};
    let of_two = |kept: &Before, other: &Before| Choices::sensible(kept, other).open;
    let home = of(Ehe, Standard, "2025-01-01");
    assert_eq!(of_two(&home, &of(Ehe, Intensive, "2026-01-01")), Some(Side::Other), "the closer level");
    assert_eq!(of_two(&home, &of(Cme, Standard, "2026-01-01")), Some(Side::Other), "missing education");
    assert_eq!(of_two(&home, &of(Ehe, Standard, "2024-01-01")), Some(Side::Other), "due sooner");
    assert_eq!(of_two(&home, &of(Ehe, Standard, "2025-01-01")), Some(Side::Kept));
    assert_eq!(of_two(&of(Ehe, Intensive, "2026-01-01"), &of(Cme, Standard, "2020-01-01")), Some(Side::Kept));
}

#[test]
fn a_visit_goes_with_the_contact_it_came_to() {
    let links = [Link { from: "visit".into(), to: "contact".into(), words: "A visit and the contact it came to" }];
    let sides = |visit, contact| move |row: &str| if row == "visit" { visit } else { contact };
    let added = |row: &str| row == "contact";
    assert!(torn(&links, sides(Some(Side::Other), Some(Side::Other)), added).is_empty());
    assert!(torn(&links, sides(Some(Side::Other), None), added).is_empty(), "not said yet");
    let found = torn(&links, sides(Some(Side::Other), Some(Side::Kept)), added);
    assert_eq!(found[0].0.as_deref(), Some("contact"), "beside the one that can still be chosen about");
}

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (-20_000..60_000i32).prop_map(|days| NaiveDate::from_num_days_from_ce_opt(730_000 + days).unwrap())
}

#[test]
fn there_are_fifteen_grounds_and_each_asks_who_it_is_and_who_says_so() {
    let letters: String = Ground::ALL.iter().map(|ground| ground.code()).collect();
    assert_eq!(letters, "abcdefghijklmno");
    for ground in Ground::ALL {
        let asked = ground.asks();
        let unique: BTreeSet<_> = asked.iter().collect();
        assert_eq!(unique.len(), asked.len(), "{ground} asks something twice");
        assert_eq!((asked[0], asked[asked.len() - 1]), (Section::Pupil, Section::Notifier), "{ground}");
        // Regulation 13(4): name, address, parents, and the ground itself.
        for section in [Section::Address, Section::Parents, Section::Dates] {
            assert!(unique.contains(&section), "{ground} does not ask {section}");
        }
    }
}

#[test]
fn only_what_the_ground_needs_is_asked() {
    let asking = |section: Section| -> String {
        Ground::ALL.iter().filter(|ground| ground.asks().contains(&section)).map(|ground| ground.code()).collect()
    };
    assert_eq!(asking(Section::HomeEducation), "f");
    assert_eq!(asking(Section::Enquiries), "ghin");
    assert_eq!(asking(Section::Destination), "acdel");
    assert_eq!(asking(Section::YouthJustice), "j");
    assert!(!asking(Section::Concerns).contains('k') && !asking(Section::Attendance).contains('k'), "a bereaved family");
}

#[test]
fn accepting_leads_where_the_ground_says() {
    let leading = |to: LeadsTo| -> String {
        Ground::ALL.iter().filter(|ground| ground.leads_to() == to).map(|ground| ground.code()).collect()
    };
    assert_eq!(leading(LeadsTo::Opens(RegistrationKind::Ehe)), "f");
    assert_eq!(leading(LeadsTo::Opens(RegistrationKind::Cme)), "ghimno");
    assert_eq!(leading(LeadsTo::Opens(RegistrationKind::Other)), "j");
    assert_eq!(leading(LeadsTo::AwaitsArrival), "acde");
    assert_eq!(leading(LeadsTo::Nothing), "bl");
    assert_eq!(leading(LeadsTo::ClosesEverything), "k");
    for ground in Ground::ALL {
        if let LeadsTo::Opens(kind) = ground.leads_to() {
            assert!(ground.reason().fits(kind), "{ground}: {} does not fit {kind}", ground.reason());
        }
        assert!(!ground.help().is_empty() && ground.consequence().ends_with('.'), "{ground}");
    }
}

#[test]
fn the_day_of_the_deletion_itself_is_in_time() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(Lateness::of(day("2026-03-02"), day("2026-03-02")), Lateness::InTime);
    assert_eq!(Lateness::of(day("2026-03-02"), day("2026-03-09")), Lateness::InTime, "a planned one");
    assert_eq!(Lateness::of(day("2026-03-03"), day("2026-03-02")), Lateness::Late(1));
    assert!(Lateness::Late(1).kindly().unwrap().contains("a day before") && Lateness::InTime.kindly().is_none());
}

proptest! {
    #[test]
    fn lateness_is_total_and_counts_whole_days(received in any_day(), deletion in any_day()) {
        let late = Lateness::of(received, deletion);
        prop_assert_eq!(late.days(), (received - deletion).num_days().max(0));
        prop_assert_eq!(late.kindly().is_some(), received > deletion);
    }

    #[test]
    fn an_arrival_is_never_due_before_it_is_watched(expected in prop::option::of(any_day()), accepted in any_day()) {
        let due = arrival_due(expected, accepted);
        prop_assert!(due >= accepted);
        if let Some(start) = expected.filter(|start| *start >= accepted) {
            prop_assert_eq!(due, start + ARRIVAL_IS_RETURNED_WITHIN);
        }
    }

    #[test]
    fn what_no_ground_is_called_is_refused(text in "\\PC{0,4}") {
        let known = text.parse::<Ground>();
        prop_assert_eq!(known.is_ok(), text.len() == 1 && ('a'..='o').contains(&text.chars().next().unwrap_or('z')));
    }
}

//! The rule holds for every input, and the numbered examples of DESIGN section 2 come out.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sighting(on: &str, agency: AgencyKind, mode: Mode) -> Fact {
    Fact {
        occurred_on: day(on),
        agency,
        mode,
        outcome: Outcome::Completed,
        child_seen: Answer::Yes,
        spoken_to: Answer::Yes,
        alone: Answer::No,
        entered_in_error: false,
    }
}

fn since(start: &str) -> Starts {
    Starts { earliest: day(start), open: day(start) }
}

fn ehe(level: Level) -> Standard {
    Standard::shipped(RegistrationKind::Ehe, level)
}

#[test]
fn a_letter_a_visit_with_no_access_and_hearsay_move_only_the_attempt() {
    let today = day("2026-06-01");
    let visit = sighting("2026-05-01", AgencyKind::EheTeam, Mode::HomeVisit);
    for fact in [
        Fact { mode: Mode::Letter, child_seen: Answer::No, ..visit },
        Fact { outcome: Outcome::NoAccess, child_seen: Answer::No, ..visit },
        Fact { mode: Mode::Report, ..visit },
        Fact { mode: Mode::NotRecorded, ..visit },
    ] {
        let clocks = Clocks::read(&[fact], today);
        assert_eq!(clocks.attempt.map(|m| m.on), Some(day("2026-05-01")));
        assert_eq!(Clocks { attempt: None, ..clocks }, Clocks::default());
    }
}

#[test]
fn the_due_date_itself_is_still_in_date() {
    let facts = [sighting("2026-01-01", AgencyKind::SchoolNursing, Mode::HomeVisit)];
    let standing = |on: &str| Standing::on(day(on), &facts, since("2025-01-01"), ehe(Level::Intensive));
    assert_eq!(standing("2026-01-29").due.unseen(), day("2026-01-29"));
    assert_eq!(standing("2026-01-29").verdict(day("2026-01-29")), Verdict::DueSoon);
    assert_eq!(standing("2026-01-30").verdict(day("2026-01-30")), Verdict::Overdue);
    assert_eq!(standing("2026-01-30").reason(day("2026-01-30")), "Not seen in person by anyone for 29 days; the standard is 28.");
}

#[test]
fn due_soon_begins_with_fourteen_days_left() {
    let due = day("2026-03-15");
    assert_eq!(Verdict::on(day("2026-02-28"), true, due), Verdict::InDate);
    assert_eq!(Verdict::on(day("2026-03-01"), true, due), Verdict::DueSoon);
}

#[test]
fn a_child_never_seen_is_never_seen_before_the_date_has_passed_too() {
    let standing = Standing::on(day("2026-01-02"), &[], since("2026-01-01"), ehe(Level::Standard));
    assert_eq!(standing.verdict(day("2026-01-02")), Verdict::NeverSeen);
    assert_eq!(standing.due.unseen(), day("2026-01-15"));
}

#[test]
fn video_is_seen_but_not_in_person() {
    let facts = [sighting("2026-05-01", AgencyKind::Camhs, Mode::Video)];
    let standing = Standing::on(day("2026-06-01"), &facts, since("2026-01-01"), ehe(Level::Enhanced));
    assert_eq!(standing.due.seen, day("2026-07-31"));
    assert_eq!(standing.due.in_person, day("2026-01-11"));
    assert_eq!(standing.verdict(day("2026-06-01")), Verdict::Overdue);
}

#[test]
fn reopening_gives_no_fresh_grace_to_be_seen_but_restarts_the_duty_of_contact() {
    let starts = Starts { earliest: day("2024-01-01"), open: day("2026-05-01") };
    let due = DueDates::of(Last::default(), starts, ehe(Level::Standard));
    assert_eq!(due.unseen(), day("2024-01-15"));
    assert_eq!(due.contact, day("2026-05-15"));
}

#[test]
fn contact_by_another_agency_does_not_move_our_own_clock() {
    let facts = [sighting("2026-05-01", AgencyKind::Gp, Mode::InPersonElsewhere)];
    let clocks = Clocks::read(&facts, day("2026-06-01"));
    assert!(clocks.own_contact.is_none());
    assert_eq!(clocks.seen_in_person.unwrap().agency, AgencyKind::Gp);
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

prop_compose! {
    fn any_day()(offset in 0u64..4000) -> NaiveDate {
        day("2018-01-01") + Days::new(offset)
    }
}

prop_compose! {
    fn any_fact()(
        occurred_on in any_day(),
        agency in any_of(AgencyKind::ALL),
        mode in any_of(Mode::ALL),
        outcome in any_of(Outcome::ALL),
        child_seen in any_of(Answer::ALL),
        spoken_to in any_of(Answer::ALL),
        alone in any_of(Answer::ALL),
        entered_in_error in any::<bool>(),
    ) -> Fact {
        Fact { occurred_on, agency, mode, outcome, child_seen, spoken_to, alone, entered_in_error }
    }
}

prop_compose! {
    fn any_case()(
        facts in prop::collection::vec(any_fact(), 0..12),
        on in any_day(),
        open in any_day(),
        before in 0u64..800,
        kind in any_of(RegistrationKind::ALL),
        level in any_of(Level::ALL),
    ) -> (Vec<Fact>, NaiveDate, Starts, Standard) {
        (facts, on, Starts { earliest: open - Days::new(before), open }, Standard::shipped(kind, level))
    }
}

proptest! {
    #[test]
    fn every_standing_has_a_verdict_and_a_reason((facts, on, starts, standard) in any_case()) {
        let standing = Standing::on(on, &facts, starts, standard);
        prop_assert_eq!(standing.verdict(on) == Verdict::NeverSeen, standing.clocks.seen.is_none());
        prop_assert!(standing.reason(on).ends_with('.'));
        prop_assert!(standing.contact_reason(on).ends_with('.'));
        prop_assert!(standing.due.contact >= starts.open);
    }

    #[test]
    fn the_order_of_entry_does_not_matter((facts, on, starts, standard) in any_case(), turn in 0usize..12) {
        let mut turned = facts.clone();
        turned.reverse();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(Standing::on(on, &turned, starts, standard), Standing::on(on, &facts, starts, standard));
    }

    #[test]
    fn a_fact_in_error_or_after_the_day_changes_nothing((facts, on, starts, standard) in any_case(), extra in any_fact()) {
        let before = Standing::on(on, &facts, starts, standard);
        for nothing in [Fact { entered_in_error: true, ..extra }, Fact { occurred_on: on + Days::new(1), ..extra }] {
            let mut with = facts.clone();
            with.push(nothing);
            prop_assert_eq!(Standing::on(on, &with, starts, standard), before);
        }
    }

    #[test]
    fn another_fact_never_turns_a_clock_back((facts, on, starts, standard) in any_case(), extra in any_fact()) {
        let before = Standing::on(on, &facts, starts, standard);
        let mut with = facts;
        with.push(extra);
        let after = Standing::on(on, &with, starts, standard);
        prop_assert!(after.clocks.seen >= before.clocks.seen);
        prop_assert!(after.clocks.seen_in_person >= before.clocks.seen_in_person);
        prop_assert!(after.clocks.own_contact >= before.clocks.own_contact);
        prop_assert!(after.clocks.spoken_alone >= before.clocks.spoken_alone);
    }
}

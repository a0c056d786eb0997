use chrono::TimeZone;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// "2026-03-29 07:00" in London, as an instant in UTC.
fn london(text: &str) -> NaiveDateTime {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    London.from_local_datetime(&local).earliest().unwrap().naive_utc()
}

fn due(week: &str, since: &str) -> Duty {
    Duty::Due { week: day(week), since: london(since) }
}

const LONG_AGO: NaiveDateTime = NaiveDateTime::MIN;

#[test]
fn a_pattern_is_a_minute_an_hour_and_a_day_and_nothing_else() {
    assert_eq!(Schedule::parse("0 7 * * 1"), Some(USUAL));
    assert_eq!(USUAL.pattern(), "0 7 * * 1");
    let texts =
        ["", "0 7 * * *", "0 7 29 2 1", "* * * * 1", "0 7 * * 8", "0 24 * * 1", "60 7 * * 1", "0 7 * * 1-5", "0 7 * * 1 2027"];
    for text in texts {
        assert_eq!(Schedule::parse(text), None, "{text}");
        assert_eq!(Schedule::stored(text), USUAL, "a broken row does not end the duty");
    }
}

#[test]
fn seven_in_the_morning_is_seven_in_london_on_both_sides_of_the_changes_of_the_clock() {
    for (now, latest, next) in [
        // The last Sunday in March 2026 is the 29th, in October the 25th.
        ("2026-03-29 12:00", "2026-03-23 07:00", "2026-03-30 07:00"),
        ("2026-03-30 07:00", "2026-03-30 07:00", "2026-04-06 07:00"),
        ("2026-10-25 12:00", "2026-10-19 07:00", "2026-10-26 07:00"),
        ("2026-10-26 06:59", "2026-10-19 07:00", "2026-10-26 07:00"),
    ] {
        assert_eq!((USUAL.latest(london(now)), USUAL.next(london(now))), (london(latest), london(next)), "{now}");
    }
    assert_eq!(london("2026-03-30 07:00") - london("2026-03-23 07:00"), TimeDelta::hours(7 * 24 - 1));
    assert_eq!(london("2026-10-26 07:00") - london("2026-10-19 07:00"), TimeDelta::hours(7 * 24 + 1));
}

#[test]
fn an_hour_that_is_not_there_or_is_there_twice_is_due_once() {
    let sundays = Schedule::parse("30 1 * * 0").unwrap();
    let spring = day("2026-03-29").and_hms_opt(1, 0, 0).unwrap();
    assert_eq!(sundays.latest(spring), spring, "half past one is left out: two o'clock summer time, one o'clock UTC");
    let autumn = day("2026-10-25").and_hms_opt(0, 30, 0).unwrap();
    for later in [0, 30, 60, 90, 600] {
        assert_eq!(sundays.latest(autumn + TimeDelta::minutes(later)), autumn, "{later} minutes later");
    }
}

#[test]
fn the_days_around_new_year_belong_to_one_week_each() {
    // 2026 has a week 53: 28 December 2026 to 3 January 2027.
    for text in ["2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03"] {
        assert_eq!(week_of(day(text)), day("2026-12-28"), "{text}");
    }
    assert_eq!(week_of(day("2027-01-04")), day("2027-01-04"));
    let fridays = Schedule::parse("0 7 * * 5").unwrap();
    let new_year = london("2027-01-01 08:00");
    assert_eq!(duty(fridays, LONG_AGO, Some(day("2026-12-21")), new_year), due("2026-12-28", "2027-01-01 07:00"));
    assert_eq!(duty(fridays, LONG_AGO, Some(day("2026-12-28")), new_year), Duty::Rests);
    assert_eq!(
        duty(fridays, LONG_AGO, Some(day("2026-12-28")), london("2027-01-08 07:00")),
        due("2027-01-04", "2027-01-08 07:00")
    );
}

#[test]
fn a_missed_week_is_caught_up_and_an_authority_begins_with_its_first_monday() {
    let friday = london("2026-03-06 15:00");
    assert_eq!(duty(USUAL, LONG_AGO, Some(day("2026-02-23")), friday), due("2026-03-02", "2026-03-02 07:00"));
    assert_eq!(duty(USUAL, LONG_AGO, None, friday), due("2026-03-02", "2026-03-02 07:00"));
    let began = london("2026-03-02 09:00");
    assert_eq!(duty(USUAL, began, None, friday), Duty::Rests);
    assert_eq!(duty(USUAL, began, None, london("2026-03-09 07:00")), due("2026-03-09", "2026-03-09 07:00"));
}

#[test]
fn a_clock_that_is_set_back_decides_nothing_again() {
    let decided = Some(day("2026-03-09"));
    for (now, expected) in [
        ("2026-03-09 06:30", Duty::Rests),
        ("2026-03-08 23:00", Duty::Ahead { week: day("2026-03-09") }),
        ("2026-02-20 12:00", Duty::Ahead { week: day("2026-03-09") }),
        ("2026-03-09 07:00", Duty::Rests),
        ("2026-03-16 07:00", due("2026-03-16", "2026-03-16 07:00")),
    ] {
        assert_eq!(duty(USUAL, LONG_AGO, decided, london(now)), expected, "{now}");
    }
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    (0u32..7, 0u32..24, 0u32..60).prop_map(|(day, hour, minute)| Schedule::at(day, hour, minute).unwrap())
}

fn any_instant() -> impl Strategy<Value = NaiveDateTime> {
    // 2020 to 2045, to the second.
    (1_577_836_800i64..2_366_841_600).prop_map(|second| DateTime::from_timestamp(second, 0).unwrap().naive_utc())
}

proptest! {
    #[test]
    fn every_instant_is_between_two_due_ones_a_week_apart(schedule in any_schedule(), now in any_instant()) {
        let (latest, next) = (schedule.latest(now), schedule.next(now));
        prop_assert!(latest <= now && now < next);
        prop_assert_eq!(schedule.latest(next), next);
        prop_assert_eq!(schedule.latest(latest), latest);
        let apart = (next - latest).num_minutes();
        prop_assert!((7 * 24 * 60 - 60..=7 * 24 * 60 + 60).contains(&apart), "{apart} minutes");
        prop_assert_eq!(week_of(day_of(next)) - week_of(day_of(latest)), TimeDelta::days(7));
        prop_assert_eq!(Schedule::parse(&schedule.pattern()), Some(schedule));
    }

    /// However the clock wanders, by hours or weeks, forwards or back, and whenever somebody looks:
    /// a week is decided once, and weeks are decided in their order.
    #[test]
    fn no_week_is_decided_twice(schedule in any_schedule(), start in any_instant(), steps in prop::collection::vec(-2_000i64..4_000, 1..60)) {
        let (mut now, mut decided) = (start, None);
        for hours in steps {
            now += TimeDelta::hours(hours);
            if let Duty::Due { week, since } = duty(schedule, LONG_AGO, decided, now) {
                prop_assert!(decided.is_none_or(|before| before < week));
                prop_assert!(since <= now && week <= day_of(now));
                decided = Some(week);
            }
        }
    }

    /// A machine that is on at any moment of a week has decided that week's letters when it ends.
    #[test]
    fn no_week_is_lost(schedule in any_schedule(), start in any_instant(), pauses in prop::collection::vec(1i64..200, 1..60)) {
        let (mut now, mut decided) = (start, None);
        for hours in pauses {
            now += TimeDelta::hours(hours);
            if let Duty::Due { week, .. } = duty(schedule, LONG_AGO, decided, now) {
                decided = Some(week);
            }
            prop_assert_eq!(decided, Some(week_of(day_of(schedule.latest(now)))));
        }
    }
}

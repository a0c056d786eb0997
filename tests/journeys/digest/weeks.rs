//! Once a week, however many nodes, restarts, repeats and wrong clocks there are; and when it has not
//! happened, people are told.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use seen::access::{House, System};
use seen::config::Config;
use seen::db::schema::{audit, authorities};
use seen::digest::decide::decide as decide_week;

use super::{decide, letters, monday_comes, wait_until};
use crate::office::Office;

fn weeks(office: &Office) -> Vec<String> {
    letters(office).into_iter().map(|row| row.week_on.to_string()).collect()
}

#[actix_web::test]
async fn every_monday_at_seven_and_not_before_and_not_twice() {
    let mut office = Office::open().await;
    office.officer("Amina").await;
    assert_eq!(decide(&office).await, 0, "the authority begins with its first Monday");
    wait_until(&office, "2026-03-09 06:58");
    assert_eq!(decide(&office).await, 0);
    wait_until(&office, "2026-03-09 07:00");
    assert_eq!(decide(&office).await, 1);
    assert_eq!(decide(&office).await, 0);
    office.restarts().await;
    assert_eq!(decide(&office).await, 0, "a restart queues nothing again");
    let register = office.register();
    let week = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
    assert_eq!(decide_week(&register, week).await.expect("asked by hand"), None);
    wait_until(&office, "2026-03-16 07:00");
    assert_eq!(decide(&office).await, 1);
    assert_eq!(weeks(&office), ["2026-03-09", "2026-03-16"]);
    let decided: i64 = audit::table
        .filter(audit::event.eq("week_decided"))
        .count()
        .get_result(&mut office.database())
        .expect("the audit trail is read");
    assert_eq!(decided, 2, "one audit row a week");
}

#[actix_web::test]
async fn two_nodes_decide_once() {
    let office = Office::open().await;
    for number in 0..10 {
        office.officer(&format!("Officer {number}")).await;
    }
    let other = House::open(office.house().location(), office.clock().clone(), Config::default()).expect("the same database");
    for monday in ["2026-03-09 07:00", "2026-03-16 07:00", "2026-03-23 07:00"] {
        wait_until(&office, monday);
        let (one, two) = tokio::join!(seen::digest::run_due(office.house()), seen::digest::run_due(&other));
        assert_eq!(one.expect("node one") + two.expect("node two"), 1);
    }
    assert_eq!(letters(&office).len(), 30);
}

#[actix_web::test]
async fn a_week_missed_while_the_machine_was_off_is_caught_up_and_managers_see_that_it_was() {
    let office = Office::open().await;
    let notice = "were due on 9 March 2026 at 07:00 and have not been queued";
    wait_until(&office, "2026-03-09 07:30");
    assert!(!office.manager("Early").await.get("/").await.says("have not been queued"), "there is an hour of grace");
    wait_until(&office, "2026-03-12 15:00");
    let (mona, ada, amina) = (office.manager("Mona").await, office.administrator("Ada").await, office.officer("Amina").await);
    assert!(mona.get("/not-seen").await.says(notice));
    assert!(ada.get("/accounts").await.says(notice));
    assert!(!amina.get("/not-seen").await.says(notice));
    assert_eq!(decide(&office).await, 1);
    assert!(!mona.get("/not-seen").await.says("have not been queued"));
    assert!(weeks(&office).iter().all(|week| week == "2026-03-09"));
    wait_until(&office, "2026-04-02 09:00");
    assert_eq!(decide(&office).await, 1, "of three missed weeks the latest is told: it holds them all");
    assert_eq!(weeks(&office).last().unwrap(), "2026-03-30");
}

#[actix_web::test]
async fn a_clock_that_is_set_back_doubles_nothing_and_is_spoken_of() {
    let office = Office::open().await;
    office.officer("Amina").await;
    monday_comes(&office).await;
    for back in [TimeDelta::minutes(30), TimeDelta::days(1), TimeDelta::days(20)] {
        office.clock().advance(-back);
        assert_eq!(decide(&office).await, 0, "{back} back");
        let is_told = office.manager("Mona").await.get("/").await.says("the server’s clock was wrong");
        assert_eq!(is_told, back >= TimeDelta::days(1), "{back} back");
        office.clock().advance(back);
        assert_eq!(decide(&office).await, 0);
    }
    assert_eq!(letters(&office).len(), 1);
}

#[actix_web::test]
async fn another_authority_has_its_letters_on_another_day() {
    let office = Office::open().await;
    office.officer("Amina").await;
    let neighbour = office.second_authority().await;
    neighbour.officer("Nora").await;
    let nia = neighbour.administrator("Nia").await;
    let form = nia.get("/settings").await.form("Save").with("letter_day", "5").with("letter_time", "6.30am");
    nia.does(form).await;
    assert_eq!(nia.get("/settings").await.attributes("#letter_time", "value"), ["06:30"]);
    for (never, field) in [("never", "letter_time"), ("", "letter_time"), ("*", "letter_day")] {
        let refused = nia.send(nia.get("/settings").await.form("Save").forged(field, never)).await;
        assert_eq!(refused.status(), 422, "the letters cannot be switched off: {refused}");
    }
    // The neighbour came on Monday 2 March: its first Friday is the 6th.
    wait_until(&office, "2026-03-06 06:30");
    assert_eq!(decide(&office).await, 1);
    wait_until(&office, "2026-03-09 07:00");
    assert_eq!(decide(&office).await, 1);
    assert_eq!(weeks(&office), ["2026-03-02", "2026-03-02", "2026-03-09"], "Nora, Nia for want of a manager, and Amina");
    assert_eq!(decide(&office).await, 0);
}

#[actix_web::test]
async fn a_broken_setting_does_not_end_the_duty() {
    let office = Office::open().await;
    office.officer("Amina").await;
    diesel::update(authorities::table)
        .set(authorities::digest_pattern.eq("0 7 30 2 *"))
        .execute(&mut office.database())
        .expect("the row is broken");
    monday_comes(&office).await;
    assert_eq!(letters(&office).len(), 1);
}

/// A clock on 1 January 2027, in week 53 of 2026, and in the nights when London's clocks change.
#[actix_web::test]
async fn the_year_and_the_summer_end_without_a_letter_too_many_or_too_few() {
    let office = Office::open().await;
    office.officer("Amina").await;
    let mut decided = Vec::new();
    wait_until(&office, "2026-03-28 12:00");
    let end = NaiveDate::from_ymd_opt(2027, 1, 20).unwrap();
    while office.today() < end {
        // Three odd hours, so that every hour of the day is met.
        if decide(&office).await == 1 {
            decided.push(office.today());
        }
        office.clock().advance(TimeDelta::hours(11));
    }
    let mut found = weeks(&office);
    assert_eq!(found.len(), decided.len());
    found.dedup();
    assert_eq!(found.len(), decided.len(), "each week once");
    let mondays: Vec<String> = std::iter::successors(NaiveDate::from_ymd_opt(2026, 3, 23), |day| Some(*day + TimeDelta::days(7)))
        .take_while(|day| *day <= end)
        .map(|day| day.to_string())
        .collect();
    assert_eq!(found, mondays[..found.len()]);
    assert!(mondays.len() - found.len() <= 1 && found.contains(&"2026-12-28".to_owned()));
    assert_eq!(System::at(office.house(), "990").today(), office.today());
}

//! Holidays of schools: entered by the administrator, and no school day is counted in them.

use chrono::{Days, TimeDelta};
use diesel::prelude::*;
use seen::dates::long_date;
use seen::db::schema::outbox;
use seen::notifications::model::Ground;

use super::School;
use crate::office::Office;

#[actix_web::test]
async fn in_the_holidays_nothing_waits_too_long() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (adam, mona) = (office.administrator("Adam").await, office.manager("Mona").await);
    school.notifies(Ground::HomeEducation, &[]).await;
    let page = adam.click(&adam.get("/settings").await, "School holidays").await;
    let today = office.clock().today();
    let (first, last) = (today + Days::new(1), today + Days::new(12));
    let form = page.form("Add").with("name", "Half term").with("first_on", &first.to_string()).with("last_on", &last.to_string());
    let saved = adam.does(form.clone()).await;
    assert_eq!(saved.done(), "Saved.");
    adam.does(form).await;
    let rows = adam.get("/school-days").await.rows("table");
    assert_eq!(rows.len(), 1 + 1, "sent twice, it is there once: {rows:?}");

    let letters = |week: usize| -> String {
        let told: Vec<String> = outbox::table
            .filter(outbox::account_id.eq(mona.id().as_str()))
            .order(outbox::week_on)
            .select(outbox::body_text)
            .load(&mut office.database())
            .unwrap();
        told.into_iter().nth(week).expect("Mona has a letter")
    };
    for (week, waits) in [(0, false), (1, false), (2, true)] {
        office.clock().advance(TimeDelta::days(7));
        assert_eq!(seen::digest::run_due(office.house()).await.unwrap(), 1);
        let letter = letters(week);
        assert_eq!(letter.contains("waiting longer than 5 school days: 1"), waits, "week {week}: {letter}");
    }
}

#[actix_web::test]
async fn holidays_are_read_and_taken_off_and_are_of_one_authority() {
    let office = Office::open().await;
    let adam = office.administrator("Adam").await;
    let page = adam.get("/school-days").await;
    assert!(page.source().contains("No holidays are entered"), "{page}");
    assert!(page.source().contains("Good Friday"), "{page}");
    let wrong = adam.send(page.form("Add").with("name", "Easter").with("first_on", "someday").with("last_on", "31/2/2026")).await;
    assert_eq!(wrong.status(), 422);
    assert_eq!(
        wrong.texts(".govuk-error-summary__list li"),
        [
            "Enter the first day without school, for example 21/12/2026",
            "Enter the last day without school, for example 21/12/2026"
        ]
    );
    assert_eq!(wrong.form("Add").value("name"), Some("Easter"), "what was typed is kept");
    let tomorrow = office.clock().today() + Days::new(1);
    adam.does(page.form("Add").with("name", "Snow").with("first_on", &tomorrow.to_string())).await;
    let remove = adam.get("/school-days").await.form(&format!("Remove Snow from {}", long_date(tomorrow)));
    let neighbour = office.second_authority().await.administrator("Nadia").await;
    assert!(!neighbour.get("/school-days").await.source().contains("Snow"));
    assert_eq!(adam.does(remove.clone()).await.done(), "These days count as school days again.");
    assert_eq!(adam.send(remove).await.status(), 404);
    assert!(!adam.get("/school-days").await.source().contains("Snow"));
}

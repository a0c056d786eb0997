//! Who a new child goes to, by the authority's rule; and what Today says of what waits.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::db::schema::{accounts, registrations};
use seen::notifications::model::Ground;

use super::School;
use crate::office::{Office, Person};

/// The officer the page proposes for a notification, and why.
async fn proposed(amina: &Person, id: &str) -> (String, String) {
    let page = amina.get(&format!("/notifications/{id}/accept")).await;
    let officer = page.form("Accept the notification").value("officer").unwrap_or_default().to_owned();
    let (why, _) = page
        .texts("#officer-hint")
        .concat()
        .split_once(" A child of the register")
        .map(|(why, then)| (why.to_owned(), then.to_owned()))
        .unwrap();
    (officer, why)
}

#[actix_web::test]
async fn a_manager_sets_the_rule_and_the_page_of_accepting_follows_it() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (amina, busy, mona) = (office.officer("Amina").await, office.officer("Busy").await, office.manager("Mona").await);
    office.child("Leo Marsh").with_officer(busy.id()).arrives().await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let (officer, why) = proposed(&amina, &id).await;
    assert_eq!((officer, why.as_str()), (amina.id().to_string(), "Amina has the fewest children (0)."));

    let page = mona.click(&mona.get("/caseload").await, "Who new children go to").await;
    let (areas, years) = (format!("districts-{}", busy.id()), format!("years-{}", busy.id()));
    let form = page.form("Save").with("rule", "by_area").with(&areas, "wx9, WX10").with(&years, "R-2");
    let first = form.clone();
    assert_eq!(mona.does(form).await.done(), "Saved.");
    let (officer, why) = proposed(&amina, &id).await;
    assert_eq!((officer, why.as_str()), (busy.id().to_string(), "Busy has the children of WX9."));
    // The home the family moves to, where that is known.
    let moves = [("new_address", "1 Far Lane"), ("new_postcode", "WX2 2AA"), ("given_names", "Ivo")];
    let away = school.notifies(Ground::HomeEducation, &moves).await;
    let (officer, why) = proposed(&amina, &away).await;
    assert_eq!(officer, amina.id().to_string());
    assert!(why.starts_with("Nobody has the children of WX2."), "{why}");

    let again = mona.get("/caseload/rule").await.form("Save");
    assert_eq!((again.value(&areas), again.value(&years)), (Some("WX9, WX10"), Some("R, 1, 2")));
    mona.does(again.with("rule", "by_year_group").with(&years, "7")).await;
    assert_eq!(proposed(&amina, &id).await.1, "Busy has the children of Year 7.");
    assert_eq!(mona.send(first.with("rule", "least_loaded")).await.status(), 409, "from a page of before");

    diesel::update(accounts::table.find(busy.id().as_str()))
        .set(accounts::disabled_at.eq(office.clock().now()))
        .execute(&mut office.database())
        .unwrap();
    let (officer, why) = proposed(&amina, &id).await;
    assert_eq!(officer, amina.id().to_string(), "who left gets nobody: {why}");
    let accept = amina.get(&format!("/notifications/{id}/accept")).await;
    let chosen = accept.form("Accept the notification").with("child", "new").with("officer", mona.id().as_str());
    amina.does(chosen).await;
    let keeper: Vec<Option<String>> = registrations::table
        .order(registrations::id.desc())
        .select(registrations::officer_id)
        .load(&mut office.database())
        .unwrap();
    assert_eq!(keeper[0].as_deref(), Some(mona.id().as_str()), "she chose another");
}

#[actix_web::test]
async fn a_child_who_has_an_officer_keeps_theirs_unless_another_is_chosen() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (amina, busy) = (office.officer("Amina").await, office.officer("Busy").await);
    let keeper = |office: &Office, child: &crate::office::Known| -> Option<String> {
        registrations::table
            .filter(registrations::child_id.eq(child.id.as_str()))
            .filter(registrations::ended_on.is_null())
            .select(registrations::officer_id)
            .first(&mut office.database())
            .unwrap()
    };
    for (number, (chosen, expected)) in [(None, &busy), (Some(office.manager("Mona").await), &busy)].into_iter().enumerate() {
        let known = office.child(&format!("Leo{number} Marsh")).born(2014, 2, 28).with_officer(busy.id()).arrives().await;
        let id = school.notifies(Ground::HomeEducation, &[]).await;
        let page = amina.get(&format!("/notifications/{id}/accept")).await;
        let mut form = page.form("Accept the notification").with("child", "other").with("reference", &known.reference);
        assert_eq!(form.value("officer"), Some(amina.id().as_str()), "the rule says Amina");
        if let Some(other) = &chosen {
            form = form.with("officer", other.id().as_str());
        }
        amina.does(form).await;
        let expected = chosen.as_ref().unwrap_or(expected);
        assert_eq!(keeper(&office, &known), Some(expected.id().to_string()));
    }
}

#[actix_web::test]
async fn a_share_has_one_officer_and_is_written_as_people_write_it() {
    let office = Office::open().await;
    let (amina, busy, mona) = (office.officer("Amina").await, office.officer("Busy").await, office.manager("Mona").await);
    let page = mona.get("/caseload/rule").await;
    let field = |what: &str, person: &Person| format!("{what}-{}", person.id());
    let form = page
        .form("Save")
        .with("rule", "by_area")
        .with(&field("districts", &amina), "WX1, everywhere")
        .with(&field("districts", &busy), "WX2")
        .with(&field("years", &amina), "R, 3")
        .with(&field("years", &busy), "0-2");
    let wrong = mona.send(form).await;
    assert_eq!(
        wrong.faults(),
        ["“everywhere” is not the first half of a postcode, for example WX1", "R is given to Amina too: one officer can have it"],
        "{wrong}"
    );
    assert_eq!(wrong.form("Save").value(&field("districts", &amina)), Some("WX1, everywhere"), "what was typed is kept");
    assert_eq!(mona.get("/caseload/rule").await.form("Save").value("rule"), Some("least_loaded"), "nothing was half kept");
    let none = mona.send(page.form("Save").without("rule")).await;
    assert_eq!(none.faults(), ["Choose who new children go to"]);
    assert!(!amina.get("/caseload").await.has_link("Who new children go to"), "an officer does not set it");
    let neighbour = office.second_authority().await;
    let nora = neighbour.manager("Nora").await;
    let forged = page.form("Save").with("rule", "by_area").with(&field("districts", &busy), "WX2");
    mona.does(forged).await;
    let theirs = nora.get("/caseload/rule").await;
    assert!(!theirs.says("Busy") && theirs.form("Save").value("rule") == Some("least_loaded"), "{theirs}");
}

#[actix_web::test]
async fn today_counts_what_waits_and_leads_there() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    assert!(amina.get("/").await.says("No notification waits for a decision"));
    let id = school.notifies(Ground::AnotherSchool, &[]).await;
    for person in [&amina, &mona] {
        let today = person.get("/").await;
        assert_eq!(today.link("1 notification waits for a decision"), "/notifications", "{today}");
        assert!(!today.source().contains("Quillfeather"), "{today}");
    }
    let page = amina.get(&format!("/notifications/{id}/accept")).await;
    amina.does(page.form("Accept the notification").with("child", "new")).await;
    assert!(amina.get("/").await.says("No notification waits for a decision"));
    office.clock().advance(TimeDelta::days(30));
    let amina = office.officer("Amina again").await;
    assert!(amina.get("/").await.says("1 child has not arrived at the next school as far as we know"));
}

//! Many children are given to another officer at once: all of them or none.

use diesel::prelude::*;
use seen::db::schema::audit;

use crate::office::Office;

fn assigned(office: &Office) -> i64 {
    audit::table
        .filter(audit::event.eq("officer_assigned"))
        .count()
        .get_result(&mut office.database())
        .expect("the audit trail can be counted")
}

#[actix_web::test]
async fn the_ticked_children_change_hands_and_the_counts_follow() {
    let office = Office::open().await;
    let (mona, amina) = (office.manager("Mona").await, office.officer("Amina").await);
    let first = office.child("Leo Marsh").arrives().await;
    let second = office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await;
    office.child("Tom Hale").arrives().await;
    let page = mona.get("/caseload?whose=nobody").await;
    assert_eq!(page.count("tbody tr"), 3, "{page}");
    let nobody_ticked = mona.send(page.form("Assign").with("officer", amina.id().as_str())).await;
    assert_eq!(nobody_ticked.faults(), ["Tick at least one child"]);
    let form = page
        .form("Assign")
        .and("ticked", first.registration.as_str())
        .and("ticked", second.registration.as_str())
        .with("officer", amina.id().as_str());
    let after = mona.does(form).await;
    assert_eq!(after.count("tbody tr"), 1, "{after}");
    assert_eq!(mona.get(&format!("/caseload?whose={}", amina.id())).await.count("tbody tr"), 2);
    assert_eq!(assigned(&office), 2, "an audit row for each child");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn whoever_ticks_a_child_that_was_given_to_somebody_else_meanwhile_is_told() {
    let office = Office::open().await;
    let (mona, amina, bo) = (office.manager("Mona").await, office.officer("Amina").await, office.officer("Bo").await);
    let (first, second) = (office.child("Leo Marsh").arrives().await, office.child("Maya Ellison").arrives().await);
    let page = mona.get("/caseload").await;
    let ticking = |children: &[&str], officer: &str| {
        children.iter().fold(page.form("Assign").with("officer", officer), |form, child| form.and("ticked", child))
    };
    mona.does(ticking(&[first.registration.as_str()], bo.id().as_str())).await;
    let both = [first.registration.as_str(), second.registration.as_str()];
    let told = mona.send(ticking(&both, amina.id().as_str())).await;
    assert_eq!(told.status(), 409, "{told}");
    assert_eq!(mona.get(&format!("/caseload?whose={}", amina.id())).await.count("form tbody tr"), 0, "all of them or none");
    mona.does(ticking(&both, bo.id().as_str())).await;
    assert_eq!(
        mona.get(&format!("/caseload?whose={}", bo.id())).await.count("form tbody tr"),
        2,
        "what is so already is no clash"
    );
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_page_says_how_many_children_each_officer_has_and_how_many_are_not_seen() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    // Seen, overdue since last month, overdue since today, and never seen.
    for (name, days_ago) in [("Leo Marsh", Some(30)), ("Maya Ellison", Some(420)), ("Tom Hale", Some(366)), ("Ada Finch", None)] {
        let child = office.child(name).registered_days_ago(500).with_officer(amina.id());
        let child = if let Some(days) = days_ago { child.seen_at_home_days_ago(days) } else { child };
        child.arrives().await;
    }
    office.child("Sam Pike").arrives().await;
    office.second_authority().await.child("Nora Quist").arrives().await;
    let page = amina.get("/caseload").await;
    let rows = page.rows("table.seen-list--numbers tbody");
    assert_eq!(rows, [["Amina", "4", "3"], ["Bo", "0", "0"], ["Nobody", "1", "1"]], "{page}");
    assert_eq!(amina.get("/not-seen?officer=me").await.rows("tbody").len(), 3, "the list itself agrees");
    let page = amina.get(&format!("/caseload?whose={}", amina.id())).await;
    assert_eq!((page.count("form tbody tr"), page.has("table.seen-list--numbers")), (4, false), "{page}");
    assert_eq!(bo.get("/caseload?whose=nobody").await.count("form tbody tr"), 1);
}

#[actix_web::test]
async fn one_forged_child_among_them_and_nobody_changes_hands() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let ours = office.child("Leo Marsh").arrives().await;
    let theirs = office.second_authority().await.child("Nora Quist").arrives().await;
    let page = amina.get("/caseload").await;
    assert!(!page.says("Quist"), "{page}");
    let form = page
        .form("Assign")
        .and("ticked", ours.registration.as_str())
        .forged("ticked", theirs.registration.as_str())
        .with("officer", amina.id().as_str());
    assert_eq!(amina.send(form).await.status(), 404);
    assert_eq!(assigned(&office), 0);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_administrator_cannot_be_given_children() {
    let office = Office::open().await;
    let (amina, olga) = (office.officer("Amina").await, office.administrator("Olga").await);
    let leo = office.child("Leo Marsh").arrives().await;
    let page = amina.get("/caseload").await;
    let form = page.form("Assign").and("ticked", leo.registration.as_str()).forged("officer", olga.id().as_str());
    let refused = amina.send(form).await;
    assert_eq!(refused.status(), 422, "{refused}");
    assert_eq!(assigned(&office), 0);
}

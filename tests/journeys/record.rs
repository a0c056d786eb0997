//! An officer opens a record: where the child stands, who never met the child, and who looked.

use diesel::prelude::*;
use seen::contacts::model::{Answer, Mode};
use seen::db::schema::audit;
use seen::organisations::model::AgencyKind;

use crate::office::{Known, Office};

#[actix_web::test]
async fn the_record_says_where_the_child_stands_and_which_agencies_never_had_contact() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office
        .child("Leo Marsh")
        .registered_days_ago(900)
        .contact(700, AgencyKind::SchoolNursing, Mode::InPersonElsewhere, Answer::Yes)
        .contact(12, AgencyKind::EheTeam, Mode::Phone, Answer::No)
        .arrives()
        .await;
    let page = amina.get(&leo.path()).await;
    assert_eq!(page.status(), 200, "{page}");
    assert_eq!(page.heading(), "Leo Marsh");
    assert!(!page.title().contains("Marsh"), "the browser keeps titles: {}", page.title());
    assert!(page.says("Not seen in person by anyone for 700 days; the standard is 365."), "{page}");
    let clocks = page.texts(".seen-card__words");
    assert_eq!(clocks, ["12 days ago", "700 days ago", "700 days ago", "Never"]);
    assert!(page.says("Never in contact: Education welfare") || page.says("Never in contact: education welfare"), "{page}");
    assert!(page.says("GP, hospital, CAMHS"), "{page}");
    assert!(page.says("None is planned."), "{page}");
    for tab in ["family", "education", "identifiers", "history", "opened"] {
        let page = amina.get(&format!("{}/{tab}", leo.path())).await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "Leo Marsh"), "{tab}: {page}");
    }
}

#[actix_web::test]
async fn every_look_is_kept_and_shown_the_look_at_the_looks_too() {
    let office = Office::open().await;
    let (amina, bela) = (office.officer("Amina").await, office.officer("Bela").await);
    let leo = office.child("Leo Marsh").arrives().await;
    amina.get(&leo.path()).await;
    bela.get(&format!("{}/opened", leo.path())).await;
    let page = bela.get(&format!("{}/opened", leo.path())).await;
    let rows: Vec<String> = page.rows("table").iter().map(|row| row.join(" | ")).collect();
    assert!(rows[1].contains("Bela") && rows[1].contains("Looked at who opened the record"), "{rows:?}");
    assert!(rows[2].contains("Amina") && rows[2].contains("Opened the record"), "{rows:?}");
}

#[actix_web::test]
async fn a_neighbours_child_is_not_there_and_the_attempt_is_kept() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let theirs = office.second_authority().await.child("Nora Quist").arrives().await;
    for tab in ["", "/family", "/education", "/identifiers", "/history", "/opened"] {
        let page = amina.get(&format!("{}{tab}", theirs.path())).await;
        assert_eq!(page.status(), 404, "{tab}: {page}");
        assert!(!page.source().contains("Quist"));
    }
    assert_eq!(looks(&office, &theirs), 6);
    assert_eq!(amina.get("/children/not-an-id").await.status(), 404);
}

/// How many looks at this child by the first authority found nothing.
fn looks(office: &Office, child: &Known) -> i64 {
    audit::table
        .filter(audit::authority_code.eq("990"))
        .filter(audit::child_id.eq(child.id))
        .filter(audit::outcome.eq("not_found"))
        .count()
        .get_result(&mut office.database())
        .expect("the audit trail can be counted")
}

#[actix_web::test]
async fn a_long_timeline_comes_in_pages_and_nothing_is_lost_between_them() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let mut arrival = office.child("Leo Marsh");
    for days in 0..70 {
        // Two on one day, so that pages break within days too.
        arrival = arrival.contact(days / 2, AgencyKind::EheTeam, Mode::Phone, Answer::No);
    }
    let leo = arrival.arrives().await;
    let (mut path, mut shown) = (leo.path(), Vec::new());
    loop {
        let page = amina.get(&path).await;
        assert_eq!(page.status(), 200, "{page}");
        shown.extend(page.attributes(".moj-timeline__description a", "href"));
        if !page.has_link("Older entries") {
            break;
        }
        path = page.link("Older entries");
    }
    let unique: std::collections::BTreeSet<_> = shown.iter().collect();
    assert_eq!((shown.len(), unique.len()), (140, 140), "each contact has its two links, once");
    let nonsense = amina.get(&format!("{}?older=contact.0", leo.path())).await;
    assert_eq!(nonsense.status(), 404);
}

#[actix_web::test]
async fn a_previous_school_is_corrected_and_what_it_said_stays() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let form = amina.get(&format!("{}/schools/new", leo.path())).await.form("Save");
    let until = |form: crate::office::Form, day: &str| form.with("until", day);
    let sent = amina.send(until(form.with("school_name", "Vine Street Primary"), "1/9/2025")).await;
    assert_eq!(sent.status(), 303, "{sent}");
    let page = amina.get(&format!("{}/education", leo.path())).await;
    let form = amina.click(&page, "correct Vine Street Primary").await.form("Save");
    assert_eq!(form.value("until"), Some("1/9/2025"));
    let refused = amina.send(until(form.clone(), "1/9/2062")).await;
    assert_eq!(refused.status(), 422, "{refused}");
    let kept = amina.get(&format!("{}/education", leo.path())).await;
    assert!(kept.says("1 September 2025") && !kept.says("Until 2 March 2026"), "nothing half-written: {kept}");
    assert_eq!(amina.send(until(form, "22/7/2025")).await.status(), 303);
    let page = amina.get(&format!("{}/education", leo.path())).await;
    assert!(page.says("until 22 July 2025"), "{page}");
    assert!(page.says("this said: Vine Street Primary, until 1 Sep 2025"), "{page}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

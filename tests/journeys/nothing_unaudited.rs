//! When the audit trail cannot be written, nothing about a child is shown and nothing is changed.

use diesel::connection::SimpleConnection;

use crate::office::Office;

#[actix_web::test]
async fn nothing_is_shown_or_changed_while_the_audit_trail_cannot_be_written() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").with_officer(amina.id()).registered_days_ago(400).arrives().await;
    let form = amina.get(&format!("{}/visits/new", leo.path())).await.form("Plan the visit");
    let lists = ["/not-seen", "/not-seen?kind=ehe", "/", "/not-seen/export.csv"].map(ToOwned::to_owned);
    let places: Vec<String> = lists.into_iter().chain([leo.path(), format!("{}/family", leo.path())]).collect();
    for place in &places {
        let answer = amina.get(place).await;
        let shows_leo = String::from_utf8_lossy(answer.bytes()).contains("Marsh");
        assert!(answer.status() == 200 && shows_leo, "{place}: {answer}");
    }

    office.database().batch_execute("ALTER TABLE audit RENAME TO audit_out_of_reach").expect("the trail is out of reach");
    for place in &places {
        let answer = amina.get(place).await;
        assert_eq!(answer.status(), 500, "{place}");
        let text = String::from_utf8_lossy(answer.bytes());
        assert!(!text.contains("Leo") && !text.contains("Marsh"), "{place}: {answer}");
    }
    let planned = amina.send(form.with("planned_on", "9/3/2026")).await;
    assert_eq!(planned.status(), 500, "{planned}");

    office.database().batch_execute("ALTER TABLE audit_out_of_reach RENAME TO audit").expect("the trail is back");
    let record = amina.get(&leo.path()).await;
    assert!(record.says("Leo Marsh") && !record.says("9 March 2026"), "nothing was planned: {record}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

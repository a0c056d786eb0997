//! Sending, sending again, and asking what became of it.

use diesel::prelude::*;
use reqwest::Method;
use seen::db::schema::{audit, keyed_requests, notifications, outbox};
use serde_json::json;

use super::{Mis, NOTIFICATIONS, fresh_key, nursery, said};
use crate::office::Office;

#[actix_web::test]
async fn a_system_notifies_and_asks_what_became_of_it() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    let mut body = nursery();
    body["attendance"] = json!("93");
    let sent = mis.send(&fresh_key(), &body).await;
    assert_eq!(sent.status(), 201, "{sent}");
    let (answer, address) = (said(&sent), sent.header("location").to_owned());
    assert_eq!((answer["reference"].as_str(), answer["status"].as_str()), (Some("N-0001"), Some("received")), "{answer}");
    assert_eq!((&answer["days_late"], &answer["deletion_is_stopped"]), (&json!(0), &json!(false)), "{answer}");
    assert_eq!(answer["not_asked"], json!(["/attendance"]), "what was not kept is named: {answer}");
    assert!(!sent.says("Quillfeather"), "nobody is named: {sent}");

    let (olive, id) = (office.officer("Olive").await, answer["id"].as_str().unwrap().to_owned());
    let inbox = olive.get("/notifications").await;
    assert!(inbox.says("Zephyrine Quillfeather") && inbox.says("Vine Street Primary"), "{inbox}");
    let question = olive.get(&format!("/notifications/{id}/ask")).await;
    olive.does(question.form("Ask the school").with("words", "Which nursery?")).await;
    let now = said(&mis.get(&address).await);
    assert_eq!(now["status"], "more_information_needed", "{now}");
    assert_eq!((&now["messages"][0]["from"], &now["messages"][0]["words"]), (&json!("authority"), &json!("Which nursery?")));

    let list = said(&mis.get(NOTIFICATIONS).await);
    assert_eq!((list["notifications"][0]["id"].as_str(), &list["next"]), (Some(id.as_str()), &json!(null)), "{list}");
    assert!(sal.get("/school").await.says("N-0001"), "people of the school see it too");

    let mut conn = office.database();
    let events: Vec<(String, String)> = audit::table
        .filter(audit::actor_role.eq("school_key"))
        .order(audit::id)
        .select((audit::event, audit::actor))
        .load(&mut conn)
        .unwrap();
    let codes: Vec<&str> = events.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(codes, ["notification_sent", "notification_opened", "school_home_opened"]);
    assert!(events.iter().all(|(_, actor)| actor.starts_with("key:")), "{events:?}");
    let letters: i64 = outbox::table.count().get_result(&mut conn).unwrap();
    assert_eq!(letters, 0, "a system has its receipt in the answer");
    let audrey = office.auditor("Audrey").await;
    assert!(audrey.get("/audit").await.says("A school’s system, by its key"));
}

#[actix_web::test]
async fn a_late_deletion_and_one_that_needs_consent_are_told() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    let description = said(&office.stranger().get("/api/v1/openapi.json").await);
    let mut body = description["components"]["schemas"]["NewNotification"]["examples"][0].clone();
    assert_eq!(mis.send(&fresh_key(), &body).await.status(), 201, "the example of the description is taken as it stands");
    body["deletion_on"] = json!("2026-02-27");
    body["placed_at_special_school"] = json!("yes");
    body["consent"] = json!("asked_for");
    let answer = said(&mis.send(&fresh_key(), &body).await);
    assert_eq!((&answer["days_late"], &answer["deletion_is_stopped"]), (&json!(3), &json!(true)), "{answer}");
    assert!(answer["late"].as_str().unwrap().contains("3 days before this"), "{answer}");
}

#[actix_web::test]
async fn what_is_sent_twice_is_kept_once() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let (first, second) = (Mis::of(&office, &sal, "Arbor").await, Mis::of(&office, &sal, "Bromcom").await);
    let (key, body) = (fresh_key(), nursery());
    let at_once = tokio::join!(first.send(&key, &body), first.send(&key, &body), second.send(&key, &body));
    let ids = [at_once.0, at_once.1, at_once.2].map(|page| {
        assert_eq!(page.status(), 201, "{page}");
        said(&page)["id"].clone()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");

    let mut other = body.clone();
    other["given_names"] = json!("Zephyr");
    let refused = first.send(&key, &other).await;
    assert_eq!((refused.status(), said(&refused)["code"].as_str()), (422, Some("refused")), "{refused}");
    let mut wrong = body.clone();
    wrong["sex"] = json!("x");
    assert_eq!(first.send(&key, &wrong).await.status(), 422);

    // A year later the day of the deletion would be too far away; what was kept is still answered.
    office.clock().advance(chrono::TimeDelta::days(26 * 366));
    assert_eq!(said(&first.send(&key, &body).await)["id"], ids[0]);
    let mut conn = office.database();
    let kept: (i64, i64) = (
        notifications::table.count().get_result(&mut conn).unwrap(),
        keyed_requests::table.count().get_result(&mut conn).unwrap(),
    );
    assert_eq!(kept, (1, 1));
}

#[actix_web::test]
async fn a_long_list_comes_in_pages() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    for _ in 0..101 {
        assert_eq!(mis.send(&fresh_key(), &nursery()).await.status(), 201);
    }
    let first = said(&mis.get(NOTIFICATIONS).await);
    let next = first["next"].as_str().expect("there is more");
    let second = said(&mis.get(&format!("{NOTIFICATIONS}?after={next}")).await);
    assert_eq!(first["notifications"].as_array().unwrap().len(), 100);
    assert_eq!(second["notifications"][0]["reference"], "N-0001");
    assert_eq!(second["next"], json!(null));
    assert_eq!(mis.answer(mis.asks(Method::GET, &format!("{NOTIFICATIONS}?after=x"))).await.status(), 404);
}

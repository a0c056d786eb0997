//! What is refused is refused as a problem (RFC 9457), field by field, and nothing of it is kept.

use diesel::prelude::*;
use reqwest::Method;
use seen::db::schema::{keyed_requests, notifications, organisations};
use seen::notifications::model::{Ground, Section};
use serde_json::{Value, json};

use super::{Mis, NOTIFICATIONS, fresh_key, nursery, said};
use crate::office::{Office, Page};

fn problem(page: &Page, status: u16, code: &str) -> Value {
    assert_eq!(page.header("content-type"), "application/problem+json", "{page}");
    let said = said(page);
    assert_eq!((page.status(), &said["status"], said["code"].as_str()), (status, &json!(status), Some(code)), "{page}");
    assert!(said["title"].is_string() && said["detail"].is_string() && said["type"] == "about:blank", "{said}");
    said
}

#[actix_web::test]
async fn every_refusal_is_a_problem() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    let json = |key: &str, body: &str| {
        let request = mis.asks(Method::POST, NOTIFICATIONS).header("Content-Type", "application/json");
        mis.answer(request.header("Idempotency-Key", key).body(body.to_owned()))
    };
    problem(&json("1", "{").await, 400, "unreadable");
    problem(&json("1", &format!("{{\"ground\": \"{}\"}}", "x".repeat(300_000))).await, 413, "too_large");
    problem(&json("a b", "{}").await, 400, "idempotency_key");
    problem(&json(&"k".repeat(256), "{}").await, 400, "idempotency_key");
    let without = mis.asks(Method::POST, NOTIFICATIONS).json(&nursery());
    problem(&mis.answer(without).await, 400, "idempotency_key");
    let text = mis.asks(Method::POST, NOTIFICATIONS).header("Idempotency-Key", "1").body(nursery().to_string());
    problem(&mis.answer(text).await, 415, "not_json");
    problem(&mis.get("/api/v1/notifications/1").await, 404, "not_found");
    problem(&mis.get("/api/v2/anything").await, 404, "not_found");
    let deleting = mis.answer(mis.asks(Method::DELETE, NOTIFICATIONS)).await;
    problem(&deleting, 405, "not_possible");
    assert!(["GET", "POST"].iter().all(|method| deleting.header("allow").contains(method)), "what it takes is told: {deleting}");
    problem(&office.stranger().get(NOTIFICATIONS).await, 401, "key_needed");
    let mut conn = office.database();
    assert_eq!(notifications::table.count().get_result::<i64>(&mut conn).unwrap(), 0);
    assert_eq!(keyed_requests::table.count().get_result::<i64>(&mut conn).unwrap(), 0);
}

#[actix_web::test]
async fn every_wrong_field_has_its_own_message_and_may_be_corrected_with_the_same_key() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let (mis, key) = (Mis::of(&office, &sal, "Arbor").await, fresh_key());
    let mut body = nursery();
    body["date_of_birth"] = json!("28/02/2022");
    body["postcode"] = json!("WX9");
    body["upn"] = json!("B801200005002");
    body["parents"][0]["responsibility"] = json!(true);
    body["family_name"] = json!(null);
    let refused = problem(&mis.send(&key, &body).await, 422, "wrong_fields");
    let errors = refused["errors"].as_array().unwrap();
    let mut pointers: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/date_of_birth", "/family_name", "/parents/0/responsibility", "/postcode", "/upn"], "{refused}");
    assert_eq!(mis.send(&key, &nursery()).await.status(), 201);
}

#[actix_web::test]
async fn a_school_that_closed_long_ago_sends_nothing_new() {
    let office = Office::open().await;
    let school = office.school("Vine Street Primary");
    let sal = office.school_user("Sal", &[school]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    diesel::update(organisations::table.find(school))
        .set((organisations::status.eq("closed"), organisations::closed_on.eq("2024-08-31".parse::<chrono::NaiveDate>().ok())))
        .execute(&mut office.database())
        .unwrap();
    let refused = problem(&mis.send(&fresh_key(), &nursery()).await, 422, "refused");
    assert!(refused["detail"].as_str().unwrap().contains("closed on the government’s list"), "{refused}");
    assert_eq!(mis.get(NOTIFICATIONS).await.status(), 200);
}

#[actix_web::test]
async fn the_description_names_every_question_and_every_ground() {
    let office = Office::open().await;
    let described = said(&office.stranger().get("/api/v1/openapi.json").await);
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1."), "{}", described["openapi"]);
    let body = &described["components"]["schemas"]["NewNotification"];
    for section in Section::ALL {
        let asked = section.asked();
        for field in asked.fields {
            assert!(body["properties"][field.name]["description"].is_string(), "{}", field.name);
        }
        for (each, field) in asked.each.iter().flat_map(|each| each.fields.iter().map(move |field| (each, field))) {
            assert!(body["properties"][each.name]["items"]["properties"][field.name].is_object(), "{}/{}", each.name, field.name);
        }
    }
    let grounds: Vec<&str> = body["properties"]["ground"]["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(grounds, Ground::ALL.iter().map(|ground| ground.code()).collect::<Vec<_>>());
    for path in ["/api/v1/notifications", "/api/v1/notifications/{notification}"] {
        assert!(described["paths"][path]["get"]["responses"]["200"].is_object(), "{path}");
    }
}

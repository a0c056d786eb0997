//! The keys: shown once, kept as a digest, revoked at once, counted by the minute; of one school alone.

use chrono::TimeDelta;
use diesel::prelude::*;
use reqwest::Method;
use seen::access::key::A_MINUTE;
use seen::db::schema::school_keys;

use super::{Mis, NOTIFICATIONS, fresh_key, nursery, said};
use crate::office::Office;

#[actix_web::test]
async fn a_key_is_shown_once_and_kept_as_a_digest() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let form = sal.get("/school/keys").await.form("Make the key").with("name", "Arbor");
    let made = sal.send(form.clone()).await;
    let secret = made.texts("#key").join("");
    let again = sal.send(form).await;
    assert_eq!(again.status(), 409, "the same form makes no second key: {again}");
    let list = sal.get("/school/keys").await;
    assert!(list.says("Arbor") && list.says("Not used yet") && !list.source().contains(&secret), "{list}");
    let kept: Vec<String> = school_keys::table.select(school_keys::secret_hash).load(&mut office.database()).unwrap();
    assert_eq!(kept, [seen::web::token::digest(&secret)]);
    let unnamed = sal.send(list.form("Make the key")).await;
    assert_eq!(unnamed.faults(), ["Enter what you call the key, in 100 letters or fewer"], "{unnamed}");
}

#[actix_web::test]
async fn a_revoked_key_holds_no_longer() {
    let office = Office::open().await;
    let (school, adam) = (office.school("Vine Street Primary"), office.administrator("Adam").await);
    let sal = office.school_user("Sal", &[school]).await;
    let (one, other) = (Mis::of(&office, &sal, "Arbor").await, Mis::of(&office, &sal, "Bromcom").await);
    assert_eq!(one.get(NOTIFICATIONS).await.status(), 200);
    let list = sal.get("/school/keys").await;
    assert!(list.says("Last used on 2 March 2026"), "{list}");
    let done = sal.does(list.form("Revoke Arbor")).await;
    assert!(done.done().contains("revoked") && done.says("Revoked on 2 March 2026"), "{done}");
    assert_eq!(one.get(NOTIFICATIONS).await.status(), 401);
    assert_eq!(other.get(NOTIFICATIONS).await.status(), 200);

    let page = adam.click(&adam.get(&format!("/school-accounts/{school}")).await, "Keys for the school’s systems").await;
    assert!(!page.has_form("Make the key"), "the authority makes none: {page}");
    adam.does(page.form("Revoke Bromcom")).await;
    let refused = other.send(&fresh_key(), &nursery()).await;
    assert_eq!((refused.status(), refused.header("www-authenticate")), (401, "Bearer"), "{refused}");
}

#[actix_web::test]
async fn a_key_reaches_its_own_school_alone() {
    let office = Office::open().await;
    let (vine, mill) = (office.school("Vine Street Primary"), office.school("Mill Lane High"));
    let (sal, mo) = (office.school_user("Sal", &[vine]).await, office.school_user("Mo", &[mill]).await);
    let neighbour = office.second_authority().await;
    let nora = neighbour.school_user("Nora", &[neighbour.school("Netherby Primary")]).await;
    let keys = [Mis::of(&office, &sal, "A").await, Mis::of(&office, &mo, "B").await, Mis::of(&office, &nora, "C").await];
    let key = fresh_key();
    let mut addresses = Vec::new();
    for mis in &keys {
        let sent = mis.send(&key, &nursery()).await;
        assert_eq!(sent.status(), 201, "schools do not share the keys of their requests: {sent}");
        addresses.push(sent.header("location").to_owned());
    }
    for (mine, mis) in keys.iter().enumerate() {
        for (theirs, address) in addresses.iter().enumerate() {
            assert_eq!(mis.get(address).await.status(), if mine == theirs { 200 } else { 404 }, "{mine} asks for {theirs}");
        }
        assert_eq!(said(&mis.get(NOTIFICATIONS).await)["notifications"].as_array().unwrap().len(), 1);
    }
    let list = mo.get("/school/keys").await;
    assert!(list.says("B") && !list.has_form("Revoke A"), "{list}");
}

#[actix_web::test]
async fn a_key_opens_no_page_and_a_session_no_interface() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let mis = Mis::of(&office, &sal, "Arbor").await;
    for page in ["/school", "/school/keys", "/", "/children", "/notifications"] {
        let answer = mis.get(page).await;
        assert_eq!((answer.status(), answer.location()), (303, "/sign-in"), "{page}");
    }
    assert_eq!(sal.get(NOTIFICATIONS).await.status(), 401);
    let post = sal.request(Method::POST, NOTIFICATIONS).header("Idempotency-Key", "1").json(&nursery());
    assert_eq!(sal.answer(post).await.status(), 401);
    let plain = office.school_user("Pat", &[]).await;
    assert_eq!(plain.get("/school/keys").await.status(), 404, "who administers no school makes no key");
}

#[actix_web::test]
async fn a_key_may_be_used_six_hundred_times_a_minute() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let (mis, other) = (Mis::of(&office, &sal, "Arbor").await, Mis::of(&office, &sal, "Bromcom").await);
    assert_eq!(mis.get(NOTIFICATIONS).await.status(), 200);
    diesel::update(school_keys::table.filter(school_keys::name.eq("Arbor")))
        .set(school_keys::used_in_minute.eq(A_MINUTE - 1))
        .execute(&mut office.database())
        .unwrap();
    assert_eq!(mis.get(NOTIFICATIONS).await.status(), 200);
    let refused = mis.send(&fresh_key(), &nursery()).await;
    assert_eq!((refused.status(), said(&refused)["code"].as_str()), (429, Some("too_many")), "{refused}");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(other.get(NOTIFICATIONS).await.status(), 200, "another key has its own minute");
    office.clock().advance(TimeDelta::seconds(wait + 1));
    assert_eq!(mis.send(&fresh_key(), &nursery()).await.status(), 201);
}

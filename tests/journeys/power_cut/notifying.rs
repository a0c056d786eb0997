//! While schools' systems notify: whatever they send again after the blow is there once.

use std::collections::BTreeMap;

use diesel::prelude::*;
use seen::db::schema::{audit, keyed_requests, notifications};

use super::{start, struck_down_soon, the_register_is_whole};
use crate::office::Office;
use crate::school_api::{Mis, fresh_key, nursery, said};

const ROUNDS: usize = 5;

/// Sends until nobody answers: what each request was answered with, and the one that was not answered.
async fn send(mis: &Mis) -> (BTreeMap<String, String>, String) {
    let mut answered = BTreeMap::new();
    loop {
        let key = fresh_key();
        match mis.sends(&key, &nursery()).send().await {
            Ok(answer) if answer.status() == 201 => match answer.bytes().await {
                Ok(bytes) => {
                    let said: serde_json::Value = serde_json::from_slice(&bytes).expect("an answer is JSON");
                    answered.insert(key, said["id"].as_str().expect("with an id").to_owned());
                }
                Err(_) => return (answered, key),
            },
            Ok(answer) if [429, 503].contains(&answer.status().as_u16()) => {}
            Ok(answer) => panic!("a notification was answered with {}", answer.status()),
            Err(_) => return (answered, key),
        }
    }
}

#[actix_web::test]
async fn none_is_lost_and_none_is_there_twice_after_a_power_cut() {
    let office = Office::open_today().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let systems = [Mis::of(&office, &sal, "A").await, Mis::of(&office, &sal, "B").await, Mis::of(&office, &sal, "C").await];
    let (mut answered, mut unanswered) = (BTreeMap::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (program, address) = start(&office);
        let blow = struck_down_soon(program);
        let there = systems.each_ref().map(|mis| mis.at(&address));
        let sent = tokio::join!(send(&there[0]), send(&there[1]), send(&there[2]));
        for (known, open) in [sent.0, sent.1, sent.2] {
            answered.extend(known);
            unanswered.push(open);
        }
        blow.await.expect("the blow fell");
    }
    assert!(answered.len() > ROUNDS, "hardly anything was sent: {}", answered.len());

    // A new minute for the keys; then everything is sent again, as a system would that trusts nobody.
    let a_minute_ago = office.clock().now() - chrono::TimeDelta::minutes(2);
    diesel::update(seen::db::schema::school_keys::table)
        .set(seen::db::schema::school_keys::last_used_at.eq(a_minute_ago))
        .execute(&mut office.database())
        .expect("the keys are fresh");
    let mut all: Vec<(String, Option<String>)> = answered.into_iter().map(|(key, id)| (key, Some(id))).collect();
    all.extend(unanswered.into_iter().map(|key| (key, None)));
    for (index, (key, id)) in all.iter().enumerate() {
        let again = systems[index % systems.len()].send(key, &nursery()).await;
        assert_eq!(again.status(), 201, "{again}");
        let now = said(&again)["id"].as_str().expect("with an id").to_owned();
        assert!(id.as_ref().is_none_or(|id| *id == now), "acknowledged as {id:?}, now {now}");
    }

    let mut conn = office.database();
    let of_keys: i64 = keyed_requests::table.count().get_result(&mut conn).expect("the requests are counted");
    let kept: i64 = notifications::table.count().get_result(&mut conn).expect("the notifications are counted");
    assert_eq!((of_keys, kept), (all.len() as i64, all.len() as i64), "each request is one notification");
    let audited: Vec<String> = audit::table
        .filter(audit::event.eq("notification_sent"))
        .select(audit::object_id.assume_not_null())
        .load(&mut conn)
        .expect("the audit trail is read");
    let ids: Vec<String> = notifications::table.select(notifications::id).load(&mut conn).expect("the notifications are read");
    assert!(ids.iter().all(|id| audited.contains(id)), "each has its audit row");
    the_register_is_whole(&office).await;
}

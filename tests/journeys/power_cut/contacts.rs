//! While people record contacts.

use std::collections::BTreeSet;

use diesel::prelude::*;
use reqwest::Method;
use seen::contacts::model::Contact;
use seen::db::schema::{audit, contacts};
use seen::id::Id;

use super::{start, struck_down_soon, the_register_is_whole};
use crate::office::{Known, Office, Person};

const ROUNDS: usize = 6;
const WRITERS: usize = 4;

/// Records contacts with one child until nobody answers; the ids of those that were acknowledged.
async fn write(officer: &Person, child: &Known, day: &str) -> Vec<String> {
    let (mut acknowledged, token) = (Vec::new(), officer.form_token());
    loop {
        let id = Id::<Contact>::mint().to_string();
        let fields = [
            ("form_token", token.as_str()),
            ("id", &id),
            ("occurred_on", day),
            ("who", "me"),
            ("mode", "video"),
            ("outcome", "completed"),
            ("child_seen", "yes"),
            ("spoken_to", "no"),
            ("concern", "none"),
        ];
        let request = officer.request(Method::POST, &format!("{}/contacts/new", child.path())).form(&fields);
        match request.send().await {
            Ok(answer) if answer.status() == 303 => acknowledged.push(id),
            Ok(answer) if answer.status() == 503 => {}
            Ok(answer) => panic!("a contact was answered with {}", answer.status()),
            Err(_) => return acknowledged,
        }
    }
}

#[actix_web::test]
async fn what_was_acknowledged_survives_a_power_cut() {
    let office = Office::open_today().await;
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let officer = office.officer(&format!("Officer {number}")).await;
        writers.push((officer, office.child(&format!("Maya Ellison{number}")).arrives().await));
    }
    let day = office.today().format("%-d/%-m/%Y").to_string();
    let mut acknowledged = BTreeSet::new();
    for _ in 0..ROUNDS {
        let (program, address) = start(&office);
        let blow = struck_down_soon(program);
        let there: Vec<_> = writers.iter().map(|(officer, child)| (officer.at(&address), child)).collect();
        let [a, b, c, d] = there.as_slice() else { panic!("four writers") };
        let written =
            tokio::join!(write(&a.0, a.1, &day), write(&b.0, b.1, &day), write(&c.0, c.1, &day), write(&d.0, d.1, &day));
        acknowledged.extend([written.0, written.1, written.2, written.3].into_iter().flatten());
        blow.await.expect("the blow fell");
    }
    assert!(acknowledged.len() > ROUNDS, "hardly anything was written: {}", acknowledged.len());

    let mut conn = office.database();
    let kept: BTreeSet<String> =
        contacts::table.select(contacts::id).load(&mut conn).expect("the contacts are read").into_iter().collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let audited: BTreeSet<String> = audit::table
        .filter(audit::event.eq("contact_recorded"))
        .select(audit::object_id.assume_not_null())
        .load(&mut conn)
        .expect("the audit trail is read")
        .into_iter()
        .collect();
    assert_eq!(audited, kept, "each contact and its audit row are one change");
    the_register_is_whole(&office).await;
}

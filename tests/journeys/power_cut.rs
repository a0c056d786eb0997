//! The program is killed (`kill -9`) while people write, again and again: what it said was recorded
//! is recorded, nothing is half there, and the register is whole.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child as Process, Command, Stdio};
use std::time::Duration;

use diesel::prelude::*;
use reqwest::Method;
use seen::contacts::model::Contact;
use seen::db::Location;
use seen::db::schema::{audit, contacts};
use seen::id::Id;

use crate::office::{Known, Office, Person};

const ROUNDS: usize = 6;
const WRITERS: usize = 4;

/// The real program at work in the office's database; answers its address.
fn start(office: &Office) -> (Process, String) {
    let url = match office.house().location() {
        Location::Sqlite(file) => format!("sqlite://{}", file.display()),
        Location::Postgres(url) => url.clone(),
    };
    let mut program = Command::new(env!("CARGO_BIN_EXE_seen"))
        .args(["serve", "--bind", "127.0.0.1:0", "--database-url", &url, "--data-dir"])
        .arg(&office.house().config().data_dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let said = BufReader::new(program.stdout.take().expect("it has an output"));
    let address = said.lines().map_while(Result::ok).find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
    (program, address.expect("it says where it listens"))
}

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
        let (mut program, address) = start(&office);
        let blow = actix_web::rt::spawn(async move {
            actix_web::rt::time::sleep(Duration::from_millis(150 + u64::from(rand::random::<u8>()) * 3)).await;
            program.kill().and_then(|()| program.wait()).expect("the program is killed");
        });
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
    assert_eq!(office.check().await, Vec::<String>::new());
    assert_eq!(seen::db::dialect::integrity_faults(&mut conn).expect("the database is asked"), Vec::<String>::new());
}

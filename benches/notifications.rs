//! Schools' systems notify: how many notifications a second are taken over HTTP, each durable and audited
//! before it is answered. `cargo bench --bench notifications` serves an empty register with 200 schools on
//! SQLite by the release build, sends from 16 connections for ten seconds, and counts what is there.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use reqwest::Client;
use seen::access::House;
use seen::clock::Clock;
use seen::config::Config;
use seen::db::schema::{accounts, audit, notifications, organisations, school_keys};
use seen::db::{AnyConnection, Location};
use seen::id::Id;
use seen::web::token;

/// Schools, each with a key: one key alone may be used 600 times a minute.
const SCHOOLS: usize = 200;
/// Connections that send one after the other.
const CONNECTIONS: usize = 16;
const LASTS: Duration = Duration::from_secs(10);

#[actix_web::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::Sqlite(folder.path().join("seen.sqlite"));
    let secrets = {
        let house = House::open(&location, Clock::system(), Config::default()).expect("the register opens");
        house.add_authority("990", "Wexcombe", false).await.expect("the authority is added");
        keys(&mut location.open().expect("a connection"))
    };
    let (mut serving, address) = serve(folder.path());
    let begun = Instant::now();
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let mine: Vec<String> = secrets.iter().skip(number).step_by(CONNECTIONS).cloned().collect();
            actix_web::rt::spawn(send(format!("{address}/api/v1/notifications"), mine))
        })
        .collect();
    let mut times = Vec::new();
    for sender in senders {
        times.extend(sender.await.expect("a sender ends"));
    }
    let seconds = begun.elapsed().as_secs_f64();
    serving.kill().and_then(|()| serving.wait()).expect("the program is killed");
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "{} notifications in {seconds:.1} s: {:.0} a second; an answer after {:.1} ms (median), {:.1} ms (99 of 100), {:.1} ms (the slowest)",
        times.len(),
        times.len() as f64 / seconds,
        at(50),
        at(99),
        at(100)
    );
    let mut conn = location.open().expect("a connection");
    let kept: i64 = notifications::table.count().get_result(&mut conn).expect("they are counted");
    let audited: i64 =
        audit::table.filter(audit::event.eq("notification_sent")).count().get_result(&mut conn).expect("they are counted");
    println!("after kill -9: {kept} there, {audited} audited, {} answered", times.len());
    assert!(kept >= times.len() as i64 && audited == kept, "something was lost");
}

/// A key for each school; the secrets.
fn keys(conn: &mut AnyConnection) -> Vec<String> {
    let now = Clock::system().now();
    let by = Id::<()>::mint().to_string();
    diesel::insert_into(accounts::table)
        .values((
            (accounts::id.eq(&by), accounts::authority_code.eq("990"), accounts::email.eq("sal@school.example")),
            (accounts::name.eq("Sal"), accounts::role.eq("school"), accounts::totp_last_step.eq(0_i64)),
            accounts::created_at.eq(now),
        ))
        .execute(conn)
        .expect("the account is added");
    let school = |number: usize| {
        let (id, secret) = (Id::<()>::mint().to_string(), format!("seen_{}", token::mint()));
        let name = format!("School {number}");
        diesel::insert_into(organisations::table)
            .values((
                (organisations::id.eq(&id), organisations::kind.eq("school"), organisations::name.eq(&name)),
                (organisations::search_name.eq(&name), organisations::status.eq("open"), organisations::address.eq("")),
                (organisations::postcode.eq(""), organisations::telephone.eq(""), organisations::head_teacher.eq("")),
                (organisations::created_at.eq(now), organisations::updated_at.eq(now)),
            ))
            .execute(conn)
            .expect("the school is added");
        diesel::insert_into(school_keys::table)
            .values((
                (school_keys::id.eq(Id::<()>::mint().to_string()), school_keys::authority_code.eq("990")),
                (school_keys::organisation_id.eq(&id), school_keys::name.eq("System"), school_keys::account_id.eq(&by)),
                (school_keys::secret_hash.eq(token::digest(&secret)), school_keys::created_at.eq(now)),
                school_keys::used_in_minute.eq(0),
            ))
            .execute(conn)
            .expect("the key is made");
        secret
    };
    (0..SCHOOLS).map(school).collect()
}

/// The release build at work.
fn serve(folder: &std::path::Path) -> (Child, String) {
    let mut serving = Command::new(env!("CARGO_BIN_EXE_seen"))
        .args(["serve", "--bind", "127.0.0.1:0", "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let said = BufReader::new(serving.stdout.take().expect("it has an output"));
    let address = said.lines().map_while(Result::ok).find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
    (serving, address.expect("it says where it listens"))
}

/// Sends with one key after the other until the time is over; how long each answer took.
async fn send(address: String, secrets: Vec<String>) -> Vec<Duration> {
    let client = Client::builder().no_proxy().build().expect("a client");
    let day = |ago: i64| (Clock::system().today() - chrono::TimeDelta::days(ago)).to_string();
    let (mut times, begun) = (Vec::new(), Instant::now());
    for secret in secrets.iter().cycle() {
        if begun.elapsed() >= LASTS {
            break;
        }
        let number = times.len();
        let body = serde_json::json!({
            "ground": "f", "given_names": format!("Child {number}"), "family_name": "Bench", "date_of_birth": day(3_000 + number as i64 % 500),
            "sex": "female", "address": format!("{number} Vine Street"), "town": "Wexcombe", "postcode": "WX1 2AB",
            "parents": [{"name": "Parent Bench", "responsibility": "yes", "lives_with": "yes", "telephone": "01632 960001"}],
            "joined_on": day(900), "last_attended_on": day(3), "deletion_on": day(0), "has_siblings": "no", "sen": "none",
            "placed_at_special_school": "no", "social_worker": "no", "child_in_need": "no", "protection_plan": "no", "looked_after": "no",
            "early_help": "no", "private_fostering": "no", "attendance": "91", "has_concerns": "no", "lead_view": "No concerns.",
            "lead_name": "J. Osei", "notice_on": day(5), "reason": "lifestyle", "school_view": "The family has planned this well.",
            "meeting": "held", "notifier_name": "S. Patel", "notifier_role": "Office manager", "notifier_telephone": "01234 567890"
        });
        let asked = Instant::now();
        let request =
            client.post(&address).bearer_auth(secret).header("Idempotency-Key", Id::<()>::mint().to_string()).json(&body);
        let answer = request.send().await.expect("it answers");
        let status = answer.status();
        let text = answer.text().await.expect("with a body");
        assert_eq!(status, 201, "{text}");
        times.push(asked.elapsed());
    }
    times
}

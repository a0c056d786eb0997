//! The program is killed (`kill -9`) at random moments of deciding and sending: in the end everybody
//! has the letter, and nobody had two queued.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child as Process, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::db::Location;
use seen::db::schema::{authorities, digest_weeks, outbox};

use super::letters;
use super::post_office::MailServer;
use crate::office::Office;

const RECIPIENTS: usize = 60;

/// The real program at work in the office's database.
fn start(office: &Office, server: &MailServer) -> Process {
    let url = match office.house().location() {
        Location::Sqlite(file) => format!("sqlite://{}", file.display()),
        Location::Postgres(url) => url.clone(),
    };
    Command::new(env!("CARGO_BIN_EXE_seen"))
        .args(["serve", "--bind", "127.0.0.1:0", "--database-url", &url, "--data-dir"])
        .arg(&office.house().config().data_dir)
        .env("SEEN_SMTP_URL", server.url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Whoever was killed has died over what it held: its lease is made to end.
fn leases_end(office: &Office) {
    diesel::update(outbox::table.filter(outbox::next_try_at.is_not_null()))
        .set(outbox::next_try_at.eq(office.clock().now() - TimeDelta::minutes(1)))
        .execute(&mut office.database())
        .expect("the leases end");
}

fn is_done(office: &Office) -> bool {
    let rows = letters(office);
    rows.len() == RECIPIENTS && rows.iter().all(|row| row.state == "sent")
}

async fn killed_again_and_again(rounds: usize) {
    let (office, server) = (Office::open_today().await, MailServer::open());
    server.slowly(Duration::from_millis(20));
    let mut addresses = BTreeSet::new();
    for number in 0..RECIPIENTS {
        addresses.insert(office.officer(&format!("Officer {number}")).await.email().to_owned());
    }
    // The authority has been there for a while, so that this week's letters are due.
    diesel::update(authorities::table)
        .set(authorities::created_at.eq(office.clock().now() - TimeDelta::days(30)))
        .execute(&mut office.database())
        .expect("the authority is old");
    for _ in 0..rounds {
        let mut program = start(&office, &server);
        tokio::time::sleep(Duration::from_millis(60 + u64::from(rand::random::<u8>()) * 3)).await;
        program.kill().and_then(|()| program.wait()).expect("the program is killed");
        leases_end(&office);
        if is_done(&office) {
            // Everything is sent: the moments that are left are those of a new week.
            let mut conn = office.database();
            let account = |row: &super::Row| row.account_id.clone();
            let accounts: BTreeSet<String> = letters(&office).iter().map(account).collect();
            assert_eq!(accounts.len(), RECIPIENTS, "one letter each");
            diesel::delete(outbox::table).execute(&mut conn).expect("the week is taken back");
            diesel::delete(digest_weeks::table).execute(&mut conn).expect("the week is taken back");
        }
    }
    let mut program = start(&office, &server);
    let begun = Instant::now();
    while !is_done(&office) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", letters(&office));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    program.kill().and_then(|()| program.wait()).expect("the program is stopped");

    let rows = letters(&office);
    let queued: BTreeSet<&String> = rows.iter().map(|row| &row.account_id).collect();
    assert_eq!((rows.len(), queued.len()), (RECIPIENTS, RECIPIENTS), "nobody has two letters queued");
    let mut received: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for letter in server.inbox() {
        received.entry(letter.message_id()).or_default().insert(letter.to);
    }
    let of_this_week: Vec<_> = rows.iter().filter_map(|row| received.iter().find(|(id, _)| id.contains(&row.id))).collect();
    assert_eq!(of_this_week.len(), RECIPIENTS, "every letter arrived");
    assert!(of_this_week.iter().all(|(_, to)| to.len() == 1), "each at one address");
    let reached: BTreeSet<String> = of_this_week.iter().flat_map(|(_, to)| (*to).clone()).collect();
    assert_eq!(reached, addresses, "everybody has the letter");
    let weeks: i64 = digest_weeks::table.count().get_result(&mut office.database()).expect("the weeks are counted");
    assert_eq!(weeks, 1);
}

#[actix_web::test]
async fn everybody_has_the_letter_whenever_the_program_is_killed() {
    killed_again_and_again(8).await;
}

/// The hundred moments of the promise: `cargo test --test journeys -- --ignored hundred`.
#[actix_web::test]
#[ignore = "takes minutes"]
async fn everybody_has_the_letter_after_a_hundred_blows() {
    killed_again_and_again(100).await;
}

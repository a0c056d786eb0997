//! The letters of a week at the size promised: 150 authorities, 3,000 recipients, 100,000 open
//! registrations; decided, queued, and sent to a mail server on this machine. `cargo bench --bench
//! digest` makes the register in a temporary folder, then measures in a process of its own, so that
//! its memory is that of the letters alone. `SEEN_BENCH_FOLDER` measures in a folder made before.

#[path = "../tests/journeys/digest/post_office.rs"]
#[allow(dead_code, reason = "the measure needs no misbehaving")]
mod post_office;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use chrono::{Days, TimeDelta};
use seen::access::account::{AccountRole, NewAccount};
use seen::access::{House, System};
use seen::audit::Event;
use seen::children::queries::NewChild;
use seen::clock::Clock;
use seen::config::Config;
use seen::contacts::model::{Answer, Concern, Mode, Outcome};
use seen::contacts::queries::NewContact;
use seen::db::Location;
use seen::id::Id;
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};
use seen::registrations::queries::NewRegistration;
use seen::registrations::reasons::{Reason, Source};

const AUTHORITIES: usize = 150;
const RECIPIENTS: usize = 20;
const CHILDREN: usize = 667;

fn open(folder: &Path, clock: Clock) -> House {
    House::open(&Location::Sqlite(folder.join("seen.sqlite")), clock, Config::default()).expect("the register opens")
}

#[actix_web::main]
async fn main() {
    if let Ok(folder) = std::env::var("SEEN_BENCH_FOLDER") {
        return measure(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    make(folder.path()).await;
    println!("made {} registrations in {:?}", AUTHORITIES * CHILDREN, begun.elapsed());
    let this = std::env::current_exe().expect("this program");
    let ended = Command::new(this).env("SEEN_BENCH_FOLDER", folder.path()).status().expect("the measure runs");
    assert!(ended.success(), "the measure failed");
}

async fn measure(folder: &Path) {
    let clock = Clock::system();
    // The authorities were added today: their first letters are due within a week.
    clock.advance(TimeDelta::days(8));
    let house = open(folder, clock);
    let begun = Instant::now();
    let decided = seen::digest::run_due(&house).await.expect("the letters are decided");
    println!("decided and queued for {decided} authorities in {:?}; most memory so far {}", begun.elapsed(), most_memory());
    let server = post_office::MailServer::open();
    let post = server.post();
    let begun = Instant::now();
    let tally = seen::mail::sender::send_due(&house, &post, "bench").await.expect("the letters are sent");
    let bytes: usize = server.inbox().iter().map(|letter| letter.raw.len()).sum();
    println!("{tally:?} in {:?}; {} letters, {bytes} bytes", begun.elapsed(), server.inbox().len());
    println!("most memory, with the mail server and its inbox in the same process: {}", most_memory());
}

/// The most memory this process has had, as the kernel says it.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".into(), |line| line.trim().to_owned())
}

async fn make(folder: &Path) {
    let house = open(folder, Clock::system());
    for number in 0..AUTHORITIES {
        let code = format!("{:03}", 200 + number);
        let system = house.add_authority(&code, &format!("Authority {code}"), false).await.expect("an authority");
        fill(&system, &code).await;
    }
}

async fn fill(system: &System, code: &str) {
    let accounts: Vec<NewAccount> = (0..RECIPIENTS)
        .map(|number| NewAccount {
            id: Id::mint(),
            email: format!("person{number}@authority{code}.example"),
            name: format!("Person {number}"),
            role: if number < 2 { AccountRole::Manager } else { AccountRole::Officer },
            password_hash: None,
        })
        .collect();
    let today = system.today();
    let work = move |desk: &mut seen::access::Desk<'_, seen::access::role::System, seen::access::Changing>| {
        accounts.iter().try_for_each(|account| desk.add_account(account))?;
        for number in 0..CHILDREN {
            let (child, started_on) = (child(), today - Days::new(900));
            let id = child.id;
            desk.add_child(&child)?;
            // One in thirty has nobody; every third is overdue, every tenth never seen.
            let officer_id = accounts.get(number % 30 % (RECIPIENTS + 1)).map(|account| account.id);
            let registration = NewRegistration {
                id: Id::mint(),
                child_id: id,
                kind: RegistrationKind::Ehe,
                level: Level::Standard,
                level_rationale: String::new(),
                started_on,
                source: Source::School,
                reason: Reason::NotRecorded,
                reason_words: String::new(),
                officer_id,
                officer_words: String::new(),
                ended_on: None,
                end_reason: None,
                destination: None,
            };
            desk.add_registration(&registration)?;
            if number % 10 != 0 {
                let days_ago = if number % 3 == 0 { 400 + number as u64 % 300 } else { number as u64 % 300 };
                desk.add_contact(&contact(id, today - Days::new(days_ago)))?;
            }
            desk.refresh_standing(id)?;
        }
        Ok(())
    };
    system.change(Event::DemonstrationMade {}, work).await.expect("an authority is filled");
}

fn child() -> NewChild {
    let born = chrono::NaiveDate::from_ymd_opt(2014, 6, 9).expect("a day");
    NewChild::called(Id::mint(), "Child", "Example", born)
}

fn contact(child_id: Id<seen::children::model::Child>, occurred_on: chrono::NaiveDate) -> NewContact {
    NewContact {
        id: Id::mint(),
        child_id,
        agency_kind: AgencyKind::EheTeam,
        organisation_id: None,
        practitioner: String::new(),
        occurred_on,
        mode: Mode::HomeVisit,
        outcome: Outcome::Completed,
        child_seen: Answer::Yes,
        spoken_to: Answer::NotRecorded,
        alone: Answer::NotRecorded,
        not_alone_reason: String::new(),
        place: String::new(),
        address_id: None,
        child_said: String::new(),
        concern: Concern::None,
        notes: String::new(),
        next_step: String::new(),
        source: "bench".into(),
    }
}

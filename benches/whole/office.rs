//! A demonstration that is made, served and used.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use diesel::prelude::*;
use seen::db::schema::{children, job_leases, registrations};
use seen::db::{AnyConnection, Location};
use uuid::Uuid;

use super::client::Client;

const PROGRAM: &str = env!("CARGO_BIN_EXE_seen");
/// Children to record contacts with: more than a run has time for, and half of 10,000, so that the lists do not
/// run empty.
const ENOUGH: i64 = 4_500;
/// From one of them to the next, a prime: neighbours lie on the same pages of the database.
const FAR_APART: usize = 7_919;

/// The demonstration, served until this is dropped.
pub struct Office {
    pub folder: PathBuf,
    /// Gone with this; none where the folder was named and stays.
    _temporary: Option<tempfile::TempDir>,
    pub location: Location,
    pub today: NaiveDate,
    pub made_in: Duration,
    /// Kilobytes.
    pub made_with: u64,
    pub ready_in: Duration,
    server: Child,
    officer: Client,
    manager: Client,
    children: Vec<String>,
    /// Full names that children on the register have.
    names: Vec<String>,
    /// How many searches were begun.
    turn: AtomicUsize,
    /// How many contacts were recorded.
    recorded: AtomicUsize,
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _gone = self.server.wait();
    }
}

impl Office {
    /// In the folder and the database that the environment names, or in a folder of its own.
    pub fn open(how_many: usize) -> Self {
        let named = std::env::var_os("SEEN_BENCH_FOLDER").map(PathBuf::from);
        let temporary = named.is_none().then(|| tempfile::tempdir().expect("a folder"));
        let folder = named.or_else(|| Some(temporary.as_ref()?.path().to_owned())).expect("a folder");
        Self::served(folder, temporary, std::env::var("SEEN_BENCH_DATABASE").ok(), 8107, how_many)
    }

    /// The one that `SEEN_BENCH_BESIDE` names, made before, on SQLite.
    pub fn beside() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os("SEEN_BENCH_BESIDE")?);
        Some(Self::served(folder, None, None, 8106, 0))
    }

    fn served(
        folder: PathBuf,
        temporary: Option<tempfile::TempDir>,
        database: Option<String>,
        port: u16,
        how_many: usize,
    ) -> Self {
        let database = database.unwrap_or_else(|| format!("sqlite://{}", folder.join("seen.sqlite").display()));
        let address = format!("127.0.0.1:{port}");
        let location = Location::parse(&database).expect("a database");
        let is_there = folder.join("seen.sqlite").exists();
        let (made_in, made_with) = if is_there { Default::default() } else { make(&database, &folder, how_many) };
        // A node that is killed at its nightly job keeps the job's lease for half an hour.
        let (mut first, _) = serve(&database, &folder, &address);
        wait_for_the_nightly_job(&location);
        let _ended = first.kill();
        let _gone = first.wait();
        let mut starts: Vec<Duration> = (0..5)
            .map(|_| {
                let (mut server, ready) = serve(&database, &folder, &address);
                let _ended = server.kill();
                let _gone = server.wait();
                ready
            })
            .collect();
        starts.sort();
        let (server, _) = serve(&database, &folder, &address);
        let today = chrono::Utc::now().with_timezone(&chrono_tz::Europe::London).date_naive();
        let (children, names) = some_children(&location);
        let officer = signed_in(&address, "amina.farrow@wexcombe.example");
        let manager = signed_in(&address, "margaret.thorne@wexcombe.example");
        Self {
            folder,
            _temporary: temporary,
            location,
            today,
            made_in,
            made_with,
            ready_in: starts[2],
            server,
            officer,
            manager,
            children,
            names,
            turn: AtomicUsize::new(0),
            recorded: AtomicUsize::new(0),
        }
    }

    pub fn database_kind(&self) -> &'static str {
        if matches!(self.location, Location::Sqlite(_)) { "SQLite" } else { "PostgreSQL" }
    }

    /// Megabytes of files beside the database; nothing of PostgreSQL's.
    pub fn on_disk(&self) -> u64 {
        let files = std::fs::read_dir(&self.folder).expect("the folder");
        files.filter_map(|file| file.ok()?.metadata().ok()).map(|data| data.len()).sum::<u64>() / 1_048_576
    }

    /// A line of the server's `/proc/…/status`, in kilobytes.
    pub fn resident(&self, line: &str) -> u64 {
        memory(self.server.id(), line)
    }

    /// A new connection of an officer.
    pub fn client(&self) -> Client {
        self.officer.again().expect("connected")
    }

    /// A new connection of a manager.
    pub fn manager(&self) -> Client {
        self.manager.again().expect("connected")
    }

    pub fn children(&self) -> &[String] {
        &self.children
    }

    /// The address of a page half-way through everybody.
    pub fn deep_page(&self) -> String {
        let mut conn = self.location.open().expect("the database");
        let open = registrations::table.filter(registrations::authority_code.eq("990")).filter(registrations::ended_on.is_null());
        let all: i64 = open.count().get_result(&mut conn).expect("a count");
        let (due, id): (Option<NaiveDate>, String) = open
            .order((registrations::unseen_due_on, registrations::id))
            .offset(all / 2)
            .select((registrations::unseen_due_on, registrations::id))
            .first(&mut conn)
            .expect("the middle");
        format!("/not-seen?show=everybody&after={}.{id}", due.expect("a date"))
    }

    /// A record that is given this many contacts.
    pub fn record_with_contacts(&self, contacts: usize) -> String {
        let child = &self.children[0];
        let mut client = self.client();
        let token = token_of(&client.get("/children").expect("a page").body);
        (0..contacts).for_each(|_| record(&mut client, &token, child, self.today));
        child.clone()
    }

    /// Searches for one full name after the other: the form sent, what was found shown.
    pub fn searching(&self) -> impl FnMut() + Send {
        let mut client = self.client();
        let token = token_of(&client.get("/children").expect("a page").body);
        let names = self.names.clone();
        let mut at = self.turn.fetch_add(1, Ordering::Relaxed);
        move || {
            at += 1;
            let sent =
                client.post("/children/found", &[("form_token", &token), ("words", &names[at % names.len()])]).expect("sent");
            assert_eq!(sent.status, 303);
            let found = client.get(&sent.location).expect("found");
            assert!(found.status == 200 && !String::from_utf8_lossy(&found.body).contains("No child found"));
        }
    }

    /// Records one contact after the other, whoever asks each with another child: a second one on the same day would
    /// move no due date.
    pub fn recording(&self) -> impl FnMut() + Send {
        let mut client = self.client();
        let token = token_of(&client.get("/children").expect("a page").body);
        let (children, today) = (&self.children[2..], self.today);
        move || {
            let turn = self.recorded.fetch_add(1, Ordering::Relaxed);
            record(&mut client, &token, &children[turn * FAR_APART % children.len()], today);
        }
    }
}

fn make(database: &str, folder: &Path, how_many: usize) -> (Duration, u64) {
    let started = Instant::now();
    let mut making = Command::new(PROGRAM)
        .args(["demo", "--no-serve", "--children", &how_many.to_string(), "--database-url", database, "--data-dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("seen demo");
    let mut most = 0;
    let status = loop {
        most = most.max(memory(making.id(), "VmHWM"));
        if let Some(status) = making.try_wait().expect("seen demo") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "seen demo failed");
    (started.elapsed(), most)
}

fn serve(database: &str, folder: &Path, address: &str) -> (Child, Duration) {
    let started = Instant::now();
    let mut server = Command::new(PROGRAM)
        .args(["serve", "--bind", address, "--database-url", database, "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("seen serve");
    let said = BufReader::new(server.stdout.take().expect("its output"));
    let listening = said.lines().map_while(Result::ok).any(|line| line.contains("Listening"));
    assert!(listening, "seen serve ended");
    (server, started.elapsed())
}

/// The first start looks back on every month of the last year: that is not the day's work.
fn wait_for_the_nightly_job(location: &Location) {
    let mut conn = location.open().expect("the database");
    let is_done = |conn: &mut AnyConnection| {
        let done: i64 = job_leases::table.filter(job_leases::done_for.is_not_null()).count().get_result(conn).expect("a count");
        done > 0
    };
    while !is_done(&mut conn) {
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn memory(process: u32, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    found.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn some_children(location: &Location) -> (Vec<String>, Vec<String>) {
    let mut conn = location.open().expect("the database");
    let rows: Vec<(String, String, String)> = registrations::table
        .inner_join(children::table)
        .filter(registrations::authority_code.eq("990"))
        .filter(registrations::ended_on.is_null())
        .order(registrations::id)
        .limit(ENOUGH)
        .select((children::id, children::given_names, children::family_name))
        .load(&mut conn)
        .expect("children");
    rows.into_iter().map(|(id, given, family)| (id, format!("{} {family}", given.split(' ').next().unwrap_or_default()))).unzip()
}

fn signed_in(address: &str, email: &str) -> Client {
    let mut client = Client::to(address).expect("connected");
    let token = token_of(&client.get("/sign-in").expect("a page").body);
    let fields = [("form_token", token.as_str()), ("email", email), ("password", "wexcombe-demonstration")];
    assert_eq!(client.post("/sign-in", &fields).expect("sent").status, 303, "sign-in");
    client
}

fn token_of(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let (_, rest) = page.split_once("name=\"form_token\" value=\"").expect("a form");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn record(client: &mut Client, token: &str, child: &str, today: NaiveDate) {
    let fields = [
        ("form_token", token),
        ("id", &Uuid::now_v7().to_string()),
        ("occurred_on", &today.format("%d/%m/%Y").to_string()),
        ("who", "me"),
        ("mode", "in_person_elsewhere"),
        ("address", "elsewhere"),
        ("place", "Wexcombe library"),
        ("outcome", "completed"),
        ("child_seen", "yes"),
        ("spoken_to", "yes"),
        ("alone", "no"),
        ("not_alone_reason", "Her mother stayed"),
        ("child_said", "She likes the allotment."),
        ("notes", "A tidy kitchen table with this week’s work on it. We looked at it together."),
        ("concern", "none"),
    ];
    let sent = client.post(&format!("/children/{child}/contacts/new"), &fields).expect("sent");
    assert_eq!(sent.status, 303, "{}", String::from_utf8_lossy(&sent.body));
}

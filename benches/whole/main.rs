//! The whole over HTTP, signed in, audit on, beside the limits measured in the same run.
//!
//! `cargo bench --bench whole` makes a demonstration of 10,000 children, serves it with the release
//! build and prints a table. `-- 1000000` makes another size. `SEEN_BENCH_DATABASE` names an empty
//! PostgreSQL database to use instead of SQLite. `SEEN_BENCH_FOLDER` names a folder to keep the demonstration in, or
//! one where it was made before (it is changed). `SEEN_BENCH_BESIDE` names another, made before, of another size:
//! both are served and asked by turns.

mod client;
mod limits;
mod office;
mod timing;

use std::time::Duration;

use client::Client;
use office::Office;
use timing::{by_turns, median_of, ms, rate};

const RUNS: usize = 500;
/// Of twenty of each.
const TURNS: usize = 25;
const CLIENTS: usize = 8;
const SECONDS: u64 = 5;

/// What takes longer than this is not asked by several at once: they would only wait for each other.
const TOO_SLOW_TOGETHER: Duration = Duration::from_millis(500);

struct Measured {
    what: &'static str,
    one: Duration,
    together: Option<f64>,
}

fn main() {
    let children = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let office = Office::open(children);
    println!(
        "{children} children on {}: made in {:.1} s with {} MB at most, {} MB on disk",
        office.database_kind(),
        office.made_in.as_secs_f64(),
        office.made_with / 1024,
        office.on_disk()
    );
    println!("ready {} ms after starting (median of 5)", ms(office.ready_in));
    println!();

    let (list, its_limits) = beside_its_limits(&office);
    let sizes = measured(&office);
    println!("| what | median of {RUNS}, ms | {CLIENTS} clients, a second |");
    println!("| --- | ---: | ---: |");
    for row in &sizes {
        let together = row.together.map_or_else(|| "not asked".to_owned(), |rate| format!("{rate:.0}"));
        println!("| {} | {} | {together} |", row.what, ms(row.one));
    }
    println!();
    println!(
        "Not seen: {:.2} times its limits of {} ms; {} MB resident while serving, {} MB at most",
        list.as_secs_f64() / its_limits.as_secs_f64(),
        ms(its_limits),
        office.resident("VmRSS") / 1024,
        office.resident("VmHWM") / 1024
    );
    if let Some(other) = Office::beside() {
        beside(&office, &other);
    }
}

/// *Not seen* and its limits by turns, printed; answers it and the sum of its limits.
fn beside_its_limits(office: &Office) -> (Duration, Duration) {
    let page = office.client().get("/not-seen").expect("a page").body;
    let bytes = page.len();
    let ready = Client::to(&limits::serve_ready(page)).expect("connected");
    let ready_rate = rate(CLIENTS, SECONDS, || {
        let mut client = ready.again().expect("connected");
        move || assert_eq!(client.get("/").expect("a page").status, 200)
    });
    let mut conn = office.location.open().expect("the database");
    let today = median_of(50, limits::today(&mut conn, office.today));
    let mut ready = ready.again().expect("connected");
    let medians = by_turns(
        TURNS,
        vec![
            Box::new(limits::list(&mut conn, office.today)),
            Box::new(limits::commit(&office.location, &office.folder)),
            Box::new(|| assert_eq!(ready.get("/").expect("a page").body.len(), bytes)),
            Box::new(asking(office, "/not-seen")),
            Box::new(office.recording()),
        ],
    );
    println!("| by turns, median of {RUNS} | ms |");
    println!("| --- | ---: |");
    println!("| bare SQL of Not seen | {} |", ms(medians[0]));
    println!("| one durable commit | {} |", ms(medians[1]));
    println!("| a ready page of {bytes} bytes ({ready_rate:.0} a second with {CLIENTS} clients) | {} |", ms(medians[2]));
    println!("| Not seen, first page | {} |", ms(medians[3]));
    println!("| recording a contact | {} |", ms(medians[4]));
    println!("| bare SQL of Today (by itself) | {} |", ms(today));
    println!();
    (medians[3], medians[..3].iter().sum())
}

/// Two registers of different sizes by turns, printed.
fn beside(office: &Office, other: &Office) {
    let both = [office, other];
    let deep = both.map(Office::deep_page);
    let few = both.map(|office| format!("/children/{}", office.children()[1]));
    println!();
    println!("| by turns, median of {RUNS} | ms | the register beside it, ms | times |");
    println!("| --- | ---: | ---: | ---: |");
    let row = |what: &str, asked: [Box<dyn FnMut() + '_>; 2]| {
        let medians = by_turns(TURNS, asked.into());
        let times = medians[1].as_secs_f64() / medians[0].as_secs_f64();
        println!("| {what} | {} | {} | {times:.2} |", ms(medians[0]), ms(medians[1]));
    };
    let pages = |paths: [&str; 2]| [0, 1].map(|at| -> Box<dyn FnMut()> { Box::new(asking(both[at], paths[at])) });
    row("Not seen, first page", pages(["/not-seen"; 2]));
    row("everybody, first page", pages(["/not-seen?show=everybody"; 2]));
    row("everybody, a page from the middle", pages([&deep[0], &deep[1]]));
    row("Contact overdue", pages(["/contact-overdue"; 2]));
    row("Today", pages(["/"; 2]));
    row("a record", pages([&few[0], &few[1]]));
    row("recording a contact", both.map(|office| -> Box<dyn FnMut()> { Box::new(office.recording()) }));
}

/// Asks an officer's page again and again.
fn asking(office: &Office, path: &str) -> impl FnMut() + use<> {
    let (mut client, path) = (office.client(), path.to_owned());
    move || assert_eq!(client.get(&path).expect("a page").status, 200, "{path}")
}

fn measured(office: &Office) -> Vec<Measured> {
    let deep = office.deep_page();
    let many = office.record_with_contacts(200);
    let few = office.children()[1].clone();
    let mut rows = vec![
        page(office, "Not seen, first page", "/not-seen"),
        page(office, "Not seen, first page, compressed", "/not-seen"),
        page(office, "everybody, first page", "/not-seen?show=everybody"),
        page(office, "everybody, a page from the middle", &deep),
        page(office, "Contact overdue", "/contact-overdue"),
        page(office, "Today", "/"),
        page(office, "a record", &format!("/children/{few}")),
        page(office, "a record with 200 contacts", &format!("/children/{many}")),
        page(office, "Reports", "/reports"),
    ];
    rows.push(of("search by full name, sent and shown", || office.searching()));
    rows.push(of("recording a contact", || office.recording()));
    rows
}

fn page(office: &Office, what: &'static str, path: &str) -> Measured {
    of(what, || {
        let client = if what.starts_with("Reports") { office.manager() } else { office.client() };
        let mut client = if what.ends_with("compressed") { client.compressed() } else { client };
        move || {
            let answer = client.get(path).expect("a page");
            assert_eq!(answer.status, 200, "{path}");
        }
    })
}

fn of<F: FnMut() + Send>(what: &'static str, client: impl Fn() -> F) -> Measured {
    let one = median_of(RUNS, client());
    Measured { what, one, together: (one < TOO_SLOW_TOGETHER).then(|| rate(CLIENTS, SECONDS, client)) }
}

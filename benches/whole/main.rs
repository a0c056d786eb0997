//! The whole over HTTP, signed in, audit on, beside the limits measured in the same run.
//!
//! `cargo bench --bench whole` makes a demonstration of 10,000 children, serves it with the release
//! build and prints a table. `-- 1000000` makes another size. `SEEN_BENCH_DATABASE` names an empty
//! PostgreSQL database to use instead of SQLite. `SEEN_BENCH_FOLDER` names a folder to keep the demonstration in, or
//! one where it was made before (it is changed).

mod client;
mod limits;
mod office;
mod timing;

use std::time::Duration;

use client::Client;
use office::Office;
use timing::{median_of, ms, rate};

const RUNS: usize = 500;
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

    let sizes = measured(&office);
    let list = bounds(&office);
    println!("| what | median of {RUNS}, ms | {CLIENTS} clients, a second |");
    println!("| --- | ---: | ---: |");
    for row in &sizes {
        let together = row.together.map_or_else(|| "not asked".to_owned(), |rate| format!("{rate:.0}"));
        println!("| {} | {} | {together} |", row.what, ms(row.one));
    }
    println!();
    println!(
        "Not seen: {:.2} times its limit of {} ms; {} MB resident while serving, {} MB at most",
        sizes[0].one.as_secs_f64() / list.as_secs_f64(),
        ms(list),
        office.resident("VmRSS") / 1024,
        office.resident("VmHWM") / 1024
    );
}

/// The limits, printed; answers the sum for *Not seen*.
fn bounds(office: &Office) -> Duration {
    let page = office.client().get("/not-seen").expect("a page").body;
    let bytes = page.len();
    let address = limits::serve_ready(page);
    let mut client = Client::to(&address).expect("connected");
    let ready = median_of(RUNS, || assert_eq!(client.get("/").expect("a page").body.len(), bytes));
    let ready_rate = rate(CLIENTS, SECONDS, || {
        let mut client = client.again().expect("connected");
        move || assert_eq!(client.get("/").expect("a page").status, 200)
    });
    let mut conn = office.location.open().expect("the database");
    let sql = limits::list(&mut conn, office.today);
    let commit = limits::commit(&office.location, &office.folder);
    let today = limits::today(&mut conn, office.today, 50);
    println!("| limit | ms |");
    println!("| --- | ---: |");
    println!("| bare SQL of Not seen | {} |", ms(sql));
    println!("| one durable commit | {} |", ms(commit));
    println!("| a ready page of {bytes} bytes ({ready_rate:.0} a second with {CLIENTS} clients) | {} |", ms(ready));
    println!("| bare SQL of Today | {} |", ms(today));
    println!();
    sql + commit + ready
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

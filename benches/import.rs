//! A register of the size promised, with strangers coming in: how long a look for one person takes, how long a
//! file of 5,000 children is matched, and how long everybody else waits while it is written. `cargo bench --bench
//! import` makes a demonstration of 100,000 children in a temporary folder; `SEEN_BENCH_CHILDREN` sets another
//! number, and `SEEN_BENCH_FOLDER` names a folder made before (it is changed).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use seen::access::{House, System};
use seen::audit::Event;
use seen::clock::Clock;
use seen::config::Config;
use seen::db::Location;
use seen::id::Id;
use seen::imports::columns::Mapping;
use seen::imports::queries::SourceFile;
use seen::imports::run::Prepared;
use seen::imports::sheet::Sheet;
use seen::matching::birth::Birth;
use seen::matching::person::{Dwelling, Person, Sex};

/// Children in the file.
const ROWS: usize = 5_000;
/// People looked for.
const LOOKS: usize = 1_000;

#[actix_web::main]
async fn main() {
    let children = std::env::var("SEEN_BENCH_CHILDREN").ok().and_then(|many| many.parse().ok()).unwrap_or(100_000_usize);
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = std::env::var_os("SEEN_BENCH_FOLDER").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    if !folder.join("seen.sqlite").exists() {
        make(&folder, children);
    }
    let lists = temporary.path().join("lists");
    std::fs::create_dir_all(&lists).expect("a folder for the lists");
    seen::demo::lists::write(&lists, ROWS, 7).expect("the lists are made");
    let location = Location::Sqlite(folder.join("seen.sqlite"));
    let house = House::open(&location, Clock::system(), Config::default()).expect("the register opens");
    let register = System::at(&house, "990");
    look(&register, &lists.join("left.csv")).await;
    import(&house, &register, &lists.join("right.csv")).await;
}

fn make(folder: &Path, children: usize) {
    let begun = Instant::now();
    let made = Command::new(env!("CARGO_BIN_EXE_seen"))
        .args(["demo", "--no-serve", "--children", &children.to_string(), "--data-dir"])
        .arg(folder)
        .status()
        .expect("the demonstration is made");
    assert!(made.success(), "the demonstration failed");
    println!("a demonstration of {children} children made in {:.1} s", begun.elapsed().as_secs_f64());
}

/// People of a list, who are not on the register: namesakes and neighbours of those who are.
fn people(path: &Path) -> Vec<Person> {
    let mut reader = csv::Reader::from_path(path).expect("the list was made");
    let person = |row: csv::StringRecord| Person {
        given_names: vec![row[0].to_owned()],
        family_names: vec![row[1].to_owned()],
        born: Birth::read(&row[2]),
        sex: Sex::read(&row[3]),
        homes: vec![Dwelling { address: row[4].to_owned(), postcode: row[5].to_owned() }],
        parents: vec![row[6].to_owned()],
        ..Person::default()
    };
    reader.records().map(|row| person(row.expect("a row"))).collect()
}

async fn look(register: &System, list: &Path) {
    let (mut times, mut met) = (Vec::with_capacity(LOOKS), 0);
    for person in people(list).into_iter().take(LOOKS) {
        let counted = person.clone();
        let begun = Instant::now();
        register.read(move |desk| desk.children_like(&person, &[])).await.expect("the register can be asked");
        times.push(begun.elapsed());
        met += register.read(move |desk| Ok(desk.candidates_for(&counted)?.len())).await.expect("the register can be asked");
    }
    times.sort_unstable();
    println!(
        "one person looked for: median {:.2} ms, 99 in 100 within {:.2} ms; {} candidates each",
        millis(times[times.len() / 2]),
        millis(times[times.len() * 99 / 100]),
        met / times.len().max(1)
    );
}

async fn import(house: &House, register: &System, list: &Path) {
    let content = std::fs::read(list).expect("the list was made");
    let sheet = Sheet::read(&content).expect("a sheet");
    let prepared = Prepared { mapping: Mapping::recognise(&sheet.header), sheet: Arc::new(sheet) };
    let begun = Instant::now();
    let plan = prepared.plan(register).await.expect("the file is matched");
    println!("{} rows read, matched and weighed in {:.1} s", plan.rows.len(), begun.elapsed().as_secs_f64());

    let is_over = Arc::new(AtomicBool::new(false));
    let others = actix_web::rt::spawn(others_at_work(System::at(house, "990"), Arc::clone(&is_over)));
    let begun = Instant::now();
    let file = SourceFile { name: "strangers.csv".into(), sha256: "0".repeat(64) };
    let plan = prepared.import(register, Id::mint(), file, None).await.expect("the file is brought in");
    println!("matched again and brought in within {:.1} s: {:?}", begun.elapsed().as_secs_f64(), plan.counts());
    is_over.store(true, Ordering::Relaxed);
    let (changes, longest) = others.await.expect("the others end");
    println!("{changes} small changes of others meanwhile; the longest waited {:.2} s", longest.as_secs_f64());
}

/// Somebody who changes something small again and again, as officers do all day.
async fn others_at_work(register: System, is_over: Arc<AtomicBool>) -> (usize, Duration) {
    let (mut changes, mut longest) = (0, Duration::ZERO);
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        register.change(Event::SettingsChanged {}, |_| Ok(())).await.expect("a small change");
        longest = longest.max(begun.elapsed());
        changes += 1;
        actix_web::rt::time::sleep(Duration::from_millis(5)).await;
    }
    (changes, longest)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

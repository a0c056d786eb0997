//! The parts that make up an answer: the rule, the folding of names, and what a page asks of the
//! database, on a demonstration of 10,000 children. The whole over HTTP is `whole`.

use std::hint::black_box;

use chrono::{Days, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use seen::access::{House, System};
use seen::audit::Event;
use seen::children::names;
use seen::children::search::asked::Criteria;
use seen::clock::Clock;
use seen::config::Config;
use seen::contacts::model::{Answer, Mode, Outcome};
use seen::contacts::standard::{Fact, Standard, Standing, Starts};
use seen::db::Location;
use seen::not_seen::model::{Asked, List, PAGE, Turn};
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};

const CHILDREN: usize = 10_000;

fn rule(bench: &mut Criterion) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let standard = Standard::shipped(RegistrationKind::Ehe, Level::Standard);
    let starts = Starts { earliest: today - Days::new(900), open: today - Days::new(400) };
    for contacts in [10_u64, 200] {
        let facts: Vec<Fact> = (0..contacts)
            .map(|number| Fact {
                occurred_on: today - Days::new(number * 7),
                agency: AgencyKind::ALL[usize::try_from(number).unwrap_or(0) % AgencyKind::ALL.len()],
                mode: Mode::ALL[usize::try_from(number).unwrap_or(0) % Mode::ALL.len()],
                outcome: Outcome::Completed,
                child_seen: Answer::Yes,
                spoken_to: Answer::Yes,
                alone: Answer::No,
                entered_in_error: false,
            })
            .collect();
        bench.bench_function(&format!("the rule, {contacts} contacts"), |b| {
            b.iter(|| Standing::on(black_box(today), black_box(&facts), starts, standard).verdict(today));
        });
    }
    bench.bench_function("a name folded", |b| b.iter(|| names::fold(black_box("Siân O’Neill-Łukasik"))));
}

fn register(bench: &mut Criterion) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let on = actix_web::rt::System::new();
    let location = Location::Sqlite(folder.path().join("seen.sqlite"));
    let house = House::open(&location, Clock::system(), Config::default()).expect("the database opens");
    on.block_on(seen::demo::command::prepare(&house, CHILDREN, 1)).expect("the demonstration is made");
    let system = System::at(&house, "990");

    bench.bench_function("a durable commit with its audit row", |b| {
        b.iter(|| on.block_on(system.change(Event::FiguresRead {}, |_| Ok(()))).expect("committed"));
    });
    let filter = Asked::default().filter(List::NotSeen).expect("the usual list");
    bench.bench_function("Not seen, rows of the first page", |b| {
        b.iter(|| {
            let filter = filter.clone();
            on.block_on(
                system
                    .read(move |desk| desk.list_page(List::NotSeen, &filter, Turn::First, PAGE).map(|listed| listed.rows.len())),
            )
            .expect("read")
        });
    });
    let criteria = Criteria { words: "Oliver Smith".to_owned(), ..Criteria::default() };
    let readings = criteria.readings(house.clock().today());
    bench.bench_function("search by full name", |b| {
        b.iter(|| {
            let readings = readings.clone();
            on.block_on(system.read(move |desk| {
                let mut found = 0;
                for reading in &readings {
                    found += desk.children_matching(reading, None, 25)?.len();
                }
                Ok(found)
            }))
            .expect("read")
        });
    });
}

criterion_group!(parts, rule, register);
criterion_main!(parts);

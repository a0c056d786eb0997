//! One person looked for among a million: the keys in memory, the candidates compared and ranked.
//! `SEEN_BENCH_PEOPLE` sets another size.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use seen::matching::birth::Birth;
use seen::matching::engine::Engine;
use seen::matching::keys;
use seen::matching::person::{Dwelling, Person, Sex};
use seen::matching::rarity::Frequencies;

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

fn find_one(bench: &mut Criterion) {
    let size = std::env::var("SEEN_BENCH_PEOPLE").ok().and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::TempDir::new().expect("a folder");
    seen::demo::lists::write(folder.path(), size, 1).expect("the lists are made");
    let register = people(&folder.path().join("left.csv"));
    let asked = people(&folder.path().join("right.csv"));
    let mut index: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut frequencies = Frequencies { people: u32::try_from(size).expect("a few million"), ..Frequencies::default() };
    for (person, at) in register.iter().zip(0..) {
        keys::kept(person).into_iter().for_each(|key| index.entry(key).or_default().push(at));
        for (names, counts) in [(&person.given_names, &mut frequencies.given), (&person.family_names, &mut frequencies.family)] {
            *counts.entry(seen::children::names::fold(&names[0])).or_default() += 1;
        }
    }
    let engine = Engine::of_a_register(frequencies).expect("the shipped model");
    let mut next = asked.iter().cycle();
    let mut found = 0;
    let mut looked = 0;
    bench.bench_function(&format!("one person among {size}"), |b| {
        b.iter(|| {
            let person = next.next().expect("a cycle never ends");
            let mut rows: Vec<u32> = keys::sought(person).iter().filter_map(|key| index.get(key)).flatten().copied().collect();
            rows.sort_unstable();
            rows.dedup();
            found += rows.len();
            looked += 1;
            let candidates: Vec<Person> = rows.iter().map(|row| register[*row as usize].clone()).collect();
            black_box(engine.rank(person, &candidates));
        });
    });
    eprintln!("{} candidates for each person on average", found / looked.max(1));
}

criterion_group! { name = benches; config = Criterion::default().sample_size(20); targets = find_one }
criterion_main!(benches);

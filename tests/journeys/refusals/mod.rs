//! Who is refused what: every route × every actor × whose object it is. The routes are those the
//! sources register; what each actor is answered stands in `table.txt`, and a route without a row
//! fails. A route with an id in it is tried with the neighbour's, with one that names nothing and
//! with none at all: 404 each time, so that nobody learns what exists.

mod school;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use seen::id::Id;

use crate::architecture::routes::{self, Route};
use crate::office::{Office, Page, Person};
use world::World;

const TABLE: &str = include_str!("table.txt");
const ACTORS: [&str; 6] = ["nobody", "officer", "manager", "administrator", "auditor", "school"];

/// What each actor is answered, by method and path.
fn table() -> BTreeMap<(String, String), [u16; 6]> {
    let rows = TABLE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    rows.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [method, path, answers @ ..] = words.as_slice() else { panic!("table.txt: {line}") };
        let answers: Vec<u16> = answers.iter().map(|one| one.parse().unwrap_or_else(|_| panic!("table.txt: {line}"))).collect();
        let answers = answers.try_into().unwrap_or_else(|_| panic!("table.txt: {line}"));
        (((*method).to_owned(), (*path).to_owned()), answers)
    })
    .collect()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<_> = table().into_keys().collect();
    let routes: BTreeSet<_> = routes::all().into_iter().map(|route| (route.method, route.path)).collect();
    let (without_row, without_route): (Vec<_>, Vec<_>) = (routes.difference(&rows).collect(), rows.difference(&routes).collect());
    assert!(without_row.is_empty(), "refusals/table.txt has no row for {without_row:?}");
    assert!(without_route.is_empty(), "refusals/table.txt has rows for what is no route: {without_route:?}");
}

async fn actors(office: &Office) -> [Person; 6] {
    [
        office.stranger(),
        office.officer("Olive Officer").await,
        office.manager("Mona Manager").await,
        office.administrator("Adam Administrator").await,
        office.auditor("Audrey Auditor").await,
        office.school_user("Sal School", &[office.school("Vine Street Primary")]).await,
    ]
}

async fn ask(person: &Person, method: &str, path: &str) -> Page {
    let page = if method == "GET" { person.get(path).await } else { person.post(path, &[]).await };
    assert_guarded(&page);
    page
}

/// On every answer, errors included.
fn assert_guarded(page: &Page) {
    let policy = page.header("content-security-policy");
    for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(rule), "no {rule:?} on {page}");
    }
    assert!(!policy.contains("unsafe"), "{policy} on {page}");
    for (header, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(page.header(header), value, "{header} on {page}");
    }
    let is_asset = page.path().starts_with("/assets/") && page.status() == 200;
    assert!(is_asset || page.header("cache-control") == "no-store", "{page} may be kept");
    assert!(page.status() < 500, "{page}");
    assert!(!page.source().contains("panicked"), "{page}");
}

#[actix_web::test]
async fn every_actor_who_looks_is_answered_as_the_table_says() {
    // Looking changes nothing, so that the same office serves for several pages.
    are_answered_as_the_table_says(|route| route.method == "GET", 10).await;
}

#[actix_web::test]
async fn every_actor_who_sends_is_answered_as_the_table_says() {
    are_answered_as_the_table_says(|route| route.method != "GET", 1).await;
}

async fn are_answered_as_the_table_says(are_asked: impl Fn(&Route) -> bool, at_one_office: usize) {
    let (table, mut wrong) = (table(), Vec::new());
    let routes: Vec<Route> = routes::all().into_iter().filter(are_asked).collect();
    for some in routes.chunks(at_one_office) {
        let office = Office::open().await;
        let actors = in_their_worlds(&office).await;
        for route in some {
            let expected = table.get(&(route.method.clone(), route.path.clone())).copied().unwrap_or_default();
            let found = answers(&actors, route, expected[0]).await;
            if found != expected {
                wrong.push(format!("{:4} {:66} {}", route.method, route.path, found.map(|status| status.to_string()).join(" ")));
            }
        }
        let left = office.check().await;
        assert!(left.is_empty(), "{left:?} after {some:?}");
    }
    assert!(wrong.is_empty(), "answered otherwise than table.txt says ({ACTORS:?}):\n{}", wrong.join("\n"));
}

/// Each actor, with one of everything made for them.
async fn in_their_worlds(office: &Office) -> Vec<(Person, World)> {
    let mut made = Vec::new();
    for person in actors(office).await {
        let world = World::of(office, &person).await;
        made.push((person, world));
    }
    made
}

/// What each actor is answered. A stranger who is sent away is sent to sign in.
async fn answers(actors: &[(Person, World)], route: &Route, of_a_stranger: u16) -> [u16; 6] {
    let mut found = [0; 6];
    for (number, (person, world)) in actors.iter().enumerate() {
        if number == 0 && route.method != "GET" {
            // A stranger's form carries the token of the sign-in page.
            person.get("/sign-in").await;
        }
        let page = ask(person, &route.method, &world.fill(&route.path)).await;
        found[number] = page.status();
        if page.status() == 303 && number == 0 && of_a_stranger == 303 {
            let to = page.location().split('?').next().unwrap_or_default();
            assert_eq!(to, "/sign-in", "{page}");
        }
    }
    found
}

#[actix_web::test]
async fn what_is_not_yours_is_not_there() {
    let mut wrong = Vec::new();
    let table = table();
    // Whose a key's are, the stories of `school_api` say.
    let elsewhere = |path: &str| path.starts_with("/assets/") || path.starts_with("/api/");
    let routes: Vec<Route> =
        routes::all().into_iter().filter(|route| route.path.contains('{') && !elsewhere(&route.path)).collect();
    // What is not there is not changed, so that the same two offices serve for several routes.
    for some in routes.chunks(10) {
        let office = Office::open().await;
        let neighbour = office.second_authority().await;
        let nora = neighbour.manager("Nora Neighbour").await;
        let theirs = World::of_neighbour(&neighbour, &nora).await;
        let actors = in_their_worlds(&office).await;
        for route in some {
            let Some(answers) = table.get(&(route.method.clone(), route.path.clone())) else { continue };
            let is_let_in = |answer: u16| ![401, 403].contains(&answer);
            assert!(answers[1..].iter().copied().any(is_let_in), "nobody may use {route:?}");
            for ((person, ours), _) in actors.iter().zip(answers).skip(1).filter(|(_, answer)| is_let_in(**answer)) {
                wrong.extend(found_all_the_same(person, route, ours, &theirs).await);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is answered with something else than 404 when it is the neighbour's, or nobody's.
async fn found_all_the_same(person: &Person, route: &Route, ours: &World, theirs: &World) -> Vec<String> {
    let forged = Id::<World>::mint().to_string();
    let others = ["1", "..%2F..", "%00", &forged, "a%27%20OR%201=1--"].map(|text| (text.to_owned(), text.to_owned()));
    let swaps = ours.swaps(&route.path, theirs).into_iter();
    let broken = others.iter().flat_map(|(text, what)| ours.swaps_with(&route.path, text, what));
    let mut wrong = Vec::new();
    for (path, what) in swaps.chain(broken) {
        let page = ask(person, &route.method, &path).await;
        if page.status() != 404 {
            wrong.push(format!("{} {} with {what}: {}, not 404", route.method, route.path, page.status()));
        }
    }
    wrong
}

#[actix_web::test]
async fn nothing_is_changed_without_the_token_of_our_page() {
    let mut wrong = Vec::new();
    let office = Office::open().await;
    let (actors, table) = (in_their_worlds(&office).await, table());
    for route in routes::all().into_iter().filter(|route| route.method != "GET" && !route.path.starts_with("/api/")) {
        let Some(answers) = table.get(&(route.method.clone(), route.path.clone())) else { continue };
        // Whoever the table lets in, from the manager on; the manager where it is nobody.
        let let_in = (2..ACTORS.len()).find(|number| answers[*number] != 403).unwrap_or(2);
        let (person, world) = &actors[let_in];
        let path = world.fill(&route.path);
        let stale = "0".repeat(64);
        for fields in [vec![], vec![("form_token", "")], vec![("form_token", stale.as_str())]] {
            let page = person.answer(person.request(Method::POST, &path).form(&fields)).await;
            assert_guarded(&page);
            // An upload is refused before its token is looked for when it is no upload at all.
            if page.status() != 403 && !([400, 415].contains(&page.status()) && route.path.contains("import")) {
                wrong.push(format!("{} {} without our token: {}, not 403", route.method, route.path, page.status()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[actix_web::test]
async fn other_methods_find_nothing() {
    let office = Office::open().await;
    let mona = office.manager("Mona Manager").await;
    for path in ["/", "/not-seen", "/children", "/sign-out", "/no-such-place"] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, Method::OPTIONS] {
            let page = mona.answer(mona.request(method.clone(), path)).await;
            assert_guarded(&page);
            assert!(matches!(page.status(), 404 | 405), "{method} {page}");
        }
    }
}

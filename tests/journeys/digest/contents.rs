//! Who is told what: everybody once, by reference and count, with the numbers of the pages.

use std::collections::BTreeMap;

use diesel::prelude::*;
use seen::contacts::model::{Answer, Mode};
use seen::db::schema::{accounts, registrations, sessions};
use seen::mail::Post;
use seen::not_seen::model::{Filter, List, Officer};
use seen::organisations::model::AgencyKind;
use seen::standings::model::TEAM;

use super::{Row, decide, letters, monday_comes, wait_until};
use crate::command_line::CommandLine;
use crate::office::{Office, Person};

fn letter_of(rows: &[Row], person: &Person) -> Row {
    let mut of_person = rows.iter().filter(|row| row.account_id == person.id().to_string());
    let row = of_person.next().unwrap_or_else(|| panic!("{} has no letter", person.name()));
    assert!(of_person.next().is_none(), "one letter each");
    row.clone()
}

/// The number behind the first line that begins so, after a heading.
fn number(letter: &str, heading: &str, line: &str) -> usize {
    let part = letter.split(heading).nth(1).unwrap_or_else(|| panic!("no {heading:?} in {letter}"));
    let found = part.lines().find_map(|one| one.strip_prefix(&format!("{line}: ")));
    found.unwrap_or_else(|| panic!("no {line:?} in {part}")).parse().expect("a number")
}

/// The references of the part under a heading, until the next that is given.
fn references(letter: &str, from: &str, until: &str) -> Vec<String> {
    let part = letter.split(from).nth(1).unwrap_or_default();
    let part = part.split(until).next().unwrap_or_default();
    part.lines().filter_map(|line| line.strip_prefix("- ")?.split_once(": ")).map(|(reference, _)| reference.to_owned()).collect()
}

async fn totals(office: &Office, officer: Option<Officer>) -> (usize, usize) {
    office
        .register()
        .read(move |desk| {
            let total = |list| Filter { officer, ..Filter::usual(list) };
            let team = desk.tally(TEAM)?;
            let not_seen = desk.list_total(List::NotSeen, &total(List::NotSeen), &team)?;
            Ok((not_seen, desk.list_total(List::ContactOverdue, &total(List::ContactOverdue), &team)?))
        })
        .await
        .expect("the lists are counted")
}

/// Children of all kinds, some of each officer, some of nobody.
async fn a_full_register(office: &Office, officers: &[&Person]) {
    for number in 0..36_usize {
        let mut child = office.child(&format!("Child{number} Example")).registered_days_ago([5, 30, 420, 900][number % 4]);
        if number % 3 != 0 {
            let days = [20, 300, 372, 700][(number / 3) % 4];
            let mode = if number % 5 == 0 { Mode::Phone } else { Mode::HomeVisit };
            let seen = if mode == Mode::Phone { Answer::No } else { Answer::Yes };
            child = child.contact(days, AgencyKind::EheTeam, mode, seen);
        }
        if let Some(officer) = officers.get(number % (officers.len() + 1)) {
            child = child.with_officer(officer.id());
        }
        child.arrives().await;
    }
}

fn change_account(office: &Office, person: &Person, disabled: bool, email: &str) {
    diesel::update(accounts::table.find(person.id()))
        .set((accounts::disabled_at.eq(disabled.then(|| office.clock().now())), accounts::email.eq(email)))
        .execute(&mut office.database())
        .expect("the account is changed");
}

#[actix_web::test]
async fn everybody_is_told_once_with_the_numbers_of_the_pages() {
    let office = Office::open().await;
    let (amina, ben, cara) = (office.officer("Amina").await, office.officer("Ben").await, office.officer("Cara").await);
    let (dora, mona, idle) = (office.officer("Dora").await, office.manager("Mona").await, office.officer("Idle").await);
    office.administrator("Ada").await;
    office.auditor("Audrey").await;
    a_full_register(&office, &[&amina, &ben, &cara, &dora, &mona]).await;
    change_account(&office, &cara, true, "cara@990.example");
    change_account(&office, &dora, false, "");
    office.second_authority().await.child("Nia Next-Door").arrives().await;
    wait_until(&office, "2026-03-09 07:00");
    assert_eq!(decide(&office).await, 2, "the neighbour's too");

    let rows = letters(&office);
    assert_eq!(rows.len(), 4, "Amina, Ben, Mona and Idle: no disabled account, no administrator, no neighbour");
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for person in [&amina, &ben, &mona, &idle] {
        let text = letter_of(&rows, person).body_text;
        let counted = (number(&text, "YOUR CHILDREN", "Not seen"), number(&text, "YOUR CHILDREN", "Contact overdue"));
        assert_eq!(counted, totals(&office, Some(Officer::One(person.id()))).await, "{}: {text}", person.name());
        let own = text.split("THE TEAM").next().unwrap();
        let (not_seen, overdue) = (
            references(own, "\nNot seen, ", "\nContact overdue, "),
            references(own, "\nContact overdue, ", "\nVisits in the next 7 days, "),
        );
        assert_eq!((not_seen.len(), overdue.len()), counted, "{text}");
        let mut mine: Vec<_> = not_seen.into_iter().chain(overdue).collect();
        mine.sort();
        mine.dedup();
        mine.into_iter().for_each(|reference| *told.entry(reference).or_default() += 1);
    }
    assert!(letter_of(&rows, &idle).body_text.contains("Nothing is overdue"));
    let team = letter_of(&rows, &mona).body_text;
    let counted = (number(&team, "THE TEAM", "Not seen"), number(&team, "THE TEAM", "Contact overdue"));
    assert_eq!(counted, totals(&office, None).await, "{team}");
    let unassigned = references(&team, "Without an officer, ", "Whose officer gets no letter, ");
    let unreached = references(&team, "Whose officer gets no letter, ", "Overdue longer than");
    assert!(!unassigned.is_empty() && !unreached.is_empty(), "{team}");
    unassigned.into_iter().chain(unreached).for_each(|reference| *told.entry(reference).or_default() += 1);
    assert!(told.values().all(|times| *times == 1), "exactly one letter: {told:?}");
    let due = registrations::unseen_due_on.lt(office.today()).or(registrations::last_seen_on.is_null());
    let expected: i64 = registrations::table
        .filter(registrations::authority_code.eq("990"))
        .filter(due.or(registrations::contact_due_on.lt(office.today())))
        .count()
        .get_result(&mut office.database())
        .expect("the overdue are counted");
    assert_eq!(i64::try_from(told.len()).unwrap(), expected, "and nobody is left out");
    let page = office.manager("Lena").await.get("/not-seen").await;
    assert!(page.says(&format!("{} children", counted.0)), "{page}");
}

#[actix_web::test]
async fn without_a_manager_administrators_are_told_how_many() {
    let office = Office::open().await;
    let (ada, mona) = (office.administrator("Ada").await, office.manager("Mona").await);
    let maya = office.child("Maya Ellison").arrives().await;
    change_account(&office, &mona, true, mona.email());
    monday_comes(&office).await;
    let rows = letters(&office);
    let letter = letter_of(&rows, &ada);
    assert_eq!(rows.len(), 1);
    assert!(letter.subject.contains("no manager to tell"), "{letter:?}");
    assert_eq!(number(&letter.body_text, "THE AUTHORITY", "Not seen"), 1);
    assert_eq!(number(&letter.body_text, "THE AUTHORITY", "Not seen or contact overdue, without an officer"), 1);
    assert!(!letter.body_text.contains(&maya.reference) && !letter.body_html.contains(&maya.reference), "{letter:?}");
}

#[actix_web::test]
async fn visits_are_those_of_the_pages() {
    let office = Office::open().await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(3).with_officer(amina.id()).arrives().await;
    for (day, who) in [("8/3/2026", "me"), ("9/3/2026", "me"), ("15/3/2026", ""), ("16/3/2026", "me")] {
        let form = amina.get(&format!("{}/visits/new", maya.path())).await.form("Plan the visit").with("planned_on", day);
        let form = if who.is_empty() { form.forged("goes", "") } else { form };
        let planned = amina.send(form).await;
        assert_eq!(planned.status(), 303, "{planned}");
    }
    monday_comes(&office).await;
    let rows = letters(&office);
    let text = letter_of(&rows, &amina).body_text;
    assert_eq!(number(&text, "YOUR CHILDREN", "Visits in the next 7 days"), 2, "{text}");
    assert!(text.contains(&format!("{}: today", maya.reference)) && text.contains(&format!("{}: in 6 days", maya.reference)));
    assert_eq!(number(&letter_of(&rows, &mona).body_text, "THE TEAM", "Visits in the next 7 days"), 2);
}

/// What must not be in a letter, in any form it may be written in.
const CANARIES: [&str; 8] =
    ["zephyrine", "quillfeather", "2013-02-28", "28/2/2013", "28 february 2013", "canary crescent", "zz9 9zy", "zz99zy"];

#[actix_web::test]
async fn nothing_in_a_letter_identifies_a_child() {
    let office = Office::open().await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    let arrival = || {
        office
            .child("Zephyrine Quillfeather")
            .born(2013, 2, 28)
            .living_at("77 Canary Crescent", "ZZ9 9ZY")
            .seen_at_home_days_ago(700)
    };
    let children = [arrival().with_officer(amina.id()).arrives().await, arrival().arrives().await];
    monday_comes(&office).await;
    let post = std::sync::Arc::new(Post::open(office.house().config()).expect("the post opens"));
    let tally = seen::mail::sender::send_due(office.house(), &post, "one").await.expect("the letters are sent");
    assert_eq!(tally.sent, 2);
    let folder = office.house().config().data_dir.join("mail");
    let files: Vec<_> = std::fs::read_dir(folder).expect("the folder of the letters").flatten().collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let raw = std::fs::read_to_string(file.path()).expect("a letter");
        // Soft line breaks of quoted-printable taken back.
        let plain = raw.replace("=\r\n", "").replace("=3D", "=");
        assert!(plain.contains("/not-seen"), "{plain}");
        let lower = plain.to_lowercase();
        for word in CANARIES.iter().copied().chain(children.iter().map(|child| child.id.as_str())) {
            assert!(!lower.contains(word), "{word} in {plain}");
        }
        for name in [amina.name(), mona.name()] {
            assert!(!plain.contains(&format!("{name} ")) && !plain.contains(&format!("{name},")), "{plain}");
        }
        assert!(plain.contains("Auto-Submitted: auto-generated"), "{plain}");
    }
}

#[actix_web::test]
async fn every_link_needs_the_sign_in_and_leads_to_the_children_it_stands_under() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let mut hers = Vec::new();
    for days in [700, 500, 600] {
        hers.push(office.child("Maya Ellison").registered_days_ago(900).seen_at_home_days_ago(days).with_officer(amina.id()));
    }
    let mut due = Vec::new();
    for child in hers {
        due.push(child.arrives().await);
    }
    office.child("Leo Marsh").registered_days_ago(900).with_officer(bo.id()).arrives().await;
    monday_comes(&office).await;
    let letter = letter_of(&letters(&office), &amina).body_text;
    let links: Vec<&str> = letter.lines().filter_map(|line| line.trim().strip_prefix("http://127.0.0.1:8080")).collect();
    assert!(links.contains(&"/not-seen?officer=me") && links.contains(&"/contact-overdue?officer=me"), "{letter}");
    // A week later she has signed in again.
    let now = office.clock().now();
    diesel::update(sessions::table.filter(sessions::account_id.eq(amina.id())))
        .set((sessions::started_at.eq(now), sessions::last_used_at.eq(now)))
        .execute(&mut office.database())
        .expect("the session is new");
    for link in links {
        assert_eq!(office.stranger().get(link).await.location(), "/sign-in", "{link}");
        let list = amina.get(link).await;
        assert_eq!(list.status(), 200, "{link}");
        let listed: Vec<String> = list.rows("tbody").into_iter().map(|row| row[0].clone()).collect();
        let expected = [&due[0], &due[2], &due[1]];
        assert_eq!(listed.len(), 3, "{link}: {listed:?}");
        for (row, child) in listed.iter().zip(expected) {
            assert!(row.contains(&child.reference), "{link}: {listed:?}");
            assert!(list.attributes("tbody a", "href").contains(&child.path()), "{link}");
        }
    }
}

#[actix_web::test]
async fn a_letter_to_somebody_who_has_left_is_not_sent() {
    let office = Office::open().await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    wait_until(&office, "2026-03-09 07:00");
    assert_eq!(decide(&office).await, 1);
    change_account(&office, &amina, true, amina.email());
    let server = super::post_office::MailServer::open();
    let tally = seen::mail::sender::send_due(office.house(), &server.post(), "one").await.expect("the letters are sent");
    assert_eq!(tally.sent, 1);
    assert_eq!(server.inbox()[0].to, mona.email());
    let letter = letter_of(&letters(&office), &amina);
    assert_eq!(
        (letter.state.as_str(), letter.problem.as_str()),
        ("failed", "The account was disabled before the letter was sent.")
    );
}

#[test]
fn the_command_prints_queues_and_sends_once() {
    let seen = CommandLine::with_a_demonstration(60);
    let printed = seen.does(&["digest", "--dry-run"]);
    assert!(
        printed.contains("To: ") && printed.contains("THE TEAM") && printed.contains("Nothing was queued or sent."),
        "{printed}"
    );
    let mail = seen.folder().join("data/mail");
    assert!(!mail.exists(), "a dry run sends nothing");
    let another_day = seen.does(&["digest", "--dry-run", "--today", &(seen.today() + chrono::Days::new(200)).to_string()]);
    assert_ne!(printed, another_day);
    let queued = seen.does(&["digest"]);
    let files = || std::fs::read_dir(&mail).expect("the folder of the letters").count();
    let number = files();
    assert!(
        number > 2 && queued.contains(&format!("Queued {number} letters")) && queued.contains(&format!("Sent {number} letters")),
        "{queued}"
    );
    let again = seen.does(&["digest"]);
    assert!(again.contains("nothing was queued") && again.contains("Sent 0 letters"), "{again}");
    assert_eq!(files(), number);
}

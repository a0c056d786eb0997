//! The question of every morning: which of our children has nobody seen lately?

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use seen::access::{House, System};
use seen::audit::Event;
use seen::clock::Clock;
use seen::config::Config;
use seen::contacts::model::{Answer, Mode, Outcome};
use seen::contacts::standard::{Fact, Standard, Standing, Starts, Verdict};
use seen::not_seen::command;
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};
use seen::reports::model::Count;
use seen::standings::model::{TEAM, UNASSIGNED};

use crate::office::{Office, Page, Person};

/// Small and always the same: this is not about chance, but about variety.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn days(&mut self, limit: usize) -> i64 {
        i64::try_from(self.below(limit)).expect("a small number")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What the rule alone says of a child, from the facts as they were put in.
struct Expected {
    reference: String,
    registration: String,
    standing: Standing,
}

async fn a_varied_register(office: &Office, children: usize) -> Vec<Expected> {
    let (mut dice, today) = (Dice(7), office.today());
    let mut expected = Vec::new();
    for number in 0..children {
        let (kind, level) = (dice.one(RegistrationKind::ALL), dice.one(Level::ALL));
        // Few different days, so that many fall due together.
        let started = [3, 10, 200, 500][dice.below(4)];
        let mut arrival = office.child(&format!("Child{number} Example")).registered_as(kind, level).registered_days_ago(started);
        let mut facts = Vec::new();
        for _ in 0..dice.below(4) {
            let (agency, mode) =
                (dice.one(AgencyKind::ALL), dice.one(&[Mode::HomeVisit, Mode::Video, Mode::Phone, Mode::Letter]));
            let is_visible = matches!(mode, Mode::HomeVisit | Mode::Video);
            let child_seen = if is_visible && dice.below(3) > 0 { Answer::Yes } else { Answer::No };
            let days_ago = dice.days(8) * 30;
            arrival = arrival.contact(days_ago, agency, mode, child_seen);
            facts.push(Fact {
                occurred_on: today - TimeDelta::days(days_ago),
                agency,
                mode,
                outcome: Outcome::Completed,
                child_seen,
                spoken_to: Answer::NotRecorded,
                alone: Answer::NotRecorded,
                entered_in_error: false,
            });
        }
        let known = arrival.arrives().await;
        let start = today - TimeDelta::days(started);
        let standing = Standing::on(today, &facts, Starts { earliest: start, open: start }, Standard::shipped(kind, level));
        expected.push(Expected { reference: known.reference, registration: known.registration.to_string(), standing });
    }
    expected
}

/// How many of the register stand as asked.
fn how_many(expected: &[Expected], stand: impl Fn(&Standing) -> bool) -> i64 {
    i64::try_from(expected.iter().filter(|row| stand(&row.standing)).count()).expect("a small number")
}

fn in_order(expected: &[Expected], due: impl Fn(&Standing) -> NaiveDate, belongs: impl Fn(&Standing) -> bool) -> Vec<&str> {
    let mut rows: Vec<_> = expected.iter().filter(|row| belongs(&row.standing)).collect();
    rows.sort_by(|one, other| (due(&one.standing), &one.registration).cmp(&(due(&other.standing), &other.registration)));
    rows.into_iter().map(|row| row.reference.as_str()).collect()
}

fn references(page: &Page) -> Vec<String> {
    page.texts(".seen-list tbody th .seen-list__fact:nth-of-type(1)")
        .into_iter()
        .filter_map(|text| text.split(' ').next().map(str::to_owned))
        .filter(|text| text.starts_with("W-"))
        .collect()
}

/// Every page of a list, in order.
async fn walk(person: &Person, path: &str) -> Vec<String> {
    let mut page = person.get(path).await;
    let mut walked = Vec::new();
    loop {
        assert_eq!(page.status(), 200, "{page}");
        walked.extend(references(&page));
        if !page.has_link("Next page") {
            return walked;
        }
        page = person.click(&page, "Next page").await;
    }
}

/// The figures are sums of counts by month and day: on the first and the last of a month, where *soon* is in the
/// next one, and when everything is long past, they are what the rule says of each child.
#[actix_web::test]
async fn the_figures_are_what_the_rule_says_on_any_day() {
    let office = Office::open().await;
    let expected = a_varied_register(&office, 90).await;
    for ahead in [0, 1, 12, 16, 27, 2, 1, 60, 92, 240, 365] {
        office.clock().advance(TimeDelta::days(ahead));
        let day = office.today();
        let (team, nobodys, over, loads) = office
            .register()
            .read(|desk| Ok((desk.tally(TEAM)?, desk.tally(UNASSIGNED)?, desk.weeks_over()?, desk.loads()?)))
            .await
            .unwrap();
        let count = |stand: &dyn Fn(&Standing) -> bool| how_many(&expected, stand);
        let verdict = |wanted: Verdict| count(&|standing| standing.verdict(day) == wanted);
        assert_eq!([team.never, team.overdue], [verdict(Verdict::NeverSeen), verdict(Verdict::Overdue)], "{day}");
        assert_eq!([team.due_soon, team.in_date], [verdict(Verdict::DueSoon), verdict(Verdict::InDate)], "{day}");
        let soon = day + TimeDelta::days(14);
        let contact = [
            count(&|standing| standing.is_contact_overdue(day)),
            count(&|standing| (day..=soon).contains(&standing.due.contact)),
            count(&|standing| standing.due.contact > soon),
        ];
        assert_eq!([team.contact_overdue, team.contact_due_soon, team.contact_in_date], contact, "{day}");
        let longer = [1, 8, 29, 85, 183, 365, i64::MAX];
        let by_weeks: Vec<i64> = longer
            .windows(2)
            .map(|days| count(&|standing| (days[0]..days[1]).contains(&(day - standing.due.unseen()).num_days())))
            .collect();
        assert_eq!(over.iter().map(|(_, many)| *many).collect::<Vec<_>>(), by_weeks, "{day}");
        assert_eq!(nobodys, team, "they have no officer yet");
        let nobody = loads.iter().find(|load| load.whose == "nobody").map(|load| (load.open, load.not_seen));
        assert_eq!(nobody, Some((90, team.not_seen())), "{day}");
    }
}

#[actix_web::test]
async fn the_lists_are_what_the_rule_says_of_the_facts() {
    let office = Office::open().await;
    let expected = a_varied_register(&office, 90).await;
    let (amina, today) = (office.officer("Amina").await, office.today());
    let unseen = |standing: &Standing| standing.due.unseen();
    let all: [(&str, fn(Verdict) -> bool); 5] = [
        ("not_seen", Verdict::is_not_seen),
        ("never_seen", |verdict| verdict == Verdict::NeverSeen),
        ("overdue", |verdict| verdict == Verdict::Overdue),
        ("due_soon", |verdict| verdict == Verdict::DueSoon),
        ("in_date", |verdict| verdict == Verdict::InDate),
    ];
    let mut seen = BTreeSet::new();
    for (show, belongs) in all {
        let walked = walk(&amina, &format!("/not-seen?show={show}")).await;
        assert_eq!(walked, in_order(&expected, unseen, |standing| belongs(standing.verdict(today))), "{show}");
        if show != "not_seen" {
            seen.extend(walked);
        }
    }
    assert_eq!(seen.len(), expected.len(), "nobody is hidden");
    let contact = walk(&amina, "/contact-overdue").await;
    assert_eq!(contact, in_order(&expected, |standing| standing.due.contact, |standing| standing.is_contact_overdue(today)));

    let first = amina.get("/not-seen").await;
    let count = expected.iter().filter(|row| row.standing.verdict(today).is_not_seen()).count();
    assert!(first.says(&format!("{count} children")), "{first}");
    let second = amina.click(&first, "Next page").await;
    let back = amina.click(&second, "Previous page").await;
    assert_eq!(references(&back), references(&first));
    let mut latest = walk(&amina, "/not-seen?order=latest").await;
    latest.reverse();
    assert_eq!(latest, walk(&amina, "/not-seen").await);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn filters_narrow_and_a_foreign_code_finds_nothing() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let mine = office.child("Maya Ellison").with_officer(amina.id()).living_at("1 High Street", "WX1 2AB").arrives().await;
    let cme = office.child("Leo Marsh").registered_as(RegistrationKind::Cme, Level::Intensive).born(2018, 1, 5).arrives().await;
    office.second_authority().await.child("Nia Next-Door").arrives().await;
    for (query, reference) in [
        ("officer=me", &mine.reference),
        ("officer=unassigned", &cme.reference),
        ("kind=cme", &cme.reference),
        ("level=intensive", &cme.reference),
        ("district=wx1", &mine.reference),
        ("year=3", &cme.reference),
    ] {
        let page = amina.get(&format!("/not-seen?{query}")).await;
        assert_eq!(references(&page), std::slice::from_ref(reference), "{query}: {page}");
        assert!(page.says("1 child"), "{page}");
    }
    assert_eq!(references(&amina.get("/not-seen").await).len(), 2);
    for query in ["kind=nothing", "officer=me%27", "after=2026-01-01", "show=%00"] {
        assert_eq!(amina.get(&format!("/not-seen?{query}")).await.status(), 404, "{query}");
    }
}

#[actix_web::test]
async fn the_file_holds_what_the_pages_show_and_starts_no_formula() {
    let office = Office::open().await;
    a_varied_register(&office, 40).await;
    office.child("=HYPERLINK(1) Marsh").registered_days_ago(900).arrives().await;
    let amina = office.officer("Amina").await;
    let walked = walk(&amina, "/not-seen").await;
    let file = amina.get("/not-seen/export.csv").await;
    assert!(file.header("content-disposition").starts_with("attachment"), "{file}");
    let mut reader = csv::Reader::from_reader(file.bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a CSV file");
    assert_eq!(rows.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>(), walked);
    assert!(rows.iter().any(|row| &row[1] == "'=HYPERLINK(1) Marsh"));
    let book = amina.get("/not-seen/export.xlsx").await;
    assert!(book.bytes().starts_with(b"PK"), "{book}");
}

#[actix_web::test]
async fn the_command_lists_the_same_from_the_store_and_from_the_facts() {
    let office = Office::open().await;
    let expected = a_varied_register(&office, 40).await;
    let (today, register) = (office.today(), office.register());
    let mut stored = Vec::new();
    let lines = command::lines(&register).await.expect("the command lists");
    command::write(&mut stored, &lines, command::Format::Csv).expect("the command writes");
    let stored = String::from_utf8(stored).expect("UTF-8");
    let mut rows = csv::Reader::from_reader(stored.as_bytes());
    let found: Vec<String> = rows.records().map(|row| row.expect("a row")[2].to_owned()).collect();
    let soon = |standing: &Standing| standing.verdict(today) != Verdict::InDate;
    assert_eq!(found, in_order(&expected, |standing| standing.due.unseen(), soon));

    // The same day, set by hand on a clock of its own: from the facts.
    let by_hand = House::open(office.house().location(), Clock::starting(today), Config::default()).expect("the same database");
    let mut from_facts = Vec::new();
    let lines = command::lines(&System::at(&by_hand, "990")).await.expect("the command lists");
    command::write(&mut from_facts, &lines, command::Format::Csv).expect("the command writes");
    assert_eq!(String::from_utf8(from_facts).expect("UTF-8"), stored);
}

#[actix_web::test]
async fn a_new_standard_moves_everybody_in_one_change() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(100).arrives().await;
    let mona = office.manager("Mona").await;
    assert!(!references(&mona.get("/not-seen").await).contains(&maya.reference));
    let form = mona
        .get("/standards/change?kind=ehe&level=standard")
        .await
        .form("See what it would do")
        .with("in_person", "91")
        .with("seen", "91");
    let tried = mona.send(form).await;
    assert_eq!(tried.status(), 200, "{tried}");
    let table = tried.rows("tbody");
    assert_eq!(table[0][1..], ["0", "1"], "{tried}");
    assert!(!references(&mona.get("/not-seen").await).contains(&maya.reference), "nothing is saved yet");
    let saved = mona.does(tried.form("Save this standard")).await;
    assert!(saved.done().contains("every due date is up to date"), "{saved}");
    assert!(references(&mona.get("/not-seen").await).contains(&maya.reference));
    assert_eq!(office.check().await, Vec::<String>::new());
    assert!(mona.get("/").await.has_link("Look at the standards"));
    mona.does(mona.get("/standards").await.form("We have looked at these: confirm")).await;
    assert!(!mona.get("/").await.has_link("Look at the standards"));
    let wrong = mona
        .send(mona.get("/standards/change?kind=ehe&level=standard").await.form("See what it would do").with("seen", "0"))
        .await;
    assert_eq!(wrong.status(), 422, "{wrong}");
}

#[actix_web::test]
async fn a_standard_to_come_rests_until_its_night_and_the_job_runs_once_on_two_nodes() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(100).arrives().await;
    let mona = office.manager("Mona").await;
    assert_eq!(seen::jobs::run_due(office.house(), "one").await.expect("the job runs"), 1);
    let tomorrow = (office.today() + TimeDelta::days(1)).format("%d/%m/%Y").to_string();
    let form = mona.get("/standards/change?kind=ehe&level=standard").await.form("See what it would do");
    let tried = mona.send(form.with("seen", "91").with("in_person", "91").with("effective_from", &tomorrow)).await;
    mona.does(tried.form("Save this standard")).await;
    assert!(!references(&mona.get("/not-seen").await).contains(&maya.reference));

    office.clock().advance(TimeDelta::days(1));
    let other = House::open(office.house().location(), office.clock().clone(), Config::default()).expect("a second node");
    let one = seen::jobs::run_due(office.house(), "one");
    let two = seen::jobs::run_due(&other, "two");
    let (one, two) = (one.await.expect("node one"), two.await.expect("node two"));
    assert_eq!(one + two, 1, "one node, once");
    assert_eq!(seen::jobs::run_due(&other, "two").await.expect("nothing more to do"), 0);
    let lena = office.manager("Lena").await;
    assert!(references(&lena.get("/not-seen").await).contains(&maya.reference));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn figures_of_the_months_before_come_from_the_facts_and_name_nobody() {
    let office = Office::open().await;
    office.child("Maya Ellison").seen_at_home_days_ago(100).arrives().await;
    office.child("Leo Marsh").registered_days_ago(20).arrives().await;
    seen::jobs::run_due(office.house(), "one").await.expect("the job runs");
    let audrey = office.auditor("Audrey").await;
    let page = audrey.get("/reports").await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.says("2 children on the register"), "{page}");
    assert!(!page.says("Ellison") && !page.says("Marsh"), "{page}");
    let months = page.rows("table[aria-labelledby=by-month] tbody");
    assert_eq!(months.len(), 12);
    // 28 February: two open, Leo never seen. 31 October: only Maya, 244 days after her start, not yet seen.
    assert_eq!(months[11][1..4], ["2", "1", "0"], "{page}");
    assert_eq!(months[7][1..4], ["1", "1", "0"], "{page}");
    let file = audrey.get("/reports/figures.csv").await;
    assert!(file.source().starts_with("by,group,open"), "{}", file.source());
    let amina = office.officer("Amina").await;
    assert_eq!(amina.get("/reports").await.status(), 403);
    assert_eq!(audrey.get("/").await.location(), "/audit");
}

#[actix_web::test]
async fn no_child_is_left_out_of_the_figures_where_one_portion_ends_and_the_next_begins() {
    let office = Office::open().await;
    for (name, days) in [("Ada Marsh", 10), ("Ben Marsh", 380), ("Cy Marsh", 360), ("Dot Marsh", 400), ("Eve Marsh", 30)] {
        office.child(name).seen_at_home_days_ago(days).arrives().await;
    }
    office.child("Fay Marsh").registered_days_ago(20).arrives().await;
    office.child("Gus Marsh").left_days_ago(5).arrives().await;
    for at_a_time in 1..=7 {
        let register = office.register();
        let report = register.view(Event::FiguresRead {}, move |desk| desk.report_reading(at_a_time)).await.unwrap();
        let all = Count { open: 6, never: 1, overdue: 2, due_soon: 1, contact_overdue: 3 };
        assert_eq!(report.all, all, "{at_a_time} at a time");
        for breakdown in &report.breakdowns {
            let counts: i64 = breakdown.rows.iter().map(|(_, count)| count.open).sum();
            assert_eq!(counts, 6, "by {}, {at_a_time} at a time", breakdown.code);
        }
    }
}

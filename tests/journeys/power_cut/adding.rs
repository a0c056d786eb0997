//! While people put children on the register: a child is there with everything that was typed, or not
//! at all, and the same form again puts it there once.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use reqwest::Method;
use seen::contacts::model::Contact;
use seen::db::schema::{addresses, audit, carers, children, registrations, search_terms};
use seen::id::Id;

use super::{start, struck_down_soon, the_register_is_whole};
use crate::office::{Office, Person};

const ROUNDS: usize = 5;

/// A form as it was sent; the first field is the child's id.
type Sent = Vec<(&'static str, String)>;

/// A name that no other number has, and hardly any has one like it.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["Ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"];
    let scattered = number * 2_654_435_761 % 10_000_000_000;
    scattered.to_string().bytes().rev().map(|digit| SYLLABLES[usize::from(digit - b'0')]).collect()
}

/// The form of a child whom nobody takes for one added before.
fn form(number: usize) -> Sent {
    let id = || Id::<Contact>::mint().to_string();
    let born = NaiveDate::from_ymd_opt(2011, 9, 1).expect("a date") + Days::new(number as u64 * 7_919 % 2_999);
    vec![
        ("id", id()),
        ("registration_id", id()),
        ("address_id", id()),
        ("carer_id", id()),
        ("given_names", name(number)),
        ("family_name", name(number * 7 + 3)),
        ("date_of_birth", born.format("%d/%m/%Y").to_string()),
        ("kind", "ehe".into()),
        ("level", "standard".into()),
        ("started_on", "1/2/2026".into()),
        ("source", "parent".into()),
        ("reason", "lifestyle".into()),
        ("address_kind", "home".into()),
        ("lines", format!("{number} Mill Lane")),
        ("postcode", format!("BN{} {}GE", number % 19 + 1, number / 19 % 9 + 1)),
        ("carer_name", format!("{} {}", name(number * 11 + 5), name(number * 7 + 3))),
    ]
}

/// Sends a form; answers whether it was taken, or nothing when nobody answered.
async fn send(officer: &Person, form: &Sent) -> Option<u16> {
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let token = officer.form_token();
    let fields = fields.into_iter().chain([("form_token", token.as_str())]).collect::<Vec<_>>();
    officer.request(Method::POST, "/children/new").form(&fields).send().await.ok().map(|answer| answer.status().as_u16())
}

/// Adds children until nobody answers; those that were acknowledged, and the last form.
async fn add(officer: &Person, numbers: std::ops::RangeFrom<usize>) -> (Vec<Sent>, Sent) {
    let mut acknowledged = Vec::new();
    for number in numbers {
        let form = form(number);
        match send(officer, &form).await {
            Some(303) => acknowledged.push(form),
            Some(503) => {}
            Some(status) => panic!("a child was answered with {status}"),
            None => return (acknowledged, form),
        }
    }
    unreachable!("numbers do not end")
}

/// The children of whom there is such a row.
macro_rules! children_with {
    ($conn:expr, $table:ident) => {
        children_with!($conn, $table::table, $table::child_id)
    };
    ($conn:expr, $rows:expr, $child:expr) => {
        $rows.select($child).load::<String>($conn).expect("the rows are read").into_iter().collect::<BTreeSet<String>>()
    };
}

#[actix_web::test]
async fn a_child_is_added_whole_or_not_at_all() {
    let office = Office::open_today().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let (mut acknowledged, mut unanswered) = (BTreeSet::new(), Vec::new());
    for round in 0..ROUNDS {
        let (program, address) = start(&office);
        let blow = struck_down_soon(program);
        let (one, two) = (amina.at(&address), bo.at(&address));
        let numbers = |writer: usize| (round * 2 + writer) * 10_000;
        let (first, second) = tokio::join!(add(&one, numbers(0)..), add(&two, numbers(1)..));
        blow.await.expect("the blow fell");
        acknowledged.extend(first.0.iter().chain(&second.0).map(|form| form[0].1.clone()));
        unanswered.extend([(true, first.1), (false, second.1)]);
    }
    assert!(acknowledged.len() > ROUNDS, "hardly anybody was added: {}", acknowledged.len());

    let mut conn = office.database();
    let there = children_with!(&mut conn, children::table, children::id);
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert_eq!(children_with!(&mut conn, addresses), there, "each has the address that was typed");
    assert_eq!(children_with!(&mut conn, carers), there, "each has the parent");
    assert_eq!(children_with!(&mut conn, search_terms), there, "each is found");
    let listed = registrations::table.filter(registrations::unseen_due_on.is_not_null());
    assert_eq!(children_with!(&mut conn, listed, registrations::child_id), there, "each is on the list");
    let told = audit::table.filter(audit::event.eq("child_added"));
    assert_eq!(children_with!(&mut conn, told, audit::child_id.assume_not_null()), there, "each has its audit row");
    the_register_is_whole(&office).await;

    for (is_aminas, form) in &unanswered {
        let officer = if *is_aminas { &amina } else { &bo };
        assert_eq!(send(officer, form).await, Some(303), "the same form again: {form:?}");
        acknowledged.insert(form[0].1.clone());
    }
    let there_now = children_with!(&mut conn, children::table, children::id);
    assert_eq!(there_now, there.union(&acknowledged).cloned().collect(), "nobody twice");
    the_register_is_whole(&office).await;
}

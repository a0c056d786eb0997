//! The letters of the week: what they say, when they are decided, and that they arrive.

mod contents;
mod killed;
mod post_office;
mod sending;
mod sending_over_tls;
mod weeks;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use seen::db::schema::outbox;

use crate::office::Office;

/// A letter as it lies in the outbox.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct Row {
    id: String,
    account_id: String,
    week_on: NaiveDate,
    subject: String,
    body_text: String,
    body_html: String,
    state: String,
    attempts: i32,
    next_try_at: Option<NaiveDateTime>,
    problem: String,
}

/// Every letter, by week and account.
fn letters(office: &Office) -> Vec<Row> {
    outbox::table
        .order((outbox::week_on, outbox::account_id))
        .select(Row::as_select())
        .load(&mut office.database())
        .expect("the outbox is read")
}

/// The states of all letters, in order and without repeats.
fn states(office: &Office) -> Vec<String> {
    let mut states: Vec<String> = letters(office).into_iter().map(|row| row.state).collect();
    states.sort();
    states.dedup();
    states
}

/// Moves the office's clock to an instant in London's winter, which is UTC.
fn wait_until(office: &Office, text: &str) {
    let instant = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("an instant");
    office.clock().advance(instant - office.clock().now() + TimeDelta::seconds(1));
}

/// Decides what is due; answers for how many authorities.
async fn decide(office: &Office) -> usize {
    seen::digest::run_due(office.house()).await.expect("the letters are decided")
}

/// The next Monday at seven has come: the office's first.
async fn monday_comes(office: &Office) {
    wait_until(office, "2026-03-09 07:00");
    assert_eq!(decide(office).await, 1);
}

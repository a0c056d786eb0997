//! Stories of the register, told by the people who use it, against the real application: the one
//! integration-test binary (one link instead of many).
//!
//! # How to write a story
//! One file a story, in the words of its user: `tests/journeys/<story>.rs`, named in the list below.
//!
//! ```ignore
//! use crate::office::Office;
//!
//! #[actix_web::test]
//! async fn an_officer_looks_for_a_child() {
//!     let office = Office::open().await;                  // a fresh database, Monday 2 March 2026, 09:00
//!     let amina = office.officer("Amina").await;          // signed in; also manager, administrator, auditor
//!     let page = amina.get("/children").await;            // an answer: status, location, text, tables
//!     let search = page.form("Search").with("name", "Ellison");   // what a browser would send, filled in
//!     let found = amina.send(search).await;               // 303: `found.location()`
//!     let list = amina.follow(&found).await;
//!     assert_eq!(list.status(), 200, "{list}");           // an answer prints itself: where, what, its faults
//!     assert_eq!(office.check().await, Vec::<String>::new());
//! }
//! ```
//!
//! - [`Page::form`](office::Page::form) finds a form by the words of its button or by its action and
//!   takes its hidden fields (`form_token`, `id`) and what is filled in already. `with` refuses a field
//!   or a choice that is not on the page, as a browser would; `forged` sends what no browser would.
//! - [`Person::post`](office::Person::post) sends bare fields, with the token of the person's session.
//! - `office.clock().advance(…)` moves the time of everything; `office.today()` is the date in London.
//! - `office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await` puts a child on the
//!   register; the answer knows its `id`, `reference` and `path()`.
//! - `office.register()` is the command line at work in the same register: desks for what a story
//!   needs to find there, or has to look at afterwards. `office.second_authority()` is the neighbour,
//!   for everything that must not be visible across the border.
//! - `office.check()` names every stored standing and count that is not what the rule says.
//!
//! Stories run on SQLite, and on PostgreSQL when `SEEN_TEST_POSTGRES` holds the URL of a server in
//! which databases may be made (`tests/run` does both). Each office has a database of its own.

#![allow(
    clippy::unwrap_used,
    clippy::type_complexity,
    reason = "a story that meets the unexpected has failed and may say so at once"
)]

#[allow(dead_code, reason = "verbs are here before the first story that needs them")]
mod office;

mod accounts;
mod adding_a_child;
mod admissions;
mod architecture;
mod at_the_same_time;
mod canary;
mod candidates;
mod caseload;
mod clocks;
mod command_line;
mod contacts;

mod backups;
mod demonstration;
mod digest;
mod export;
mod finding_a_child;
mod front_door;
mod imports;
mod merging;
mod nothing_unaudited;
mod one_at_a_time;
mod passwords_meanwhile;
mod power_cut;
mod record;
mod refusals;
mod registrations;
mod school_accounts;
mod school_api;
mod school_files;
mod schools_notify;
mod schools_on_the_list;
mod second_factor;
mod signing_in;
mod tasks;
mod visits;
mod who_is_not_seen;
mod who_it_may_be;

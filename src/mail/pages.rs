//! The page of the letters: what became of each, and sending one again. It names nobody: whose letter
//! it is stands on the account's own page.

use std::collections::BTreeMap;

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Letter, LetterState};
use super::queries::{After, ListedLetter};
use super::transport::Post;
use crate::access::Administrator;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::{Page, Posted, Reply, filters};

/// Rows on a page.
const ROWS: usize = 50;

/// Letters.
#[derive(Template)]
#[template(path = "mail/list.html")]
pub(super) struct ListPage {
    way: String,
    has_address: bool,
    week: Option<NaiveDate>,
    counts: Vec<(LetterState, i64)>,
    state: Option<LetterState>,
    rows: Vec<ListedLetter>,
    is_first: bool,
    more: Option<String>,
}

impl ListPage {
    fn shows(&self, state: &LetterState) -> bool {
        self.state == Some(*state)
    }

    /// Whether these are the letters that were given up.
    fn is_failed(&self) -> bool {
        self.state == Some(LetterState::Failed)
    }
}

/// What is asked for: a closed code and a place in the list.
#[derive(Deserialize)]
pub(super) struct Asked {
    state: Option<String>,
    after: Option<String>,
}

/// `GET /mail`. It reveals nobody, so that looking is not audited.
pub(super) async fn list(administrator: Administrator, asked: web::Query<Asked>) -> Result<Page<ListPage>> {
    let asked = asked.into_inner();
    let state: Option<LetterState> = match asked.state.as_deref() {
        None | Some("") => None,
        Some(code) => Some(code.parse().map_err(|_| Error::NotFound)?),
    };
    let after = asked.after.as_deref().map(|text| place(text).ok_or(Error::NotFound)).transpose()?;
    let config = administrator.house().config();
    let (way, has_address) = (Post::describe(config), config.public_url.is_some());
    administrator
        .read(move |desk| {
            let latest = desk.letters_of_latest_week()?;
            let week = latest.as_ref().map(|(week, _)| *week);
            let mut rows = desk.letters(state, after, ROWS + 1)?;
            let has_more = rows.len() > ROWS;
            rows.truncate(ROWS);
            let more = rows.last().filter(|_| has_more).map(|last| next_page(state, last));
            let counts = in_order(latest.map(|(_, counts)| counts).unwrap_or_default());
            Ok(Page(ListPage { way, has_address, week, counts, state, rows, is_first: after.is_none(), more }))
        })
        .await
}

/// A count for each state, none for those without letters.
fn in_order(counts: Vec<(LetterState, i64)>) -> Vec<(LetterState, i64)> {
    let counts: BTreeMap<LetterState, i64> = counts.into_iter().collect();
    LetterState::ALL.iter().map(|state| (*state, counts.get(state).copied().unwrap_or(0))).collect()
}

fn next_page(state: Option<LetterState>, last: &ListedLetter) -> String {
    let state = state.map_or("", LetterState::code);
    format!("/mail?state={state}&after={}_{}_{}", last.week_on, last.account_id, last.id)
}

/// A place in the list: a week, an account and a letter.
fn place(text: &str) -> Option<After> {
    let (week, rest) = text.split_once('_')?;
    let (account, letter) = rest.split_once('_')?;
    Some((week.parse().ok()?, account.parse().ok()?, letter.parse().ok()?))
}

/// `POST /mail/{letter}/resend`
pub(super) async fn resend(administrator: Administrator, id: web::Path<Id<Letter>>, _: Posted) -> Result<Reply<ListPage>> {
    let letter = *id;
    administrator.change(Event::LetterResent { letter }, move |desk| desk.resend_letter(letter)).await?;
    Ok(Reply::go_to("/mail?done=letter-resent"))
}

/// `POST /mail/resend`: every letter that was given up.
pub(super) async fn resend_failed(administrator: Administrator, _: Posted) -> Result<Reply<ListPage>> {
    administrator
        .change(Event::FailedLettersResent {}, |desk| {
            for letter in desk.resend_failed_letters()? {
                desk.also(&Event::LetterResent { letter })?;
            }
            Ok(())
        })
        .await?;
    Ok(Reply::go_to("/mail?done=letters-resent"))
}

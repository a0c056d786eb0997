//! The outbox in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Ending, LEASE, LONGEST_PAUSE, Letter, LetterState, NewLetter, Outcome, Taken};
use crate::access::account::Account;
use crate::access::role::{Administers, Role, SendsLetters, System};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, outbox};
use crate::error::{Error, Result};
use crate::id::Id;

/// A letter as an administrator sees it: to which account, and what became of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct ListedLetter {
    /// Which.
    pub id: Id<Letter>,
    /// To whom.
    pub account_id: Id<Account>,
    /// The Monday of its week.
    pub week_on: NaiveDate,
    /// Empty for the letter of the week.
    pub about: String,
    /// How far it has come.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried (again), UTC; while it is being sent, until when it is waited for.
    pub next_try_at: Option<NaiveDateTime>,
    /// What was the matter, or empty.
    pub problem: String,
    /// When it was queued, UTC.
    pub queued_at: NaiveDateTime,
    /// When it was sent, UTC.
    pub sent_at: Option<NaiveDateTime>,
}

impl ListedLetter {
    /// The end of its id, which is also in its Message-ID: enough to tell one from another.
    pub fn number(&self) -> &str {
        self.id.as_str().rsplit('-').next().unwrap_or_default()
    }

    /// Whether an administrator may have it sent again.
    pub fn may_be_resent(&self) -> bool {
        !self.state.is_open()
    }
}

/// The last row of a page: the next begins after it.
pub type After = (NaiveDate, Id<Account>, Id<Letter>);

/// How many letters are how far.
pub type Counted = Vec<(LetterState, i64)>;

/// What is not well with the letters of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Given up.
    pub failed: i64,
    /// Neither sent nor given up, although queued before an instant.
    pub late: i64,
}

impl<R: Role, M> Desk<'_, R, M> {
    /// How many letters of a week were given up, and how many of those queued before an instant are
    /// still not sent.
    ///
    /// # Errors
    /// `Database`.
    pub fn unsent_letters(&mut self, week: NaiveDate, queued_before: NaiveDateTime) -> Result<Unsent> {
        let of_week = outbox::table
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::week_on.eq(week))
            .filter(outbox::about.eq(""))
            .count();
        let failed = of_week.filter(outbox::state.eq(LetterState::Failed)).get_result(self.sql())?;
        let late = of_week
            .filter(outbox::next_try_at.is_not_null())
            .filter(outbox::queued_at.lt(queued_before))
            .get_result(self.sql())?;
        Ok(Unsent { failed, late })
    }
}

impl<M> Desk<'_, System, M> {
    /// Letters somebody should try to send now, longest waiting first.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn letters_due(&mut self, limit: usize) -> Result<Vec<Id<Letter>>> {
        let now = self.now();
        Ok(outbox::table
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::next_try_at.is_not_null())
            .filter(outbox::next_try_at.le(now).or(outbox::next_try_at.gt(now + LONGEST_PAUSE)))
            .order((outbox::next_try_at, outbox::id))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(outbox::id)
            .load(self.sql())?)
    }
}

impl<R: SendsLetters> Desk<'_, R, Changing> {
    /// Queues a letter, due at once.
    ///
    /// # Errors
    /// `Database`, also when the account has a letter for that week: then nothing of the change is kept.
    pub fn queue(&mut self, letter: &NewLetter) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(outbox::table)
            .values((
                outbox::id.eq(letter.id),
                outbox::authority_code.eq(authority),
                outbox::account_id.eq(letter.account),
                outbox::week_on.eq(letter.week),
                outbox::about.eq(&letter.about),
                outbox::subject.eq(&letter.subject),
                outbox::body_text.eq(&letter.text),
                outbox::body_html.eq(&letter.html),
                outbox::state.eq(LetterState::Queued),
                outbox::attempts.eq(0),
                outbox::next_try_at.eq(now),
                outbox::holder.eq(""),
                outbox::problem.eq(""),
                outbox::queued_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

impl Desk<'_, System, Changing> {
    /// Takes letters for one holder: of two at once, the row lets one through. A letter whose account
    /// was disabled meanwhile is given up: whoever has left gets no more of them.
    ///
    /// # Errors
    /// `Conflict` when others were first with all of them.
    pub(super) fn take_letters(&mut self, holder: &str, limit: usize) -> Result<Vec<Taken>> {
        let mut taken = Vec::new();
        let due = self.letters_due(limit)?;
        let mut touched = 0;
        for id in due {
            if !self.take_letter(id, holder)? {
                continue;
            }
            touched += 1;
            let (letter, disabled_at) = self.taken(id)?;
            if disabled_at.is_some() {
                self.settle_letter(id, holder, Ending::Never("The account was disabled before the letter was sent.".into()))?;
            } else {
                taken.push(letter);
            }
        }
        self.showing(touched);
        if touched == 0 { Err(Error::Conflict("Another node has these letters.".into())) } else { Ok(taken) }
    }

    fn take_letter(&mut self, id: Id<Letter>, holder: &str) -> Result<bool> {
        let now = self.now();
        let free = outbox::table
            .find(id)
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::next_try_at.le(now).or(outbox::next_try_at.gt(now + LONGEST_PAUSE)));
        let changed = diesel::update(free)
            .set((
                outbox::state.eq(LetterState::Sending),
                outbox::attempts.eq(outbox::attempts + 1),
                outbox::next_try_at.eq(now + LEASE),
                outbox::holder.eq(holder),
            ))
            .execute(self.sql())?;
        Ok(changed == 1)
    }

    fn taken(&mut self, id: Id<Letter>) -> Result<(Taken, Option<NaiveDateTime>)> {
        let (subject, text, html, attempts, queued_at, address, disabled_at) = outbox::table
            .inner_join(accounts::table)
            .filter(outbox::id.eq(id))
            .select((
                outbox::subject,
                outbox::body_text,
                outbox::body_html,
                outbox::attempts,
                outbox::queued_at,
                accounts::email,
                accounts::disabled_at,
            ))
            .first(self.sql())?;
        Ok((Taken { id, address, subject, text, html, attempts, queued_at }, disabled_at))
    }

    /// Writes down what came of a try.
    ///
    /// # Errors
    /// `Conflict` when the letter is not this holder's any more: then nothing of the change is kept.
    pub(super) fn settle_letter(&mut self, id: Id<Letter>, holder: &str, ending: Ending) -> Result<LetterState> {
        let (authority, now) = (self.authority(), self.now());
        let held = outbox::table
            .find(id)
            .filter(outbox::authority_code.eq(authority))
            .filter(outbox::state.eq(LetterState::Sending))
            .filter(outbox::holder.eq(holder));
        let attempts: Option<i32> = held.select(outbox::attempts).first(self.sql()).optional()?;
        let outcome = Outcome::of(ending, attempts.unwrap_or(1), now);
        let sent_at = (outcome.state == LetterState::Sent).then_some(now);
        let changed = diesel::update(held)
            .set((
                outbox::state.eq(outcome.state),
                outbox::next_try_at.eq(outcome.next_try_at),
                outbox::problem.eq(outcome.problem),
                outbox::sent_at.eq(sent_at),
                outbox::holder.eq(""),
            ))
            .execute(self.sql())?;
        if changed == 1 { Ok(outcome.state) } else { Err(Error::Conflict("Another node has this letter.".into())) }
    }

    /// Empties letters that were sent before an instant: that they were sent stays known.
    ///
    /// # Errors
    /// `Database`.
    pub fn empty_letters_sent_before(&mut self, instant: NaiveDateTime) -> Result<()> {
        let old = outbox::table
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::state.eq(LetterState::Sent))
            .filter(outbox::sent_at.lt(instant))
            .filter(outbox::body_text.ne(""));
        diesel::update(old).set((outbox::body_text.eq(""), outbox::body_html.eq(""))).execute(self.sql())?;
        Ok(())
    }
}

impl<R: Administers, M> Desk<'_, R, M> {
    /// How many letters of the latest week are how far; and which week that is.
    ///
    /// # Errors
    /// `Database`.
    pub fn letters_of_latest_week(&mut self) -> Result<Option<(NaiveDate, Counted)>> {
        let ours = outbox::table.filter(outbox::authority_code.eq(self.authority())).filter(outbox::about.eq(""));
        let week: Option<NaiveDate> = ours.select(diesel::dsl::max(outbox::week_on)).first(self.sql())?;
        let Some(week) = week else { return Ok(None) };
        let counts = outbox::table
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::week_on.eq(week))
            .filter(outbox::about.eq(""))
            .group_by(outbox::state)
            .select((outbox::state, count_star()))
            .load(self.sql())?;
        Ok(Some((week, counts)))
    }

    /// Letters, latest week first: all, or those that have come so far; those after `after`.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn letters(
        &mut self,
        state: Option<LetterState>,
        after: Option<After>,
        limit: usize,
    ) -> Result<Vec<ListedLetter>> {
        let mut query = outbox::table
            .filter(outbox::authority_code.eq(self.authority()))
            .order((outbox::week_on.desc(), outbox::account_id.desc(), outbox::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(ListedLetter::as_select())
            .into_boxed();
        if let Some(state) = state {
            query = query.filter(outbox::state.eq(state));
        }
        if let Some((week, account, id)) = after {
            let same_account = outbox::account_id.eq(account).and(outbox::id.lt(id));
            let later = outbox::week_on.lt(week).or(outbox::account_id.lt(account)).or(same_account);
            query = query.filter(outbox::week_on.le(week)).filter(later);
        }
        Ok(query.load(self.sql())?)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Queues a letter again that was sent or given up, with the Message-ID it had.
    ///
    /// # Errors
    /// `NotFound` when this authority has no such letter; `Refused` when its content is no longer
    /// kept, or its account is disabled. A letter that is still on its way is left alone.
    pub(super) fn resend_letter(&mut self, id: Id<Letter>) -> Result<()> {
        let (state, is_empty, disabled_at): (LetterState, bool, Option<NaiveDateTime>) = outbox::table
            .inner_join(accounts::table)
            .filter(outbox::id.eq(id))
            .filter(outbox::authority_code.eq(self.authority()))
            .select((outbox::state, outbox::body_text.eq(""), accounts::disabled_at))
            .first(self.sql())?;
        if is_empty {
            return Err(Error::refused("This letter was sent long ago and its content is no longer kept."));
        }
        if disabled_at.is_some() {
            return Err(Error::refused("The account is disabled. Its children are in the managers’ letters of the next week."));
        }
        if !state.is_open() {
            self.queue_again(id)?;
        }
        Ok(())
    }

    /// Queues every letter again that was given up, unless its account is disabled; answers which.
    ///
    /// # Errors
    /// `Database`.
    pub(super) fn resend_failed_letters(&mut self) -> Result<Vec<Id<Letter>>> {
        let failed: Vec<Id<Letter>> = outbox::table
            .inner_join(accounts::table)
            .filter(outbox::authority_code.eq(self.authority()))
            .filter(outbox::state.eq(LetterState::Failed))
            .filter(accounts::disabled_at.is_null())
            .order((outbox::week_on, outbox::account_id))
            .select(outbox::id)
            .load(self.sql())?;
        failed.iter().try_for_each(|id| self.queue_again(*id))?;
        Ok(failed)
    }

    fn queue_again(&mut self, id: Id<Letter>) -> Result<()> {
        let now = self.now();
        diesel::update(outbox::table.find(id).filter(outbox::authority_code.eq(self.authority())))
            .set((
                outbox::state.eq(LetterState::Queued),
                outbox::attempts.eq(0),
                outbox::next_try_at.eq(now),
                outbox::problem.eq(""),
                outbox::sent_at.eq(None::<NaiveDateTime>),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

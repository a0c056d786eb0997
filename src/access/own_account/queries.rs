//! One's own row and one's own sessions.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::access::account::{Account, SessionStage};
use crate::access::role::SignedIn;
use crate::access::{Changing, Desk, House};
use crate::config::{ABSOLUTE_HOURS, IDLE_MINUTES};
use crate::db::schema::{accounts, recovery_codes, sessions};
use crate::error::{Error, Result};
use crate::id::Id;

/// What the page about oneself says.
pub(super) struct OwnAccount {
    pub email: String,
    pub has_factor: bool,
    pub recovery_codes_left: i64,
    pub sessions: Vec<OwnSession>,
}

/// A browser one is signed in with.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct OwnSession {
    pub token_hash: String,
    pub client_name: String,
    pub client_address: String,
    pub started_at: NaiveDateTime,
    pub last_used_at: NaiveDateTime,
}

impl OwnSession {
    /// What a form names the session by: enough of the hash to tell one's own apart.
    pub(super) fn mark(&self) -> &str {
        &self.token_hash[..16]
    }
}

impl House {
    /// The stored hash of an account's password.
    pub(in crate::access) async fn password_hash_of(&self, account: Id<Account>) -> Result<Option<String>> {
        self.database.read(move |conn| Ok(accounts::table.find(account).select(accounts::password_hash).first(conn)?)).await
    }

    /// The e-mail address of an account.
    pub(in crate::access) async fn email_of(&self, account: Id<Account>) -> Result<String> {
        self.database.read(move |conn| Ok(accounts::table.find(account).select(accounts::email).first(conn)?)).await
    }
}

impl<M> Desk<'_, SignedIn, M> {
    fn own_id(&self) -> Result<Id<Account>> {
        self.account().ok_or_else(|| Error::internal("somebody is signed in without an account"))
    }

    /// Oneself.
    pub(super) fn own_account(&mut self) -> Result<OwnAccount> {
        let (id, now) = (self.own_id()?, self.now());
        let (email, secret): (String, Option<String>) =
            accounts::table.find(id).select((accounts::email, accounts::totp_secret)).first(self.sql())?;
        let recovery_codes_left = recovery_codes::table
            .filter(recovery_codes::account_id.eq(id))
            .filter(recovery_codes::used_at.is_null())
            .count()
            .get_result(self.sql())?;
        let sessions = sessions::table
            .filter(sessions::account_id.eq(id))
            .filter(sessions::stage.eq(SessionStage::Full))
            .filter(sessions::last_used_at.gt(now - TimeDelta::minutes(IDLE_MINUTES)))
            .filter(sessions::started_at.gt(now - TimeDelta::hours(ABSOLUTE_HOURS)))
            .order((sessions::last_used_at.desc(), sessions::token_hash))
            .select(OwnSession::as_select())
            .load(self.sql())?;
        Ok(OwnAccount { email, has_factor: secret.is_some(), recovery_codes_left, sessions })
    }
}

impl Desk<'_, SignedIn, Changing> {
    /// Ends those of one's own sessions whose mark this is.
    pub(super) fn end_own_session(&mut self, mark: &str) -> Result<()> {
        let known = self.own_account()?.sessions;
        let session = known.iter().find(|session| session.mark() == mark).ok_or(Error::NotFound)?;
        self.end_session(&session.token_hash)
    }
}

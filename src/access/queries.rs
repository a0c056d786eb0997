//! What this room asks of the database before there is an actor, and on an actor's behalf: sessions
//! and accounts.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::account::{Account, AccountRole, NewAccount, SecondFactorRule, SessionStage};
use super::client::Client;
use super::house::House;
use super::role::{Administers, InvitesToSchools, Role};
use super::{Changing, Desk};
use crate::db::AnyConnection;
use crate::db::dialect::direct;
use crate::db::schema::{accounts, authorities, sessions};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::token;

/// Somebody who gave the right password, and how far they have come.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// The row's key: the SHA-256 of the cookie's token.
    pub token_hash: String,
    /// Whose it is.
    #[diesel(column_name = account_id)]
    pub account: Id<Account>,
    /// What every form of this session carries.
    pub form_token: String,
    /// How far it has come.
    pub stage: SessionStage,
    /// When it began, UTC.
    pub started_at: NaiveDateTime,
    /// When it was last used, UTC, to the minute.
    pub last_used_at: NaiveDateTime,
    /// The account's role now.
    #[diesel(select_expression = accounts::role)]
    pub role: AccountRole,
    /// The account's name.
    #[diesel(select_expression = accounts::name)]
    pub name: String,
    /// The account has set up a second factor.
    #[diesel(select_expression = accounts::totp_secret.is_not_null())]
    pub has_factor: bool,
    /// The authority's code.
    #[diesel(select_expression = authorities::code)]
    pub authority: String,
    /// The authority's name.
    #[diesel(select_expression = authorities::name)]
    pub authority_name: String,
    /// The data are invented.
    #[diesel(select_expression = authorities::demonstration)]
    pub demonstration: bool,
    /// Who needs a second factor here.
    #[diesel(select_expression = authorities::second_factor)]
    pub second_factor: SecondFactorRule,
}

impl House {
    /// The session of a token, unless its account is disabled.
    pub(super) async fn session(&self, token_hash: String) -> Result<Option<Session>> {
        self.database
            .look_up(move |conn| {
                Ok(direct!(conn, |conn| sessions::table
                    .inner_join(accounts::table.inner_join(authorities::table))
                    .filter(sessions::token_hash.eq(token_hash))
                    .filter(accounts::disabled_at.is_null())
                    .select(Session::as_select())
                    .first(conn))
                .optional()?)
            })
            .await
    }

    /// The session was used this minute.
    pub(super) async fn session_used(&self, token_hash: String) -> Result<()> {
        let now = self.clock().now();
        self.database
            .write(move |conn| {
                diesel::update(sessions::table.find(token_hash)).set(sessions::last_used_at.eq(now)).execute(conn)?;
                Ok(())
            })
            .await
    }
}

/// Whether the authority's data are invented; none when there is no such authority yet.
pub(super) fn is_demonstration(conn: &mut AnyConnection, authority: &str) -> Result<Option<bool>> {
    Ok(authorities::table.find(authority).select(authorities::demonstration).first(conn).optional()?)
}

impl<R: Role> Desk<'_, R, Changing> {
    /// Starts a session for an account of this authority; what its cookie is to carry.
    pub(super) fn start_session(&mut self, account: Id<Account>, stage: SessionStage, client: &Client) -> Result<String> {
        let (token, now) = (token::mint(), self.now());
        diesel::insert_into(sessions::table)
            .values((
                sessions::token_hash.eq(token::digest(&token)),
                sessions::account_id.eq(account),
                sessions::form_token.eq(token::mint()),
                sessions::stage.eq(stage),
                sessions::started_at.eq(now),
                sessions::last_used_at.eq(now),
                sessions::client_address.eq(client.address.to_string()),
                sessions::client_name.eq(&client.name),
            ))
            .execute(self.sql())?;
        Ok(token)
    }

    /// Ends one session; it is not there any more when this returns.
    pub(super) fn end_session(&mut self, token_hash: &str) -> Result<()> {
        diesel::delete(sessions::table.find(token_hash)).execute(self.sql())?;
        Ok(())
    }

    /// Ends the session that another is to take the place of.
    ///
    /// # Errors
    /// `SignInNeeded` when it has been ended meanwhile, with everything else that was begun under an older password.
    pub(super) fn give_up_session(&mut self, token_hash: &str) -> Result<()> {
        match diesel::delete(sessions::table.find(token_hash)).execute(self.sql())? {
            1 => Ok(()),
            _ => Err(Error::SignInNeeded),
        }
    }

    /// Sets the password of an account; whoever was signed in with the old one is not any more.
    ///
    /// # Errors
    /// `NotFound` when this authority has no such account.
    pub(crate) fn set_password(&mut self, account: Id<Account>, password_hash: &str) -> Result<()> {
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(self.authority()));
        if diesel::update(ours).set(accounts::password_hash.eq(password_hash)).execute(self.sql())? == 0 {
            return Err(Error::NotFound);
        }
        self.end_sessions_of(account)
    }

    /// Ends every session of an account of this authority.
    pub(crate) fn end_sessions_of(&mut self, account: Id<Account>) -> Result<()> {
        let ours = accounts::table.filter(accounts::authority_code.eq(self.authority())).select(accounts::id);
        diesel::delete(sessions::table.filter(sessions::account_id.eq(account)).filter(sessions::account_id.eq_any(ours)))
            .execute(self.sql())?;
        Ok(())
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Adds an account.
    ///
    /// # Errors
    /// `Refused` when the e-mail address has an account already.
    pub fn add_account(&mut self, new: &NewAccount) -> Result<()> {
        self.insert_account(new)
    }
}

impl<R: InvitesToSchools> Desk<'_, R, Changing> {
    /// Adds the account of somebody who works at a school, without a password yet.
    ///
    /// # Errors
    /// `Refused` when the e-mail address has an account already.
    pub fn add_school_account(&mut self, id: Id<Account>, email: &str, name: &str) -> Result<()> {
        let (email, name) = (email.to_owned(), name.to_owned());
        self.insert_account(&NewAccount { id, email, name, role: AccountRole::School, password_hash: None })
    }
}

impl<R: Role> Desk<'_, R, Changing> {
    fn insert_account(&mut self, new: &NewAccount) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(accounts::table)
            .values((
                accounts::id.eq(new.id),
                accounts::authority_code.eq(authority),
                accounts::email.eq(&new.email),
                accounts::name.eq(&new.name),
                accounts::role.eq(new.role),
                accounts::password_hash.eq(&new.password_hash),
                accounts::totp_last_step.eq(0),
                accounts::created_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| {
                if error.is_already_there() {
                    Error::refused("There is already an account with this email address")
                } else {
                    error
                }
            })?;
        Ok(())
    }
}

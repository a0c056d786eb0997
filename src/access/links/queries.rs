//! One-time links as rows; only the SHA-256 of a token is kept.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::{HOURS, LinkPurpose};
use crate::access::account::{Account, AccountRole};
use crate::access::role::{Administers, InvitesToSchools, Role};
use crate::access::who::Who;
use crate::access::{Changing, Desk, House};
use crate::db::AnyConnection;
use crate::db::schema::{accounts, authorities, one_time_links as links};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::token;

/// The account a link is for.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(super) struct Addressee {
    pub id: Id<Account>,
    pub authority_code: String,
    pub email: String,
    pub name: String,
    pub role: AccountRole,
}

impl Addressee {
    pub(super) fn who(&self) -> Who {
        Who::account(&self.authority_code, self.id, self.role, &self.name)
    }
}

/// A link that is still good.
#[derive(Clone, Debug)]
pub(super) enum Offer {
    /// To make the first administrator, of one of these authorities or of a new one.
    FirstAdministrator(Vec<(String, String)>),
    /// To set the password of an account.
    Password(Addressee),
}

impl House {
    /// Whether anybody could sign in.
    pub(super) async fn has_accounts(&self) -> Result<bool> {
        self.database.read(has_accounts).await
    }

    /// Offers to make the first administrator, and withdraws what was offered before.
    pub(super) async fn offer_first_administrator(&self) -> Result<String> {
        let now = self.clock().now();
        self.database
            .write(move |conn| {
                diesel::delete(links::table.filter(links::purpose.eq(LinkPurpose::FirstAdministrator))).execute(conn)?;
                offer(conn, LinkPurpose::FirstAdministrator, None, now)
            })
            .await
    }

    /// What a token offers, if it is still good.
    pub(super) async fn offer_of(&self, token: &str) -> Result<Option<Offer>> {
        let (hash, now) = (token::digest(token), self.clock().now());
        self.database
            .read(move |conn| {
                let purpose: Option<(LinkPurpose, Option<Id<Account>>)> = links::table
                    .find(hash)
                    .filter(links::used_at.is_null())
                    .filter(links::expires_at.gt(now))
                    .select((links::purpose, links::account_id))
                    .first(conn)
                    .optional()?;
                match purpose {
                    Some((LinkPurpose::FirstAdministrator, _)) if !has_accounts(conn)? => {
                        let known = authorities::table.order(authorities::code).select((authorities::code, authorities::name));
                        Ok(Some(Offer::FirstAdministrator(known.load(conn)?)))
                    }
                    Some((_, Some(account))) => Ok(accounts::table
                        .find(account)
                        .filter(accounts::disabled_at.is_null())
                        .select(Addressee::as_select())
                        .first(conn)
                        .optional()?
                        .map(Offer::Password)),
                    _ => Ok(None),
                }
            })
            .await
    }
}

impl<R: Role> Desk<'_, R, Changing> {
    /// Uses a link up; two who follow it at once cannot both.
    pub(super) fn use_link(&mut self, token: &str) -> Result<()> {
        let now = self.now();
        let good = links::table.find(token::digest(token)).filter(links::used_at.is_null()).filter(links::expires_at.gt(now));
        match diesel::update(good).set(links::used_at.eq(now)).execute(self.sql())? {
            1 => Ok(()),
            _ => Err(Error::NotFound),
        }
    }

    /// Whether there is an account by now: then nobody becomes the first administrator any more.
    pub(super) fn is_first_account(&mut self) -> Result<bool> {
        Ok(!has_accounts(self.sql())?)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Offers to set the password of an account of this authority, and withdraws what was offered for
    /// it before; the token for [`super::path`].
    ///
    /// # Errors
    /// `NotFound` when the account is not of this authority.
    pub fn offer_link(&mut self, account: Id<Account>, purpose: LinkPurpose) -> Result<String> {
        let (authority, now) = (self.authority(), self.now());
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(authority));
        let account: Id<Account> = ours.select(accounts::id).first(self.sql())?;
        withdraw(self.sql(), account, now)?;
        offer(self.sql(), purpose, Some(account), now)
    }

    /// Withdraws what was offered for an account of this authority.
    ///
    /// # Errors
    /// `Database`.
    pub fn withdraw_links(&mut self, account: Id<Account>) -> Result<()> {
        let now = self.now();
        withdraw(self.sql(), account, now)
    }
}

impl<R: InvitesToSchools> Desk<'_, R, Changing> {
    /// As [`Desk::offer_link`], for the invitation of somebody who works at a school and has no password
    /// yet; who may invite whom is for the caller to say.
    ///
    /// # Errors
    /// `NotFound` when there is nobody such.
    pub fn offer_school_invitation(&mut self, account: Id<Account>) -> Result<String> {
        let (authority, now) = (self.authority(), self.now());
        let invited = accounts::table
            .find(account)
            .filter(accounts::authority_code.eq(authority))
            .filter(accounts::role.eq(AccountRole::School))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::password_hash.is_null());
        let account: Id<Account> = invited.select(accounts::id).first(self.sql())?;
        withdraw(self.sql(), account, now)?;
        offer(self.sql(), LinkPurpose::Invitation, Some(account), now)
    }
}

fn has_accounts(conn: &mut AnyConnection) -> Result<bool> {
    Ok(accounts::table.select(accounts::id).first::<Id<Account>>(conn).optional()?.is_some())
}

fn withdraw(conn: &mut AnyConnection, account: Id<Account>, now: NaiveDateTime) -> Result<()> {
    let open = links::table.filter(links::account_id.eq(account)).filter(links::used_at.is_null());
    diesel::update(open).set(links::used_at.eq(now)).execute(conn)?;
    Ok(())
}

fn offer(conn: &mut AnyConnection, purpose: LinkPurpose, account: Option<Id<Account>>, now: NaiveDateTime) -> Result<String> {
    let token = token::mint();
    diesel::insert_into(links::table)
        .values((
            links::token_hash.eq(token::digest(&token)),
            links::purpose.eq(purpose),
            links::account_id.eq(account),
            links::expires_at.eq(now + TimeDelta::hours(HOURS)),
            links::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(token)
}

//! Accounts as rows, always of one authority.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::account::{Account, AccountRole};
use crate::access::role::Administers;
use crate::access::{Changing, Desk};
use crate::db::schema::accounts;
use crate::error::{Error, Result};
use crate::id::Id;

/// An account as an administrator sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(super) struct AccountRow {
    pub id: Id<Account>,
    pub email: String,
    pub name: String,
    pub role: AccountRole,
    pub disabled_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    #[diesel(select_expression = accounts::password_hash.is_not_null())]
    pub has_password: bool,
    #[diesel(select_expression = accounts::totp_secret.is_not_null())]
    pub has_factor: bool,
}

impl AccountRow {
    /// How things stand with it, in words.
    pub(super) fn state(&self) -> &'static str {
        match (self.disabled_at, self.has_password) {
            (Some(_), _) => "Disabled",
            (None, true) => "Active",
            (None, false) => "Invited, no password yet",
        }
    }
}

impl<R: Administers, M> Desk<'_, R, M> {
    /// Every account of this authority, by name.
    pub(super) fn accounts(&mut self) -> Result<Vec<AccountRow>> {
        let rows: Vec<AccountRow> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .order((accounts::name, accounts::id))
            .select(AccountRow::as_select())
            .load(self.sql())?;
        self.showing(rows.len());
        Ok(rows)
    }

    /// One account of this authority.
    pub(super) fn account_row(&mut self, account: Id<Account>) -> Result<AccountRow> {
        Ok(accounts::table
            .find(account)
            .filter(accounts::authority_code.eq(self.authority()))
            .select(AccountRow::as_select())
            .first(self.sql())?)
    }

    /// The account with an e-mail address; none when this authority has no such account.
    pub(super) fn account_of_email(&mut self, email: &str) -> Result<Id<Account>> {
        Ok(accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::email.eq(email))
            .select(accounts::id)
            .first(self.sql())?)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Changes what somebody is called and what they may do, from their next request on.
    /// Who works at a school stays of a school, and nobody else becomes one.
    pub(super) fn change_account(&mut self, account: Id<Account>, name: &str, role: AccountRole) -> Result<()> {
        let is_of_school = self.account_row(account)?.role == AccountRole::School;
        if is_of_school != (role == AccountRole::School) {
            return Err(Error::refused(
                "Somebody of a school cannot become one of the authority’s own, nor the other way round.",
            ));
        }
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(self.authority()));
        at_least_one(diesel::update(ours).set((accounts::name.eq(name), accounts::role.eq(role))).execute(self.sql())?)
    }

    /// Disables an account: its sessions and links end in the same moment. What is assigned to it
    /// stays assigned, so that no child is left to nobody unnoticed.
    pub(super) fn disable_account(&mut self, account: Id<Account>) -> Result<()> {
        let now = self.now();
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(self.authority()));
        at_least_one(diesel::update(ours).set(accounts::disabled_at.eq(now)).execute(self.sql())?)?;
        self.withdraw_links(account)?;
        self.end_sessions_of(account)
    }

    /// Enables an account again, with the password and second factor it had.
    pub(super) fn enable_account(&mut self, account: Id<Account>) -> Result<()> {
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(self.authority()));
        at_least_one(diesel::update(ours).set(accounts::disabled_at.eq(None::<NaiveDateTime>)).execute(self.sql())?)
    }
}

fn at_least_one(changed: usize) -> Result<()> {
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

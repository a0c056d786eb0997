//! Accounts as rows, always of one authority.

use diesel::prelude::*;

use crate::access::account::Account;
use crate::access::role::Administers;
use crate::access::{Changing, Desk};
use crate::db::schema::accounts;
use crate::error::{Error, Result};
use crate::id::Id;

impl<R: Administers, M> Desk<'_, R, M> {
    /// The account with an e-mail address.
    ///
    /// # Errors
    /// `NotFound` when this authority has none.
    pub fn account_of_email(&mut self, email: &str) -> Result<Id<Account>> {
        Ok(accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::email.eq(email))
            .select(accounts::id)
            .first(self.sql())?)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Disables an account: its sessions and links end in the same moment.
    ///
    /// # Errors
    /// `NotFound` when this authority has no such account.
    pub fn disable_account(&mut self, account: Id<Account>) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(authority));
        if diesel::update(ours).set(accounts::disabled_at.eq(now)).execute(self.sql())? == 0 {
            return Err(Error::NotFound);
        }
        self.withdraw_links(account)?;
        self.end_sessions_of(account)
    }
}

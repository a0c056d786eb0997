//! What signing in asks of the database.

use diesel::prelude::*;

use super::NOT_RIGHT;
use crate::access::account::{Account, AccountRole, SecondFactorRule};
use crate::access::who::Who;
use crate::access::{Changing, Desk, House, role};
use crate::audit::{Entry, Event};
use crate::db::schema::{accounts, authorities};
use crate::error::{Error, Result};
use crate::id::Id;

/// An account that may sign in, if the password is right.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(super) struct Candidate {
    pub id: Id<Account>,
    pub authority_code: String,
    pub name: String,
    pub role: AccountRole,
    pub password_hash: Option<String>,
    #[diesel(select_expression = accounts::totp_secret.is_not_null())]
    pub has_factor: bool,
    #[diesel(select_expression = authorities::second_factor)]
    pub second_factor: SecondFactorRule,
}

impl Candidate {
    pub(super) fn who(&self) -> Who {
        Who::account(&self.authority_code, self.id, self.role, &self.name)
    }
}

impl House {
    /// The account of an e-mail address, unless it is disabled.
    pub(super) async fn candidate(&self, email: String) -> Result<Option<Candidate>> {
        self.database
            .read(move |conn| {
                Ok(accounts::table
                    .inner_join(authorities::table)
                    .filter(accounts::email.eq(email))
                    .filter(accounts::disabled_at.is_null())
                    .select(Candidate::as_select())
                    .first(conn)
                    .optional()?)
            })
            .await
    }

    /// Audits a failed sign-in; the e-mail address that was tried is not kept.
    pub(in crate::access) async fn sign_in_failed(&self, tried: Option<Who>) -> Result<()> {
        let now = self.clock().now();
        let nobody = || Who {
            authority: String::new(),
            actor: "unknown".into(),
            account: None,
            key: None,
            role: "none",
            name: String::new(),
        };
        let who = tried.unwrap_or_else(nobody);
        self.database.write(move |conn| Entry::new(&who, now, &Event::SignInFailed {}).ended("failed").write(conn)).await
    }
}

impl Desk<'_, role::System, Changing> {
    /// Holds an account to the password that was looked at, while its session is started: kept under the hash that was
    /// made of it anew, where there is one.
    ///
    /// # Errors
    /// `Refused` when another password was set, or the account disabled, since it was looked at.
    pub(super) fn keep_password(&mut self, account: Id<Account>, looked_at: &str, anew: Option<&str>) -> Result<()> {
        let still =
            accounts::table.find(account).filter(accounts::password_hash.eq(looked_at)).filter(accounts::disabled_at.is_null());
        match diesel::update(still).set(accounts::password_hash.eq(anew.unwrap_or(looked_at))).execute(self.sql())? {
            1 => Ok(()),
            _ => Err(Error::refused(NOT_RIGHT)),
        }
    }
}

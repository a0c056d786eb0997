//! Secrets, spent half-minutes and recovery codes.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{is_from_an_app, matching_step, tidy_code};
use super::seal::{Seal, is_open};
use crate::access::account::Account;
use crate::access::role::Role;
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, recovery_codes};
use crate::error::Result;
use crate::id::Id;
use crate::web::token;

/// A recovery code: what an [`Id`] of one names.
struct RecoveryCode;

/// Which second factor a code proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proven {
    /// A code from the app, for the first time.
    ByApp,
    /// A recovery code, now spent.
    ByRecoveryCode,
}

impl<R: Role> Desk<'_, R, Changing> {
    /// Spends a code of the account at this desk; none when it is wrong or was spent before.
    pub(super) fn spend_code(&mut self, account: Id<Account>, seal: Result<Seal>, typed: &str) -> Result<Option<Proven>> {
        let code = tidy_code(typed);
        if is_from_an_app(&code) { self.spend_step(account, &seal?, &code) } else { self.spend_recovery_code(account, &code) }
    }

    /// Each half-minute counts once, so a code that was looked at over a shoulder is worthless.
    fn spend_step(&mut self, account: Id<Account>, seal: &Seal, code: &str) -> Result<Option<Proven>> {
        let stored: Option<String> = accounts::table.find(account).select(accounts::totp_secret).first(self.sql())?;
        let Some(stored) = stored else { return Ok(None) };
        let secret = seal.open(account, &stored)?;
        let Some(step) = matching_step(&secret, code, self.now())? else { return Ok(None) };
        let unspent = accounts::table.find(account).filter(accounts::totp_last_step.lt(step));
        let spent = diesel::update(unspent).set(accounts::totp_last_step.eq(step)).execute(self.sql())?;
        if is_open(&stored) {
            let closed = seal.close(account, &secret)?;
            diesel::update(accounts::table.find(account)).set(accounts::totp_secret.eq(closed)).execute(self.sql())?;
        }
        Ok((spent == 1).then_some(Proven::ByApp))
    }

    fn spend_recovery_code(&mut self, account: Id<Account>, code: &str) -> Result<Option<Proven>> {
        let now = self.now();
        let unspent = recovery_codes::table
            .filter(recovery_codes::account_id.eq(account))
            .filter(recovery_codes::code_hash.eq(token::digest(code)))
            .filter(recovery_codes::used_at.is_null());
        let spent = diesel::update(unspent).set(recovery_codes::used_at.eq(now)).execute(self.sql())?;
        Ok((spent == 1).then_some(Proven::ByRecoveryCode))
    }

    /// Keeps a closed secret whose code of `step` was just given, and new recovery codes instead of the old.
    pub(super) fn keep_factor(&mut self, account: Id<Account>, secret: &str, step: i64, codes: &[String]) -> Result<()> {
        diesel::update(accounts::table.find(account))
            .set((accounts::totp_secret.eq(secret), accounts::totp_last_step.eq(step)))
            .execute(self.sql())?;
        self.forget_recovery_codes(account)?;
        for code in codes {
            diesel::insert_into(recovery_codes::table)
                .values((
                    recovery_codes::id.eq(Id::<RecoveryCode>::mint()),
                    recovery_codes::account_id.eq(account),
                    recovery_codes::code_hash.eq(token::digest(&tidy_code(code))),
                    recovery_codes::used_at.eq(None::<NaiveDateTime>),
                ))
                .execute(self.sql())?;
        }
        Ok(())
    }

    /// Takes the second factor off an account, for somebody who has lost both telephone and codes.
    pub(crate) fn remove_factor(&mut self, account: Id<Account>) -> Result<()> {
        let ours = accounts::table.find(account).filter(accounts::authority_code.eq(self.authority()));
        diesel::update(ours).set(accounts::totp_secret.eq(None::<String>)).execute(self.sql())?;
        self.forget_recovery_codes(account)
    }

    fn forget_recovery_codes(&mut self, account: Id<Account>) -> Result<()> {
        diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account))).execute(self.sql())?;
        Ok(())
    }
}

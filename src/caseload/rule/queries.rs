//! The rule and its shares as rows of one authority.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Load, OfficerRule, Share, ShareOf};
use crate::access::account::{Account, AccountRole};
use crate::access::role::{Manages, Staff};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, authorities, officer_shares, registrations};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::token;

/// The rule with its shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The rule in force.
    pub rule: OfficerRule,
    /// In order.
    pub shares: Vec<Share>,
}

impl Kept {
    /// What a form that changes it carries, so that whoever saves second is told (decision record 0015).
    pub fn stamp(&self) -> String {
        let shares = self.shares.iter().map(|one| format!("{}={}:{}", one.what, one.share, one.officer));
        token::digest(&format!("{} {}", self.rule, shares.collect::<Vec<_>>().join(" ")))
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The rule in force, and who has which share.
    ///
    /// # Errors
    /// `Database`.
    pub fn officer_rule(&mut self) -> Result<Kept> {
        let authority = self.authority();
        let rule = authorities::table.find(authority).select(authorities::officer_rule).first(self.sql())?;
        let rows: Vec<(ShareOf, String, Id<Account>)> = officer_shares::table
            .filter(officer_shares::authority_code.eq(authority))
            .order((officer_shares::what, officer_shares::share))
            .select((officer_shares::what, officer_shares::share, officer_shares::account_id))
            .load(self.sql())?;
        let shares = rows.into_iter().map(|(what, share, officer)| Share { what, share, officer }).collect();
        Ok(Kept { rule, shares })
    }

    /// The officers who can be given children, the least loaded first, with how many they have.
    ///
    /// # Errors
    /// `Database`.
    pub fn officers_by_load(&mut self) -> Result<Vec<Load>> {
        let loads: Vec<(Option<Id<Account>>, i64)> = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .group_by(registrations::officer_id)
            .select((registrations::officer_id, count_star()))
            .load(self.sql())?;
        let loads: BTreeMap<_, _> = loads.into_iter().collect();
        let managers: BTreeSet<Id<Account>> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::role.eq(AccountRole::Manager))
            .select(accounts::id)
            .load(self.sql())?
            .into_iter()
            .collect();
        let load = |(officer, name)| {
            let (children, is_manager) = (loads.get(&Some(officer)).copied().unwrap_or(0), managers.contains(&officer));
            Load { officer, name, children, is_manager }
        };
        let mut officers: Vec<Load> = self.officers()?.into_iter().map(load).collect();
        officers.sort_by_key(|load| load.children);
        Ok(officers)
    }
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Sets the rule and its shares.
    ///
    /// # Errors
    /// `Conflict` when it is not what the form was opened on; `Refused` when an officer cannot be given children.
    pub fn keep_officer_rule(&mut self, new: &Kept, opened: &str) -> Result<()> {
        let known = self.officer_rule()?;
        if known == *new {
            return Ok(());
        }
        if known.stamp() != opened {
            return Err(Error::Conflict(
                "Somebody else changed the rule after you opened it. Nothing was changed: open it again.".into(),
            ));
        }
        let officers = self.officers()?;
        if new.shares.iter().any(|share| !officers.iter().any(|(id, _)| *id == share.officer)) {
            return Err(Error::refused("An officer you named cannot be given children any more. Nothing was changed."));
        }
        let authority = self.authority();
        diesel::update(authorities::table.find(authority)).set(authorities::officer_rule.eq(new.rule)).execute(self.sql())?;
        diesel::delete(officer_shares::table.filter(officer_shares::authority_code.eq(authority))).execute(self.sql())?;
        for share in &new.shares {
            diesel::insert_into(officer_shares::table)
                .values((
                    officer_shares::authority_code.eq(authority),
                    officer_shares::what.eq(share.what),
                    officer_shares::share.eq(&share.share),
                    officer_shares::account_id.eq(share.officer),
                ))
                .execute(self.sql())?;
        }
        Ok(())
    }
}

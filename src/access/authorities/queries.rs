//! Authorities in the database.

use diesel::prelude::*;

use crate::access::account::SecondFactorRule;
use crate::access::{Changing, Desk, House, role};
use crate::db::schema::authorities;
use crate::error::{Error, Result};

impl House {
    /// The codes of every authority, in order.
    ///
    /// # Errors
    /// `Database`.
    pub async fn authorities(&self) -> Result<Vec<String>> {
        self.database.read(|conn| Ok(authorities::table.order(authorities::code).select(authorities::code).load(conn)?)).await
    }

    /// The codes of every authority, and whether each is a demonstration.
    ///
    /// # Errors
    /// `Database`.
    pub async fn authorities_and_whether_demonstrations(&self) -> Result<Vec<(String, bool)>> {
        self.database
            .read(|conn| {
                Ok(authorities::table
                    .order(authorities::code)
                    .select((authorities::code, authorities::demonstration))
                    .load(conn)?)
            })
            .await
    }
}

impl Desk<'_, role::System, Changing> {
    /// Adds the authority at whose desk this is, with the shipped standards.
    pub(in crate::access) fn add_authority(&mut self, name: &str, demonstration: bool) -> Result<()> {
        let (code, now) = (self.authority(), self.now());
        let rule = if demonstration { SecondFactorRule::Nobody } else { SecondFactorRule::ManagersAndAdministrators };
        diesel::insert_into(authorities::table)
            .values((
                authorities::code.eq(code),
                authorities::name.eq(name),
                authorities::demonstration.eq(demonstration),
                authorities::reference_prefix.eq("W"),
                authorities::next_reference.eq(1),
                authorities::second_factor.eq(rule),
                authorities::officer_rule.eq("least_loaded"),
                authorities::digest_pattern.eq("0 7 * * 1"),
                authorities::created_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| {
                if error.is_already_there() { Error::refused(format!("the authority {code} is already there")) } else { error }
            })?;
        self.keep_shipped_standards()
    }
}

//! What this room asks of the database before there is an actor.

use diesel::prelude::*;

use super::account::SecondFactorRule;
use super::actor::System;
use super::house::House;
use crate::audit::Event;
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

    /// Adds an authority with the shipped standards.
    ///
    /// # Errors
    /// `Refused` when the code is not three digits, is taken, or the name is empty.
    pub async fn add_authority(&self, code: &str, name: &str, demonstration: bool) -> Result<System> {
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::refused("an authority's code is three digits, for example 990"));
        }
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Error::refused("an authority's name has 1 to 100 letters"));
        }
        if self.authorities().await?.iter().any(|known| known == code) {
            return Err(Error::refused(format!("the authority {code} is already there")));
        }
        let system = System::at(self, code);
        let rule = if demonstration { SecondFactorRule::Nobody } else { SecondFactorRule::ManagersAndAdministrators };
        let code = code.to_owned();
        system
            .change(Event::AuthorityAdded {}, move |desk| {
                let now = desk.now();
                diesel::insert_into(authorities::table)
                    .values((
                        authorities::code.eq(&code),
                        authorities::name.eq(name),
                        authorities::demonstration.eq(demonstration),
                        authorities::reference_prefix.eq("W"),
                        authorities::next_reference.eq(1),
                        authorities::second_factor.eq(rule),
                        authorities::officer_rule.eq("nobody"),
                        authorities::created_at.eq(now),
                    ))
                    .execute(desk.sql())?;
                desk.keep_shipped_standards()
            })
            .await?;
        Ok(system)
    }
}

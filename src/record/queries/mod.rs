//! What the head of a record asks of the database.

pub mod opened;
pub mod timeline;

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::clocks::Sighting;
use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::contacts::model::{Answer, Mode, Outcome};
use crate::contacts::standard::Fact;
use crate::db::dialect::direct;
use crate::db::schema::{accounts, contacts, organisations};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::AgencyKind;

/// The names of this authority's accounts, by what is kept of an actor.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Who an actor is, in words.
    pub fn of(&self, actor: &str) -> String {
        match (self.0.get(actor), actor.strip_prefix("os:")) {
            (Some(name), _) => name.clone(),
            (None, Some(user)) => format!("{user}, at the command line"),
            (None, None) => "an account that is no longer here".to_owned(),
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Every contact of a child, reduced to what the clocks and the chart look at.
    ///
    /// # Errors
    /// `Database`.
    pub fn sightings(&mut self, child: Id<Child>) -> Result<Vec<Sighting>> {
        type Row = (chrono::NaiveDate, AgencyKind, Mode, Outcome, Answer, Answer, Answer, bool, String, Option<String>);
        let authority = self.authority();
        let rows: Vec<Row> = direct!(self.sql(), |conn| contacts::table
            .left_join(organisations::table)
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(child))
            .select((
                contacts::occurred_on,
                contacts::agency_kind,
                contacts::mode,
                contacts::outcome,
                contacts::child_seen,
                contacts::spoken_to,
                contacts::alone,
                contacts::entered_in_error,
                contacts::practitioner,
                organisations::name.nullable(),
            ))
            .load(conn))?;
        Ok(rows
            .into_iter()
            .map(
                |(
                    occurred_on,
                    agency,
                    mode,
                    outcome,
                    child_seen,
                    spoken_to,
                    alone,
                    entered_in_error,
                    practitioner,
                    organisation,
                )| {
                    let fact = Fact { occurred_on, agency, mode, outcome, child_seen, spoken_to, alone, entered_in_error };
                    Sighting { fact, practitioner, organisation }
                },
            )
            .collect())
    }

    /// The names of this authority's accounts, disabled ones too: they did what they did.
    ///
    /// # Errors
    /// `Database`.
    pub fn names_of_accounts(&mut self) -> Result<Names> {
        let authority = self.authority();
        let rows: Vec<(String, String)> = direct!(self.sql(), |conn| accounts::table
            .filter(accounts::authority_code.eq(authority))
            .select((accounts::id, accounts::name))
            .load(conn))?;
        Ok(Names(rows.into_iter().collect()))
    }
}

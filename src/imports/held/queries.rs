//! The record is read.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Open, Record};
use crate::access::Desk;
use crate::access::account::Account;
use crate::access::role::Manages;
use crate::children::identifiers::Identifier;
use crate::children::model::{AddressKind, Child};
use crate::db::schema::{contacts, registrations, visits};
use crate::error::Result;
use crate::id::Id;
use crate::imports::row::{Address, Carer, Meeting, Person};
use crate::imports::words::{Circumstance, How};
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;
use crate::visits::model::VisitState;

impl<R: Manages, M> Desk<'_, R, M> {
    /// What the register holds of a child, as far as a row can touch it.
    ///
    /// # Errors
    /// `Database`; `NotFound` when the child is not this authority's.
    pub fn record_for_import(&mut self, child: Id<Child>) -> Result<Record> {
        let (authority, today) = (self.authority(), self.today());
        let row = self.child(child)?;
        let held = |text: Option<String>, standing| Identifier { text: text.unwrap_or_default(), standing };
        let person = Person {
            given_names: row.given_names,
            family_name: row.family_name,
            preferred_name: row.preferred_name,
            date_of_birth: row.date_of_birth,
            sex: row.sex,
            upn: held(row.upn, row.upn_standing),
            nhs_number: held(row.nhs_number, row.nhs_standing),
        };
        let mut record = Record { notes: row.notes, ..Record::fresh(child, person) };
        record.home =
            self.addresses(child)?.into_iter().find(|row| row.kind == AddressKind::Home && row.is_current(today)).map(|row| {
                let postcode = Identifier { text: row.postcode, standing: row.postcode_standing };
                (row.id, Address { lines: row.lines, town: row.town, postcode }, row.do_not_share)
            });
        let current = self.carers(child)?.into_iter().filter(|row| row.until_on.is_none());
        record.carers =
            current.map(|row| (row.id, Carer { name: row.name, telephone: row.telephone, email: row.email })).collect();
        record.schools = self.previous_schools(child)?.into_iter().map(|row| row.name).collect();
        record.circumstances =
            self.circumstances(child)?.into_iter().map(|row| Circumstance { kind: row.kind, ended: row.ended }).collect();
        self.hold_registrations(&mut record)?;
        record.contacts = contacts::table
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(child))
            .filter(contacts::entered_in_error.eq(false))
            .select((contacts::occurred_on, contacts::mode, contacts::outcome, contacts::child_seen))
            .load(self.sql())?
            .into_iter()
            .map(|(on, mode, outcome, seen)| Meeting { on, how: How { mode, outcome }, seen, words: String::new() })
            .collect();
        record.visits = visits::table
            .filter(visits::authority_code.eq(authority))
            .filter(visits::child_id.eq(child))
            .filter(visits::state.eq(VisitState::Planned))
            .select(visits::planned_on)
            .load(self.sql())?;
        Ok(record)
    }

    fn hold_registrations(&mut self, record: &mut Record) -> Result<()> {
        type Row = (RegistrationKind, NaiveDate, Option<NaiveDate>, Reason, Option<Id<Account>>);
        let rows: Vec<Row> = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::child_id.eq(record.child))
            .select((
                registrations::kind,
                registrations::started_on,
                registrations::ended_on,
                registrations::reason,
                registrations::officer_id,
            ))
            .load(self.sql())?;
        for (kind, started_on, ended_on, reason, officer) in rows {
            match ended_on {
                Some(ended_on) => record.ended.push((started_on, ended_on)),
                None => record.open = Some(Open { kind, started_on, reason, officer }),
            }
        }
        Ok(())
    }
}

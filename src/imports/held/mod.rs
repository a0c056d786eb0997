//! A record as a row meets it: what the register holds now, so far as a row can touch it.

mod queries;

use chrono::NaiveDate;

use super::row::{Address, Carer, Meeting, Person};
use super::words::Circumstance;
use crate::access::account::Account;
use crate::children::model::{Child, ParentOrCarer};
use crate::children::queries::Address as AddressRow;
use crate::id::Id;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// What the register holds of a child when the row meets it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose.
    pub child: Id<Child>,
    /// Who the child is.
    pub person: Person,
    /// The current home address, and whether it is not to be shared.
    pub home: Option<(Id<AddressRow>, Address, bool)>,
    /// Current parents and carers.
    pub carers: Vec<(Id<ParentOrCarer>, Carer)>,
    /// The open registration.
    pub open: Option<Open>,
    /// Ended ones: first and last day.
    pub ended: Vec<(NaiveDate, NaiveDate)>,
    /// Contacts that count, from any source.
    pub contacts: Vec<Meeting>,
    /// Days of visits still planned.
    pub visits: Vec<NaiveDate>,
    /// Previous schools.
    pub schools: Vec<String>,
    /// Needs and statuses.
    pub circumstances: Vec<Circumstance>,
    /// The notes.
    pub notes: String,
}

/// An open registration.
#[derive(Clone, Debug)]
pub struct Open {
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// The first day.
    pub started_on: NaiveDate,
    /// Why.
    pub reason: Reason,
    /// Who keeps in touch.
    pub officer: Option<Id<Account>>,
}

impl Record {
    /// The record of a child who is only just put on the register.
    pub fn fresh(child: Id<Child>, person: Person) -> Self {
        Self {
            child,
            person,
            home: None,
            carers: Vec::new(),
            open: None,
            ended: Vec::new(),
            contacts: Vec::new(),
            visits: Vec::new(),
            schools: Vec::new(),
            circumstances: Vec::new(),
            notes: String::new(),
        }
    }
}

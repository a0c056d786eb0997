//! A child comes onto the register: what a story needs to find there.

use chrono::{NaiveDate, TimeDelta};
use seen::access::System;
use seen::access::account::Account;
use seen::audit::Event;
use seen::children::model::{AddressKind, Child, IdentifierStanding};
use seen::children::queries::{Address, NewAddress, NewChild};
use seen::contacts::model::{Answer, Concern, Contact, Mode, Outcome};
use seen::contacts::queries::NewContact;
use seen::id::Id;
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, Registration, RegistrationKind};
use seen::registrations::queries::NewRegistration;
use seen::registrations::reasons::{Destination, EndReason, Reason, Source};

/// A child about to come onto the register: home-educated at the standard level, registered 400
/// days ago, with no contact by anybody, unless the story says otherwise.
pub struct Arrival {
    register: System,
    child: NewChild,
    registration: NewRegistration,
    address: Option<NewAddress>,
    contacts: Vec<NewContact>,
}

/// A child on the register.
#[derive(Clone, Debug)]
pub struct Known {
    /// What addresses carry.
    pub id: Id<Child>,
    /// What people say.
    pub reference: String,
    /// The registration.
    pub registration: Id<Registration>,
    /// Where the child lives, where the story says.
    pub address: Option<Id<Address>>,
    /// The first contact the story tells of.
    pub contact: Option<Id<Contact>>,
}

impl Known {
    /// Where the record is.
    pub fn path(&self) -> String {
        format!("/children/{}", self.id)
    }
}

impl Arrival {
    pub(super) fn of(register: System, full_name: &str) -> Self {
        let (given_names, family_name) = full_name.rsplit_once(' ').expect("a full name: given names, then the family name");
        let today = register.today();
        let id = Id::mint();
        let born = NaiveDate::from_ymd_opt(2014, 6, 9).expect("a day in the calendar");
        let child = NewChild::called(id, given_names, family_name, born);
        let registration = NewRegistration {
            id: Id::mint(),
            child_id: id,
            kind: RegistrationKind::Ehe,
            level: Level::Standard,
            level_rationale: String::new(),
            started_on: today - TimeDelta::days(400),
            source: Source::School,
            reason: Reason::NotRecorded,
            reason_words: String::new(),
            officer_id: None,
            officer_words: String::new(),
            ended_on: None,
            end_reason: None,
            destination: None,
        };
        Self { register, child, registration, address: None, contacts: Vec::new() }
    }

    /// The day of birth.
    #[must_use]
    pub fn born(mut self, year: i32, month: u32, day: u32) -> Self {
        self.child.date_of_birth = NaiveDate::from_ymd_opt(year, month, day).expect("a day in the calendar");
        self
    }

    /// Why the child is on the register, and how closely the authority keeps in touch.
    #[must_use]
    pub fn registered_as(mut self, kind: RegistrationKind, level: Level) -> Self {
        (self.registration.kind, self.registration.level) = (kind, level);
        self
    }

    /// Since how many days the child is registered.
    #[must_use]
    pub fn registered_days_ago(mut self, days: i64) -> Self {
        self.registration.started_on = self.register.today() - TimeDelta::days(days);
        self
    }

    /// Off the register again, since that many days: the registration has ended.
    #[must_use]
    pub fn left_days_ago(mut self, days: i64) -> Self {
        self.registration.ended_on = Some(self.register.today() - TimeDelta::days(days));
        self.registration.end_reason = Some(EndReason::NotRecorded);
        self.registration.destination = Some(Destination::NotRecorded);
        self
    }

    /// Who keeps in touch.
    #[must_use]
    pub fn with_officer(mut self, officer: Id<Account>) -> Self {
        self.registration.officer_id = Some(officer);
        self
    }

    /// Where the child lives.
    #[must_use]
    pub fn living_at(mut self, lines: &str, postcode: &str) -> Self {
        self.address = Some(NewAddress {
            id: Id::mint(),
            child_id: self.child.id,
            kind: AddressKind::Home,
            lines: lines.to_owned(),
            town: "Wexcombe".into(),
            postcode: postcode.to_owned(),
            postcode_standing: IdentifierStanding::Valid,
            from_on: None,
            to_on: None,
            do_not_share: false,
            note: String::new(),
        });
        postcode.split(' ').next().unwrap_or_default().clone_into(&mut self.child.postcode_district);
        self
    }

    /// Seen at home by the EHE team, that many days ago.
    #[must_use]
    pub fn seen_at_home_days_ago(self, days: i64) -> Self {
        self.contact(days, AgencyKind::EheTeam, Mode::HomeVisit, Answer::Yes)
    }

    /// A completed contact by an agency, that many days ago; seen or not.
    #[must_use]
    pub fn contact(mut self, days_ago: i64, agency_kind: AgencyKind, mode: Mode, child_seen: Answer) -> Self {
        self.contacts.push(NewContact {
            id: Id::<Contact>::mint(),
            child_id: self.child.id,
            agency_kind,
            organisation_id: None,
            practitioner: "P. Practitioner".into(),
            occurred_on: self.register.today() - TimeDelta::days(days_ago),
            mode,
            outcome: Outcome::Completed,
            child_seen,
            spoken_to: Answer::NotRecorded,
            alone: Answer::NotRecorded,
            not_alone_reason: String::new(),
            place: String::new(),
            address_id: None,
            child_said: String::new(),
            concern: Concern::None,
            notes: String::new(),
            next_step: String::new(),
            source: "journeys".into(),
        });
        self
    }

    /// Any other fact about the child.
    #[must_use]
    pub fn whose(mut self, change: impl FnOnce(&mut NewChild)) -> Self {
        change(&mut self.child);
        self
    }

    /// Puts the child on the register, as the command line.
    pub async fn arrives(self) -> Known {
        let Self { register, child, registration, address, contacts } = self;
        let (id, registration_id) = (child.id, registration.id);
        let (address_id, contact) = (address.as_ref().map(|address| address.id), contacts.first().map(|contact| contact.id));
        let reference = register
            .change(Event::ChildAdded { child: id }, move |desk| {
                let reference = desk.add_child(&child)?;
                if let Some(address) = &address {
                    desk.add_address(address)?;
                }
                desk.add_registration(&registration)?;
                for contact in &contacts {
                    desk.add_contact(contact)?;
                }
                desk.refresh_standing(id)?;
                desk.refresh_search_terms(&[id])?;
                Ok(reference)
            })
            .await
            .expect("the child comes onto the register");
        Known { id, reference, registration: registration_id, address: address_id, contact }
    }
}

//! Contacts in the database.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Answer, Concern, Contact, Mode, Outcome};
use super::standard::Fact;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::queries::{Address, Heading};
use crate::db::dialect::direct;
use crate::db::schema::{accounts, contact_versions, contacts, memberships, organisations};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation, OrganisationStatus};
use crate::visits::model::Visit;

/// A contact about to be recorded. The recorder is whoever sits at the desk.
///
/// Also the text of a contact as it is kept: what a correction replaces, and keeps as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = contacts, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct NewContact {
    /// Minted with the form.
    pub id: Id<Contact>,
    /// With whose family.
    pub child_id: Id<Child>,
    /// The observer's agency: what counts is who saw the child, not who typed it (rule 3).
    pub agency_kind: AgencyKind,
    /// The team or school, where it is on our list.
    pub organisation_id: Option<Id<Organisation>>,
    /// The observer's name.
    pub practitioner: String,
    /// Never in the future, never before birth.
    pub occurred_on: NaiveDate,
    /// How.
    pub mode: Mode,
    /// What came of it.
    pub outcome: Outcome,
    /// The child was seen.
    pub child_seen: Answer,
    /// The child was spoken to.
    pub spoken_to: Answer,
    /// Alone.
    pub alone: Answer,
    /// Why not alone.
    pub not_alone_reason: String,
    /// Where, in words.
    pub place: String,
    /// Which of the child's addresses, where it was one.
    pub address_id: Option<Id<Address>>,
    /// The child's own words.
    pub child_said: String,
    /// Whether it raised a concern.
    pub concern: Concern,
    /// What happened.
    pub notes: String,
    /// What is to happen next.
    pub next_step: String,
    /// `officer`, `import`, `demonstration`, ...
    pub source: String,
}

impl NewContact {
    /// Whether it says where it was.
    pub fn says_where(&self) -> bool {
        self.address_id.is_some() || !self.place.is_empty()
    }

    /// What the rule looks at.
    pub fn fact(&self, entered_in_error: bool) -> Fact {
        Fact {
            occurred_on: self.occurred_on,
            agency: self.agency_kind,
            mode: self.mode,
            outcome: self.outcome,
            child_seen: self.child_seen,
            spoken_to: self.spoken_to,
            alone: self.alone,
            entered_in_error,
        }
    }
}

/// A contact as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contacts)]
pub struct KeptContact {
    /// Its current text.
    #[diesel(embed)]
    pub text: NewContact,
    /// Account id, or `os:` and the operating-system user.
    pub recorded_by: String,
    /// When, UTC.
    pub recorded_at: NaiveDateTime,
    /// How often it was corrected.
    pub corrections: i32,
    /// It counts for nothing.
    pub entered_in_error: bool,
    /// Why.
    pub error_reason: String,
    /// Who marked it.
    pub error_by: Option<String>,
    /// When, UTC.
    pub error_at: Option<NaiveDateTime>,
}

/// What a contact said before a correction.
#[derive(Clone, Debug)]
pub struct EarlierText {
    /// Its text then.
    pub text: NewContact,
    /// Why it was replaced.
    pub reason: String,
    /// By whom.
    pub replaced_by: String,
    /// When, UTC.
    pub replaced_at: NaiveDateTime,
}

/// One of the child's addresses, as a form offers it.
#[derive(Clone, Debug)]
pub struct KnownAddress {
    /// Which.
    pub id: Id<Address>,
    /// In one line.
    pub words: String,
    /// The day it ended, where it has.
    pub to_on: Option<NaiveDate>,
}

/// An organisation, as a form offers it.
#[derive(Clone, Debug, Queryable)]
pub struct Team {
    /// Which.
    pub id: Id<Organisation>,
    /// Which kind of agency.
    pub kind: AgencyKind,
    /// Its name.
    pub name: String,
}

/// What the form of a contact stands on.
#[derive(Clone, Debug)]
pub struct ContactSetting {
    /// With whose family.
    pub child: Heading,
    /// The child's addresses, current ones first.
    pub addresses: Vec<KnownAddress>,
    /// The organisations to choose from.
    pub teams: Vec<Team>,
    /// Where it was is asked of a home visit; not of whoever corrects one that was kept without it.
    pub asks_where: bool,
}

/// Which of its choices a form needs.
#[derive(Clone, Copy, Debug)]
pub enum Choices {
    /// All of them, to be offered.
    Offered,
    /// What was chosen: nothing else is read.
    Chosen {
        /// An organisation, if any.
        team: Option<Id<Organisation>>,
        /// One of the child's addresses, if any.
        address: Option<Id<Address>>,
    },
}

/// A form came twice, or the row has moved on.
const ALREADY_THERE: &str = "This form was already used for something else. Nothing was changed: open the record and look.";
const MOVED_ON: &str = "Somebody else changed this contact while you were writing. Nothing was changed: open it again and look.";

impl<R: Staff, M> Desk<'_, R, M> {
    /// What the form of a contact stands on.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn contact_setting(&mut self, child: Id<Child>, choices: Choices) -> Result<ContactSetting> {
        Ok(ContactSetting {
            child: self.heading(child)?,
            addresses: match choices {
                Choices::Chosen { address: None, .. } => Vec::new(),
                _ => self.known_addresses(child)?,
            },
            teams: match choices {
                Choices::Chosen { team: None, .. } => Vec::new(),
                Choices::Chosen { team, .. } => self.teams(team)?,
                Choices::Offered => self.teams(None)?,
            },
            asks_where: true,
        })
    }

    /// The child's addresses, each in one line: current ones first.
    ///
    /// # Errors
    /// `Database`.
    pub fn known_addresses(&mut self, child: Id<Child>) -> Result<Vec<KnownAddress>> {
        let known = self.addresses(child)?.into_iter();
        Ok(known.map(|row| KnownAddress { id: row.id, words: row.one_line(), to_on: row.to_on }).collect())
    }

    fn teams(&mut self, only: Option<Id<Organisation>>) -> Result<Vec<Team>> {
        let mut query = memberships::table
            .inner_join(organisations::table)
            .filter(memberships::authority_code.eq(self.authority()))
            .order((organisations::kind, organisations::search_name, organisations::id))
            .select((organisations::id, organisations::kind, organisations::name))
            .into_boxed();
        query = match only {
            Some(organisation) => query.filter(organisations::id.eq(organisation)),
            None => query.filter(organisations::status.ne(OrganisationStatus::Closed)),
        };
        Ok(query.load(self.sql())?)
    }

    /// One contact of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or the child not this authority's.
    pub fn contact(&mut self, child: Id<Child>, contact: Id<Contact>) -> Result<KeptContact> {
        Ok(contacts::table
            .filter(contacts::id.eq(contact))
            .filter(contacts::authority_code.eq(self.authority()))
            .filter(contacts::child_id.eq(child))
            .select(KeptContact::as_select())
            .first(self.sql())?)
    }

    /// What a contact said before, latest first.
    ///
    /// # Errors
    /// `Database`; `Internal` when a text that was kept cannot be read.
    pub fn earlier_texts(&mut self, contact: Id<Contact>) -> Result<Vec<EarlierText>> {
        let rows: Vec<(String, String, String, NaiveDateTime)> = contact_versions::table
            .filter(contact_versions::authority_code.eq(self.authority()))
            .filter(contact_versions::contact_id.eq(contact))
            .order((contact_versions::replaced_at.desc(), contact_versions::id.desc()))
            .select((
                contact_versions::content,
                contact_versions::reason,
                contact_versions::replaced_by,
                contact_versions::replaced_at,
            ))
            .load(self.sql())?;
        rows.into_iter()
            .map(|(content, reason, replaced_by, replaced_at)| {
                Ok(EarlierText { text: serde_json::from_str(&content)?, reason, replaced_by, replaced_at })
            })
            .collect()
    }

    /// Whether this very correction was already made: by whoever sits here, and it still stands.
    ///
    /// # Errors
    /// `Database`; `NotFound` when the contact is not there.
    pub fn is_corrected_so(&mut self, id: Id<EarlierText>, text: &NewContact) -> Result<bool> {
        let actor = self.who().actor.as_str();
        let made: i64 = contact_versions::table
            .filter(contact_versions::id.eq(id))
            .filter(contact_versions::authority_code.eq(self.authority()))
            .filter(contact_versions::contact_id.eq(text.id))
            .filter(contact_versions::replaced_by.eq(actor))
            .count()
            .get_result(self.sql())?;
        let current = self.contact(text.child_id, text.id)?;
        Ok(made == 1 && current.text == NewContact { source: current.text.source.clone(), ..text.clone() })
    }

    /// The names of accounts, by what is kept of an actor; the command line names itself.
    ///
    /// # Errors
    /// `Database`.
    pub fn actor_names(&mut self, actors: &[&str]) -> Result<BTreeMap<String, String>> {
        let rows: Vec<(String, String)> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::id.eq_any(actors))
            .select((accounts::id, accounts::name))
            .load(self.sql())?;
        Ok(rows.into_iter().collect())
    }

    /// The name of an organisation.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn team_name(&mut self, organisation: Id<Organisation>) -> Result<String> {
        Ok(organisations::table.find(organisation).select(organisations::name).first(self.sql())?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds the row of a contact and nothing else: for loads. Call `refresh_standing` afterwards, once
    /// for the child.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the id was used before.
    pub fn add_contact(&mut self, contact: &NewContact) -> Result<()> {
        let (authority, now, recorder) = (self.authority(), self.now(), self.who().actor.as_str());
        direct!(self.sql(), |conn| diesel::insert_into(contacts::table)
            .values((
                contact,
                contacts::authority_code.eq(authority),
                contacts::recorded_by.eq(recorder),
                contacts::recorded_at.eq(now),
                contacts::corrections.eq(0),
                contacts::entered_in_error.eq(false),
                contacts::error_reason.eq(""),
            ))
            .execute(conn))?;
        Ok(())
    }

    /// Records a contact with a child: the visit it is the outcome of is done, and the standing follows.
    ///
    /// # Errors
    /// `NotFound` when the contact is with somebody else, or the visit not this authority's; `Refused` for a
    /// day before birth or after today; `Conflict` when the id was used before, or the visit has its outcome.
    pub fn record_contact(&mut self, child: &Heading, contact: &NewContact, visit: Option<Id<Visit>>) -> Result<()> {
        if contact.child_id != child.id {
            return Err(Error::NotFound);
        }
        if contact.occurred_on < child.date_of_birth || contact.occurred_on > self.today() {
            return Err(Error::refused("A contact cannot be before the child was born, or in the future"));
        }
        self.add_contact(contact)
            .map_err(|error| if error.is_already_there() { Error::Conflict(ALREADY_THERE.into()) } else { error })?;
        if let Some(visit) = visit {
            self.conclude_visit(contact.child_id, visit, contact.id)?;
        }
        self.refresh_standing(contact.child_id)
    }

    /// Corrects a contact: the old text is kept word for word under `id`, the standing follows the
    /// new one. `corrections` is how often it had been corrected when the form was shown.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Refused` when it is marked as an error or nothing is
    /// different; `Conflict` when somebody else was first.
    pub fn correct_contact(&mut self, id: Id<EarlierText>, text: &NewContact, corrections: i32, reason: &str) -> Result<()> {
        let current = self.contact(text.child_id, text.id)?;
        if current.corrections != corrections {
            return Err(Error::Conflict(MOVED_ON.into()));
        }
        if current.entered_in_error {
            return Err(Error::refused("This contact is marked as entered in error, so it cannot be corrected."));
        }
        let text = NewContact { source: current.text.source.clone(), ..text.clone() };
        if text == current.text {
            return Err(Error::refused("Nothing is different from what the contact says now, so nothing was changed."));
        }
        let (authority, now, actor) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(contact_versions::table)
            .values((
                contact_versions::id.eq(id),
                contact_versions::authority_code.eq(authority),
                contact_versions::contact_id.eq(text.id),
                contact_versions::content.eq(serde_json::to_string(&current.text)?),
                contact_versions::reason.eq(reason),
                contact_versions::replaced_by.eq(actor),
                contact_versions::replaced_at.eq(now),
            ))
            .execute(self.sql())?;
        diesel::update(contacts::table.find(text.id))
            .set((&text, contacts::corrections.eq(corrections + 1)))
            .execute(self.sql())?;
        self.refresh_standing(text.child_id)
    }

    /// Marks a contact as entered in error: it stays visible and counts for nothing. A visit it was
    /// the outcome of has no outcome again.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Conflict` when it is marked already.
    pub fn mark_in_error(&mut self, child: Id<Child>, contact: Id<Contact>, reason: &str) -> Result<()> {
        if self.contact(child, contact)?.entered_in_error {
            return Err(Error::Conflict("This contact is already marked as entered in error.".into()));
        }
        let (now, actor) = (self.now(), self.who().actor.as_str());
        diesel::update(contacts::table.find(contact))
            .set((
                contacts::entered_in_error.eq(true),
                contacts::error_reason.eq(reason),
                contacts::error_by.eq(actor),
                contacts::error_at.eq(now),
            ))
            .execute(self.sql())?;
        self.withdraw_outcome(child, contact, reason)?;
        self.refresh_standing(child)
    }
}

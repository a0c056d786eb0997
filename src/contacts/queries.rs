//! Contacts in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Answer, Concern, Contact, Mode, Outcome};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::queries::Address;
use crate::db::schema::contacts;
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation};

/// A contact about to be recorded. The recorder is whoever sits at the desk.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = contacts)]
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

impl<R: Staff> Desk<'_, R, Changing> {
    /// Records a contact. Call `refresh_standing` afterwards, once for the child.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the id was used before.
    pub fn add_contact(&mut self, contact: &NewContact) -> Result<()> {
        let (authority, now, recorder) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(contacts::table)
            .values((
                contact,
                contacts::authority_code.eq(authority),
                contacts::recorded_by.eq(recorder),
                contacts::recorded_at.eq(now),
                contacts::corrections.eq(0),
                contacts::entered_in_error.eq(false),
                contacts::error_reason.eq(""),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

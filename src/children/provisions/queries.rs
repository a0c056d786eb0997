//! The education provided to a child, in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::days::in_words;
use crate::children::meanwhile;
use crate::children::model::{Child, ProvidedBy};
use crate::children::particulars::model::{amended, is_note_of};
use crate::children::queries::{NewProvision, Provision};
use crate::db::dialect::direct;
use crate::db::schema::provisions;
use crate::error::{Error, Result};
use crate::id::Id;

/// Education that is or was provided.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = provisions)]
pub struct ProvisionRow {
    /// Which.
    pub id: Id<Provision>,
    /// By whom.
    pub provided_by: ProvidedBy,
    /// The tutor's or provider's name.
    pub provider_name: String,
    /// Hours a week, where known.
    pub hours_per_week: Option<f64>,
    /// Where.
    pub place: String,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day; none while it goes on.
    pub to_on: Option<NaiveDate>,
    /// Anything else.
    pub note: String,
}

impl From<NewProvision> for ProvisionRow {
    fn from(new: NewProvision) -> Self {
        Self {
            id: new.id,
            provided_by: new.provided_by,
            provider_name: new.provider_name,
            hours_per_week: new.hours_per_week,
            place: new.place,
            from_on: new.from_on,
            to_on: new.to_on,
            note: new.note,
        }
    }
}

impl ProvisionRow {
    /// What it says, in a line, for the note of the row that replaces it.
    pub(super) fn said(&self) -> String {
        let hours = self.hours_per_week.map(|hours| format!("{hours} hours a week")).unwrap_or_default();
        [self.provided_by.label(), &self.provider_name, &hours, &self.place, &in_words(self.from_on, self.to_on)]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The education provided: what goes on first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn provisions(&mut self, child: Id<Child>) -> Result<Vec<ProvisionRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| provisions::table
            .filter(provisions::authority_code.eq(authority))
            .filter(provisions::child_id.eq(child))
            .order((provisions::to_on.is_not_null(), provisions::id.desc()))
            .select(ProvisionRow::as_select())
            .load(conn))?)
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One provision of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn provision(&mut self, child: Id<Child>, row: Id<Provision>) -> Result<ProvisionRow> {
        let found = self.provisions(child)?.into_iter().find(|known| known.id == row);
        found.ok_or(Error::NotFound)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds education that a person typed.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn add_typed_provision(&mut self, new: &NewProvision) -> Result<()> {
        self.heading(new.child_id)?;
        self.add_provision(new)
    }

    /// Changes or ends a provision; what it said before stays in its note.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn change_provision(&mut self, new: &NewProvision, opened: &str) -> Result<()> {
        let before = self.provision(new.child_id, new.id)?;
        let (authority, today, said) = (self.authority(), self.today(), before.said());
        let is_same = said == ProvisionRow::from(new.clone()).said();
        if !meanwhile::is_as_opened(&before, opened, is_same && is_note_of(&before.note, &new.note))? {
            return Ok(());
        }
        let note = if is_same { new.note.clone() } else { amended(&new.note, today, &format!("this said: {said}")) };
        diesel::update(provisions::table.filter(provisions::authority_code.eq(authority)).filter(provisions::id.eq(new.id)))
            .set((
                provisions::provided_by.eq(new.provided_by),
                provisions::provider_name.eq(&new.provider_name),
                provisions::hours_per_week.eq(new.hours_per_week),
                provisions::place.eq(&new.place),
                provisions::from_on.eq(new.from_on),
                provisions::to_on.eq(new.to_on),
                provisions::note.eq(note),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

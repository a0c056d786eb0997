//! A child's parents and carers in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::days::in_words;
use crate::children::meanwhile;
use crate::children::model::{Child, DigitalAccess, ParentOrCarer, PreferredContact};
use crate::children::particulars::model::{amended, is_note_of};
use crate::children::queries::NewCarer;
use crate::contacts::model::Answer;
use crate::db::dialect::direct;
use crate::db::schema::carers;
use crate::error::{Error, Result};
use crate::id::Id;

/// One parent or carer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carers)]
pub struct CarerRow {
    /// Which.
    pub id: Id<ParentOrCarer>,
    /// Full name.
    pub name: String,
    /// In words.
    pub relationship: String,
    /// Parental responsibility.
    pub parental_responsibility: Answer,
    /// Lives with the child.
    pub lives_with_child: Answer,
    /// As given.
    pub telephone: String,
    /// As given.
    pub email: String,
    /// How they like to be reached.
    pub preferred_contact: PreferredContact,
    /// What they can use.
    pub digital_access: DigitalAccess,
    /// Anything else.
    pub note: String,
    /// Until this day; none while current.
    pub until_on: Option<NaiveDate>,
}

impl From<NewCarer> for CarerRow {
    fn from(new: NewCarer) -> Self {
        Self {
            id: new.id,
            name: new.name,
            relationship: new.relationship,
            parental_responsibility: new.parental_responsibility,
            lives_with_child: new.lives_with_child,
            telephone: new.telephone,
            email: new.email,
            preferred_contact: new.preferred_contact,
            digital_access: new.digital_access,
            note: new.note,
            until_on: new.until_on,
        }
    }
}

impl CarerRow {
    /// What it says, in a line, for the note of the row that replaces it.
    pub(super) fn said(&self) -> String {
        let facts = [
            self.name.as_str(),
            &self.relationship,
            &format!("parental responsibility {}", self.parental_responsibility.label().to_lowercase()),
            &format!("lives with the child {}", self.lives_with_child.label().to_lowercase()),
            &self.telephone,
            &self.email,
            &format!("prefers {}", self.preferred_contact.label().to_lowercase()),
            &format!("digital access {}", self.digital_access.label().to_lowercase()),
            &in_words(None, self.until_on),
        ];
        facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's parents and carers: current first, in the order they were added.
    ///
    /// # Errors
    /// `Database`.
    pub fn carers(&mut self, child: Id<Child>) -> Result<Vec<CarerRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| carers::table
            .filter(carers::authority_code.eq(authority))
            .filter(carers::child_id.eq(child))
            .order((carers::until_on.is_not_null(), carers::id))
            .select(CarerRow::as_select())
            .load(conn))?)
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One parent or carer of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn carer(&mut self, child: Id<Child>, row: Id<ParentOrCarer>) -> Result<CarerRow> {
        let found = self.carers(child)?.into_iter().find(|known| known.id == row);
        found.ok_or(Error::NotFound)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds a parent or carer that a person typed; the search finds the child by the name.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn add_typed_carer(&mut self, new: &NewCarer) -> Result<()> {
        self.heading(new.child_id)?;
        self.add_carer(new)?;
        self.refresh_search_terms(&[new.child_id])?;
        self.look_for_duplicates(new.child_id)
    }

    /// Changes or ends a parent or carer; what was said before stays in the note.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn change_carer(&mut self, new: &NewCarer, opened: &str) -> Result<()> {
        let before = self.carer(new.child_id, new.id)?;
        let (authority, today, said) = (self.authority(), self.today(), before.said());
        let is_same = said == CarerRow::from(new.clone()).said();
        if !meanwhile::is_as_opened(&before, opened, is_same && is_note_of(&before.note, &new.note))? {
            return Ok(());
        }
        let note = if is_same { new.note.clone() } else { amended(&new.note, today, &format!("this said: {said}")) };
        diesel::update(carers::table.filter(carers::authority_code.eq(authority)).filter(carers::id.eq(new.id)))
            .set((
                carers::name.eq(&new.name),
                carers::relationship.eq(&new.relationship),
                carers::parental_responsibility.eq(new.parental_responsibility),
                carers::lives_with_child.eq(new.lives_with_child),
                carers::telephone.eq(&new.telephone),
                carers::email.eq(&new.email),
                carers::preferred_contact.eq(new.preferred_contact),
                carers::digital_access.eq(new.digital_access),
                carers::until_on.eq(new.until_on),
                carers::note.eq(note),
            ))
            .execute(self.sql())?;
        self.refresh_search_terms(&[new.child_id])?;
        self.look_for_duplicates(new.child_id)
    }
}

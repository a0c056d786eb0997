//! A child's circumstances in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::days::in_words;
use crate::children::meanwhile;
use crate::children::model::{Child, CircumstanceKind};
use crate::children::particulars::model::{amended, is_note_of};
use crate::children::queries::{Circumstance, NewCircumstance};
use crate::db::dialect::direct;
use crate::db::schema::circumstances;
use crate::error::{Error, Result};
use crate::id::Id;

/// One circumstance.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = circumstances)]
pub struct CircumstanceRow {
    /// Which.
    pub id: Id<Circumstance>,
    /// What.
    pub kind: CircumstanceKind,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// It is over, also where nobody knows since when.
    pub ended: bool,
    /// The words it was told in.
    pub note: String,
}

impl From<NewCircumstance> for CircumstanceRow {
    fn from(new: NewCircumstance) -> Self {
        Self { id: new.id, kind: new.kind, from_on: new.from_on, to_on: new.to_on, ended: new.ended, note: new.note }
    }
}

impl CircumstanceRow {
    /// What it says, in a line, for the note of the row that replaces it.
    pub(super) fn said(&self) -> String {
        let over = if self.ended && self.to_on.is_none() { "ended" } else { "" };
        [self.kind.label(), &in_words(self.from_on, self.to_on), over]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's circumstances: those that last first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn circumstances(&mut self, child: Id<Child>) -> Result<Vec<CircumstanceRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| circumstances::table
            .filter(circumstances::authority_code.eq(authority))
            .filter(circumstances::child_id.eq(child))
            .order((circumstances::ended, circumstances::id.desc()))
            .select(CircumstanceRow::as_select())
            .load(conn))?)
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One circumstance of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn circumstance(&mut self, child: Id<Child>, row: Id<Circumstance>) -> Result<CircumstanceRow> {
        let found = self.circumstances(child)?.into_iter().find(|known| known.id == row);
        found.ok_or(Error::NotFound)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds a circumstance that a person typed.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn add_typed_circumstance(&mut self, new: &NewCircumstance) -> Result<()> {
        self.heading(new.child_id)?;
        self.add_circumstance(new)
    }

    /// Changes or ends a circumstance; what it said before stays in its note.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn change_circumstance(&mut self, new: &NewCircumstance, opened: &str) -> Result<()> {
        let before = self.circumstance(new.child_id, new.id)?;
        let (authority, today, said) = (self.authority(), self.today(), before.said());
        let is_same = said == CircumstanceRow::from(new.clone()).said();
        if !meanwhile::is_as_opened(&before, opened, is_same && is_note_of(&before.note, &new.note))? {
            return Ok(());
        }
        let note = if is_same { new.note.clone() } else { amended(&new.note, today, &format!("this said: {said}")) };
        diesel::update(
            circumstances::table.filter(circumstances::authority_code.eq(authority)).filter(circumstances::id.eq(new.id)),
        )
        .set((
            circumstances::kind.eq(new.kind),
            circumstances::from_on.eq(new.from_on),
            circumstances::to_on.eq(new.to_on),
            circumstances::ended.eq(new.ended),
            circumstances::note.eq(note),
        ))
        .execute(self.sql())?;
        Ok(())
    }
}

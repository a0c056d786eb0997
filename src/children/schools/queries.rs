//! A child's previous schools in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::days::in_words;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::children::names;
use crate::children::particulars::model::amended;
use crate::children::queries::{NewPreviousSchool, PreviousSchool};
use crate::db::dialect::direct;
use crate::db::schema::{organisations, previous_schools};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation};

/// One previous school.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = previous_schools)]
pub struct PreviousSchoolRow {
    /// Which.
    pub id: Id<PreviousSchool>,
    /// The school on our list, where it is one.
    pub organisation_id: Option<Id<Organisation>>,
    /// Its name as given.
    pub name: String,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// What this said before it was corrected.
    pub note: String,
}

impl PreviousSchoolRow {
    /// What it says, in a line, for the note of the row that replaces it.
    pub(super) fn said(&self) -> String {
        let days = in_words(self.from_on, self.to_on);
        if days.is_empty() { self.name.clone() } else { format!("{}, {days}", self.name) }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The schools the child went to, latest entered first.
    ///
    /// # Errors
    /// `Database`.
    pub fn previous_schools(&mut self, child: Id<Child>) -> Result<Vec<PreviousSchoolRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| previous_schools::table
            .filter(previous_schools::authority_code.eq(authority))
            .filter(previous_schools::child_id.eq(child))
            .order(previous_schools::id.desc())
            .select(PreviousSchoolRow::as_select())
            .load(conn))?)
    }

    /// One of the schools the child went to.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn previous_school(&mut self, child: Id<Child>, row: Id<PreviousSchool>) -> Result<PreviousSchoolRow> {
        let found = self.previous_schools(child)?.into_iter().find(|known| known.id == row);
        found.ok_or(Error::NotFound)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Corrects a school the child went to; what it said before stays in its note.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn change_previous_school(&mut self, new: &NewPreviousSchool, opened: &str) -> Result<()> {
        let before = self.previous_school(new.child_id, new.id)?;
        let (authority, today, said) = (self.authority(), self.today(), before.said());
        let is_same = said == PreviousSchoolRow::from(new.clone()).said();
        if !meanwhile::is_as_opened(&before, opened, is_same)? {
            return Ok(());
        }
        let note = if is_same { before.note } else { amended(&before.note, today, &format!("this said: {said}")) };
        let row = previous_schools::table
            .filter(previous_schools::authority_code.eq(authority))
            .filter(previous_schools::id.eq(new.id));
        diesel::update(row)
            .set((
                previous_schools::organisation_id.eq(new.organisation_id),
                previous_schools::name.eq(&new.name),
                previous_schools::from_on.eq(new.from_on),
                previous_schools::to_on.eq(new.to_on),
                previous_schools::note.eq(note),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

impl From<NewPreviousSchool> for PreviousSchoolRow {
    fn from(new: NewPreviousSchool) -> Self {
        Self {
            id: new.id,
            organisation_id: new.organisation_id,
            name: new.name,
            from_on: new.from_on,
            to_on: new.to_on,
            note: new.note,
        }
    }
}

/// How many schools a name may mean before more letters are needed.
const OFFERED: i64 = 12;

impl<R: Staff, M> Desk<'_, R, M> {
    /// The schools of our list whose name begins so, or else has it anywhere, with town.
    ///
    /// # Errors
    /// `Database`.
    pub fn schools_called(&mut self, name: &str) -> Result<Vec<(Id<Organisation>, String)>> {
        let folded = names::fold(name);
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let beginning = self.schools_like(&format!("{folded}%"))?;
        if beginning.is_empty() { self.schools_like(&format!("%{folded}%")) } else { Ok(beginning) }
    }

    fn schools_like(&mut self, pattern: &str) -> Result<Vec<(Id<Organisation>, String)>> {
        let rows: Vec<(Id<Organisation>, String, String)> = organisations::table
            .filter(organisations::kind.eq(AgencyKind::School))
            .filter(organisations::search_name.like(pattern))
            .order((organisations::search_name, organisations::id))
            .limit(OFFERED)
            .select((organisations::id, organisations::name, organisations::postcode))
            .load(self.sql())?;
        Ok(rows.into_iter().map(|(id, name, postcode)| (id, with_postcode(name, &postcode))).collect())
    }
}

fn with_postcode(name: String, postcode: &str) -> String {
    if postcode.is_empty() { name } else { format!("{name}, {postcode}") }
}

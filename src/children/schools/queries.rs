//! A child's previous schools in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::children::queries::PreviousSchool;
use crate::db::schema::previous_schools;
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::Organisation;

/// One previous school.
#[derive(Clone, Debug, Queryable, Selectable)]
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
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The schools the child went to, latest entered first.
    ///
    /// # Errors
    /// `Database`.
    pub fn previous_schools(&mut self, child: Id<Child>) -> Result<Vec<PreviousSchoolRow>> {
        Ok(previous_schools::table
            .filter(previous_schools::authority_code.eq(self.authority()))
            .filter(previous_schools::child_id.eq(child))
            .order(previous_schools::id.desc())
            .select(PreviousSchoolRow::as_select())
            .load(self.sql())?)
    }
}

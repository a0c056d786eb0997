//! The holidays an authority has entered.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::model::{Holiday, NewHoliday, SchoolDays};
use crate::access::role::{Administers, Role};
use crate::access::{Changing, Desk};
use crate::db::schema::school_holidays as holidays;
use crate::error::{Error, Result};
use crate::id::Id;

/// As they are kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = holidays)]
pub(super) struct HolidayRow {
    pub(super) id: Id<Holiday>,
    pub(super) name: String,
    pub(super) first_on: NaiveDate,
    pub(super) last_on: NaiveDate,
}

/// No authority has so many: a page shows them all.
const MOST: i64 = 200;

/// How long past holidays are shown.
const SHOWN_AFTERWARDS: Days = Days::new(366);

impl<R: Role, M> Desk<'_, R, M> {
    /// The school days of this authority.
    ///
    /// # Errors
    /// `Database`.
    pub fn school_days(&mut self) -> Result<SchoolDays> {
        let since = self.today().checked_sub_days(SHOWN_AFTERWARDS).unwrap_or(NaiveDate::MIN);
        let shut = holidays::table
            .filter(holidays::authority_code.eq(self.authority()))
            .filter(holidays::last_on.ge(since))
            .select((holidays::first_on, holidays::last_on))
            .load(self.sql())?;
        Ok(SchoolDays::without(shut))
    }
}

impl<R: Administers, M> Desk<'_, R, M> {
    /// The holidays of the last year and those to come, in their order.
    pub(super) fn holidays(&mut self) -> Result<Vec<HolidayRow>> {
        let since = self.today().checked_sub_days(SHOWN_AFTERWARDS).unwrap_or(NaiveDate::MIN);
        Ok(holidays::table
            .filter(holidays::authority_code.eq(self.authority()))
            .filter(holidays::last_on.ge(since))
            .order((holidays::first_on, holidays::id))
            .select(HolidayRow::as_select())
            .load(self.sql())?)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Enters holidays; entered twice with the same id they are there once.
    ///
    /// # Errors
    /// `Conflict` where there are too many; `NotFound` where the id is another authority’s.
    pub fn add_holiday(&mut self, id: Id<Holiday>, holiday: &NewHoliday) -> Result<()> {
        let authority = self.authority();
        let there: Vec<String> = holidays::table.find(id).select(holidays::authority_code).load(self.sql())?;
        if let Some(whose) = there.first() {
            return if whose == authority { Ok(()) } else { Err(Error::NotFound) };
        }
        let since = self.today().checked_sub_days(SHOWN_AFTERWARDS).unwrap_or(NaiveDate::MIN);
        let kept: i64 = holidays::table
            .filter(holidays::authority_code.eq(authority))
            .filter(holidays::last_on.ge(since))
            .count()
            .get_result(self.sql())?;
        if kept >= MOST {
            return Err(Error::Conflict(format!("There are {MOST} holidays already: remove some first.")));
        }
        diesel::insert_into(holidays::table)
            .values((
                holidays::id.eq(id),
                holidays::authority_code.eq(authority),
                holidays::name.eq(&holiday.name),
                holidays::first_on.eq(holiday.first_on),
                holidays::last_on.eq(holiday.last_on),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Takes holidays off; those that are gone already are not missed.
    pub(super) fn remove_holiday(&mut self, id: Id<Holiday>) -> Result<()> {
        let of_ours = holidays::table.filter(holidays::authority_code.eq(self.authority())).filter(holidays::id.eq(id));
        match diesel::delete(of_ours).execute(self.sql())? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }
}

//! The returns of schools, as rows that name no child.

use chrono::{Months, NaiveDate};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::db::schema::{memberships, notifications, organisations};
use crate::error::Result;
use crate::id::Id;
use crate::notifications::returns::Return;
use crate::organisations::model::{AgencyKind, Organisation, OrganisationStatus};

impl<R: Staff, M> Desk<'_, R, M> {
    /// What schools returned since a day, by school and then in order.
    ///
    /// # Errors
    /// `Database`.
    pub fn returns_since(&mut self, since: NaiveDate) -> Result<Vec<Return>> {
        let rows: Vec<(Id<Organisation>, String, NaiveDate, NaiveDate)> = notifications::table
            .inner_join(organisations::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::received_on.ge(since))
            .order((organisations::search_name, organisations::id, notifications::received_at))
            .select((organisations::id, organisations::name, notifications::received_on, notifications::deletion_on))
            .load(self.sql())?;
        let read = |(school, name, received_on, deletion_on)| Return { school, name, received_on, deletion_on };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The open schools in this authority's area that returned nothing for a year, by name.
    ///
    /// # Errors
    /// `Database`.
    pub fn schools_without_returns(&mut self) -> Result<Vec<String>> {
        let since = self.today().checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        let returned = notifications::table
            .filter(notifications::authority_code.eq(self.authority().to_owned()))
            .filter(notifications::organisation_id.eq(organisations::id))
            .filter(notifications::received_on.ge(since));
        Ok(memberships::table
            .inner_join(organisations::table)
            .filter(memberships::authority_code.eq(self.authority()))
            .filter(organisations::kind.eq(AgencyKind::School))
            .filter(organisations::status.ne(OrganisationStatus::Closed))
            .filter(organisations::la_code.is_null().or(organisations::la_code.eq(self.authority())))
            .filter(not(exists(returned)))
            .order((organisations::search_name, organisations::id))
            .select(organisations::name)
            .load(self.sql())?)
    }
}

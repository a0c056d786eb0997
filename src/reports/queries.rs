//! Counting over all open registrations: two passes, grouped by the database.

use chrono::NaiveDate;
use diesel::dsl::{case_when, count_star, sum};
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::model::{Breakdown, Count, Report};
use crate::access::Desk;
use crate::access::role::ReadsFigures;
use crate::children::year_group::YearGroup;
use crate::db::schema::{children, registrations};
use crate::error::Result;
use crate::figures::model::soon_until;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, RegistrationKind};

/// Before every id. Said so, SQLite reads the registrations in the order of the children, which is about the order
/// in which both tables lie, and not in that of a due date, where each row is somewhere else.
const IN_THE_ORDER_OF_CHILDREN: &str = "";

type Sums = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

fn count((open, never, overdue, due_soon, contact_overdue): Sums) -> Count {
    let number = |sum: Option<i64>| sum.unwrap_or(0);
    Count {
        open,
        never: number(never),
        overdue: number(overdue),
        due_soon: number(due_soon),
        contact_overdue: number(contact_overdue),
    }
}

/// The counts of a group: stored dates compared with a day, as everywhere.
macro_rules! sums {
    ($today:expr) => {{
        let (today, soon) = ($today, soon_until($today));
        let one = || 1.into_sql::<Integer>();
        let seen = || registrations::last_seen_on.is_not_null();
        let passed = || registrations::unseen_due_on.lt(today).assume_not_null();
        let within = || registrations::unseen_due_on.between(today, soon).assume_not_null();
        (
            count_star(),
            sum(case_when(registrations::last_seen_on.is_null(), one()).otherwise(0)),
            sum(case_when(seen().and(passed()), one()).otherwise(0)),
            sum(case_when(seen().and(within()), one()).otherwise(0)),
            sum(case_when(registrations::contact_due_on.lt(today).assume_not_null(), one()).otherwise(0)),
        )
    }};
}

impl<R: ReadsFigures, M> Desk<'_, R, M> {
    /// The figures of today.
    ///
    /// # Errors
    /// `Database`.
    pub fn report(&mut self) -> Result<Report> {
        let mut report = self.by_kind_level_and_agency()?;
        let years = self.by_year_group()?;
        report.breakdowns.insert(2, years);
        Ok(report)
    }

    fn by_kind_level_and_agency(&mut self) -> Result<Report> {
        type Group = (RegistrationKind, Level, Option<AgencyKind>);
        let rows: Vec<(Group, Sums)> = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::child_id.gt(IN_THE_ORDER_OF_CHILDREN))
            .group_by((registrations::kind, registrations::level, registrations::last_seen_agency))
            .select(((registrations::kind, registrations::level, registrations::last_seen_agency), sums!(self.today())))
            .load(self.sql())?;
        let mut all = Count::default();
        let mut kinds = Breakdown::by("kind", "Kind");
        let mut levels = Breakdown::by("level", "Level");
        let mut agencies = Breakdown::by("last_seen_by", "Agency that saw the child last");
        RegistrationKind::ALL.iter().for_each(|kind| kinds.add(kind.label(), &Count::default()));
        Level::ALL.iter().for_each(|level| levels.add(level.label(), &Count::default()));
        AgencyKind::ALL.iter().for_each(|agency| agencies.add(agency.label(), &Count::default()));
        for ((kind, level, agency), sums) in rows {
            let count = count(sums);
            all.join(&count);
            kinds.add(kind.label(), &count);
            levels.add(level.label(), &count);
            agencies.add(agency.map_or("Nobody yet", AgencyKind::label), &count);
        }
        Ok(Report { all, breakdowns: vec![kinds, levels, agencies] })
    }

    fn by_year_group(&mut self) -> Result<Breakdown> {
        let today = self.today();
        let mut rows: Vec<((NaiveDate, Option<i32>), Sums)> = registrations::table
            .inner_join(children::table)
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::child_id.gt(IN_THE_ORDER_OF_CHILDREN))
            .group_by((children::date_of_birth, children::year_group_given))
            .select(((children::date_of_birth, children::year_group_given), sums!(today)))
            .load(self.sql())?;
        let year = |(birth, given): (NaiveDate, Option<i32>)| YearGroup::given_or_on(given, today, birth);
        rows.sort_by_key(|(group, _)| year(*group));
        let mut years = Breakdown::by("year_group", "Year group");
        for (group, sums) in rows {
            years.add(&year(group).label(), &count(sums));
        }
        Ok(years)
    }
}

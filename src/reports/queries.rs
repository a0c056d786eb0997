//! Counting over all open registrations, some of them at a time: however many there are, it takes no more memory.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Breakdown, Count, Report};
use crate::access::Desk;
use crate::access::role::ReadsFigures;
use crate::children::model::Child;
use crate::children::year_group::YearGroup;
use crate::contacts::standard::Verdict;
use crate::db::dialect::direct;
use crate::db::schema::{children, registrations};
use crate::db::{Day, MaybeDay};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, RegistrationKind};

/// Registrations read at a time.
const AT_A_TIME: i64 = 500;

/// An open registration: whose, its kind, level and last agency, whether the child was ever seen, the due dates, and
/// what the year group is told from.
type Open = (Id<Child>, RegistrationKind, Level, Option<AgencyKind>, bool, MaybeDay, MaybeDay, Day, Option<i32>);

/// What the groups of the report are told apart by.
type Group = (RegistrationKind, Level, Option<AgencyKind>, YearGroup);

impl<R: ReadsFigures, M> Desk<'_, R, M> {
    /// The figures of today.
    ///
    /// # Errors
    /// `Database`.
    pub fn report(&mut self) -> Result<Report> {
        self.report_reading(AT_A_TIME)
    }

    /// The same, reading `at_a_time` registrations (1 or more) at a time.
    ///
    /// # Errors
    /// `Database`.
    pub fn report_reading(&mut self, at_a_time: i64) -> Result<Report> {
        let today = self.today();
        let mut groups: BTreeMap<Group, Count> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let rows = self.open_after(&after, at_a_time)?;
            let Some((last, ..)) = rows.last() else { return Ok(report_of(&groups)) };
            after = last.to_string();
            for row in rows {
                let (group, count) = counted(row, today);
                groups.entry(group).or_default().join(&count);
            }
        }
    }

    /// In the order of the children, which is about the order in which both tables lie: in that of a due date each
    /// row would be somewhere else.
    fn open_after(&mut self, child: &str, limit: i64) -> Result<Vec<Open>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| registrations::table
            .inner_join(children::table)
            .filter(registrations::authority_code.eq(authority))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::child_id.gt(child))
            .order(registrations::child_id)
            .limit(limit)
            .select((
                registrations::child_id,
                registrations::kind,
                registrations::level,
                registrations::last_seen_agency,
                registrations::last_seen_on.is_not_null(),
                registrations::unseen_due_on,
                registrations::contact_due_on,
                children::date_of_birth,
                children::year_group_given,
            ))
            .load(conn))?)
    }
}

/// The group of one registration, and how it stands.
fn counted((_, kind, level, agency, seen, unseen_due, contact_due, birth, year): Open, today: NaiveDate) -> (Group, Count) {
    // As everywhere, a row without its due dates counts as due since always, so that it is never hidden.
    let date = |due: MaybeDay| Option::from(due).unwrap_or(NaiveDate::MIN);
    let verdict = Verdict::on(today, seen, date(unseen_due));
    let is = |asked| i64::from(verdict == asked);
    let count = Count {
        open: 1,
        never: is(Verdict::NeverSeen),
        overdue: is(Verdict::Overdue),
        due_soon: is(Verdict::DueSoon),
        contact_overdue: i64::from(date(contact_due) < today),
    };
    ((kind, level, agency, YearGroup::given_or_on(year, today, birth.into())), count)
}

fn report_of(groups: &BTreeMap<Group, Count>) -> Report {
    let mut all = Count::default();
    let mut kinds = Breakdown::by("kind", "Kind");
    let mut levels = Breakdown::by("level", "Level");
    let mut agencies = Breakdown::by("last_seen_by", "Agency that saw the child last");
    let mut years = Breakdown::by("year_group", "Year group");
    RegistrationKind::ALL.iter().for_each(|kind| kinds.add(kind.label(), &Count::default()));
    Level::ALL.iter().for_each(|level| levels.add(level.label(), &Count::default()));
    AgencyKind::ALL.iter().for_each(|agency| agencies.add(agency.label(), &Count::default()));
    let mut in_order: Vec<YearGroup> = groups.keys().map(|(.., year)| *year).collect();
    in_order.sort();
    in_order.iter().for_each(|year| years.add(&year.label(), &Count::default()));
    for ((kind, level, agency, year), count) in groups {
        all.join(count);
        kinds.add(kind.label(), count);
        levels.add(level.label(), count);
        agencies.add(agency.map_or("Nobody yet", AgencyKind::label), count);
        years.add(&year.label(), count);
    }
    Report { all, breakdowns: vec![kinds, levels, years, agencies] }
}

//! The lists in the database: ranges of an index on the due date, read one after the other.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Filter, List, Mark, Officer, Order, Sight, Span, Turn, beyond, spans};
use crate::access::Desk;
use crate::access::account::AccountRole;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::children::year_group::YearGroup;
use crate::contacts::grounds::Grounds;
use crate::db::Day;
use crate::db::dialect::direct;
use crate::db::schema::{accounts, children, registrations};
use crate::error::Result;
use crate::figures::model::Tally;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standards::model::Standards;
use crate::standings::model::{Stored, UNASSIGNED};
use crate::visits::queries::NextVisit;

/// Rows read at a time for files and commands.
const CHUNK: usize = 1_000;
/// Nobody counts further than this on a page.
pub const COUNTED: usize = 1_000;

/// One row of a list.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct Row {
    /// The open registration.
    pub id: Id<Registration>,
    /// Whose it is.
    pub child_id: Id<Child>,
    /// Its kind.
    pub kind: RegistrationKind,
    /// Its level.
    pub level: Level,
    /// Its first day.
    #[diesel(deserialize_as = Day)]
    pub started_on: NaiveDate,
    /// The standing, as stored.
    #[diesel(embed)]
    pub stored: Stored,
    /// The child.
    #[diesel(embed)]
    pub child: Named,
    /// Who keeps in touch.
    #[diesel(embed)]
    pub officer: Option<Assigned>,
}

/// What a list says of a child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = children)]
pub struct Named {
    /// The register's own number for the child.
    pub reference: String,
    /// As written.
    pub given_names: String,
    /// As written.
    pub family_name: String,
    /// For the year group.
    #[diesel(deserialize_as = Day)]
    pub date_of_birth: NaiveDate,
    /// Of a child taught out of cohort.
    pub year_group_given: Option<i32>,
}

impl Named {
    /// The whole name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name)
    }

    /// The year group on a day.
    pub fn year(&self, day: NaiveDate) -> YearGroup {
        YearGroup::given_or_on(self.year_group_given, day, self.date_of_birth)
    }
}

/// The officer of a child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Assigned {
    /// By name.
    pub name: String,
    /// Since when the account is disabled: somebody else should have the child.
    pub disabled_at: Option<NaiveDateTime>,
}

impl Row {
    /// What its verdicts rest on.
    pub fn grounds(&self, standards: &Standards, day: NaiveDate) -> Grounds {
        self.stored.grounds(self.started_on, standards.in_force(self.kind, self.level, day))
    }

    /// Its place in a list.
    pub fn mark(&self, list: List) -> Mark {
        let due = match list {
            List::NotSeen => self.stored.unseen_due_on,
            List::ContactOverdue => self.stored.contact_due_on,
        };
        Mark { due: due.unwrap_or(NaiveDate::MIN), id: self.id }
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// The standards their verdicts are read by.
    pub standards: Standards,
    /// The next visit of each child that has one planned.
    pub visits: BTreeMap<Id<Child>, NextVisit>,
    /// There are rows before these.
    pub has_previous: bool,
    /// There are rows after these.
    pub has_next: bool,
}

/// Adds the filter's conditions to a query over registrations with children.
macro_rules! narrowed {
    ($query:expr, $filter:expr, $me:expr, $today:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if !filter.kinds.is_empty() {
            query = query.filter(registrations::kind.eq_any(&filter.kinds));
        }
        if !filter.levels.is_empty() {
            query = query.filter(registrations::level.eq_any(&filter.levels));
        }
        match filter.officer {
            None => {}
            Some(Officer::Me) => query = query.filter(registrations::officer_id.eq($me)),
            Some(Officer::Unassigned) => query = query.filter(registrations::officer_id.is_null()),
            Some(Officer::One(id)) => query = query.filter(registrations::officer_id.eq(id)),
        }
        if let Some(year) = filter.year {
            let births = year.births($today);
            let given = children::year_group_given.eq(year.0).assume_not_null();
            let by_age =
                children::year_group_given.is_null().and(children::date_of_birth.between(*births.start(), *births.end()));
            query = query.filter(given.or(by_age));
        }
        if !filter.district.is_empty() {
            query = query.filter(children::postcode_district.eq(&filter.district));
        }
        if let Some(agency) = filter.agency {
            query = query.filter(registrations::last_seen_agency.eq(agency));
        }
        query
    }};
}

/// Adds a range of the index and its order.
macro_rules! ranged {
    ($query:expr, $due:ident, $span:expr, $rising:expr) => {{
        let (mut query, span) = ($query, $span);
        if let Some(from) = span.from {
            query = query.filter(registrations::$due.ge(from));
        }
        if let Some(until) = span.until {
            query = query.filter(registrations::$due.le(until));
        }
        match span.sight {
            Sight::Any => {}
            Sight::Never => query = query.filter(registrations::last_seen_on.is_null()),
            Sight::Seen => query = query.filter(registrations::last_seen_on.is_not_null()),
        }
        match (span.beyond, $rising) {
            (None, _) => {}
            (Some(id), true) => query = query.filter(registrations::id.gt(id)),
            (Some(id), false) => query = query.filter(registrations::id.lt(id)),
        }
        if $rising {
            query.order((registrations::$due.asc(), registrations::id.asc()))
        } else {
            query.order((registrations::$due.desc(), registrations::id.desc()))
        }
    }};
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One page of a list, with what its rows are shown with.
    ///
    /// # Errors
    /// `Database`.
    pub fn list_page(&mut self, list: List, filter: &Filter, turn: Turn, size: usize) -> Result<Listed> {
        let (mark, forwards) = match turn {
            Turn::First => (None, true),
            Turn::After(mark) => (Some(mark), true),
            Turn::Before(mark) => (Some(mark), false),
        };
        let rising = (filter.order == Order::Longest) == forwards;
        let spans = beyond(&spans(list, filter.shown, self.today()), mark, rising);
        let mut rows = self.listed(list, &spans, filter, rising, size + 1)?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        if !forwards {
            rows.reverse();
        }
        let children: Vec<Id<Child>> = rows.iter().map(|row| row.child_id).collect();
        Ok(Listed {
            visits: self.next_visits(&children)?,
            standards: self.standards()?,
            has_previous: if forwards { mark.is_some() } else { has_more },
            has_next: if forwards { has_more } else { true },
            rows,
        })
    }

    /// The rows of these ranges, one range after the other, until there are enough.
    fn listed(&mut self, list: List, spans: &[Span], filter: &Filter, rising: bool, limit: usize) -> Result<Vec<Row>> {
        let mut rows: Vec<Row> = Vec::new();
        for span in spans {
            let wanted = limit.saturating_sub(rows.len());
            if wanted == 0 {
                break;
            }
            let found = self.range(list, span, filter, rising, wanted)?;
            if rows.is_empty() { rows = found } else { rows.extend(found) }
        }
        Ok(rows)
    }

    fn range(&mut self, list: List, span: &Span, filter: &Filter, rising: bool, limit: usize) -> Result<Vec<Row>> {
        let (me, today) = (self.account(), self.today());
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| {
            let query = registrations::table
                .inner_join(children::table)
                .left_join(accounts::table)
                .filter(registrations::authority_code.eq(authority))
                .filter(registrations::ended_on.is_null())
                .select(Row::as_select())
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .into_boxed();
            let query = narrowed!(query, filter, me, today);
            match list {
                List::NotSeen => ranged!(query, unseen_due_on, span, rising),
                List::ContactOverdue => ranged!(query, contact_due_on, span, rising),
            }
            .load(conn)
        })?)
    }

    /// How many rows a list has: exactly, from the counts by due date, where only an officer and a
    /// verdict are asked for; otherwise counted, up to [`COUNTED`] and one. `team` is the tally of
    /// everybody's children.
    ///
    /// # Errors
    /// `Database`.
    pub fn list_total(&mut self, list: List, filter: &Filter, team: &Tally) -> Result<usize> {
        if filter.is_counted() {
            let tally = match filter.officer {
                None => *team,
                Some(Officer::Me) => self.tally(self.account().map_or_else(String::new, |me| me.to_string()).as_str())?,
                Some(Officer::Unassigned) => self.tally(UNASSIGNED)?,
                Some(Officer::One(id)) => self.tally(id.as_str())?,
            };
            return Ok(usize::try_from(filter.shown.counted(list, &tally)).unwrap_or(0));
        }
        let mut total = 0;
        for span in &spans(list, filter.shown, self.today()) {
            total += self.count_range(list, span, filter, COUNTED + 1 - total)?;
        }
        Ok(total)
    }

    fn count_range(&mut self, list: List, span: &Span, filter: &Filter, limit: usize) -> Result<usize> {
        let (me, today) = (self.account(), self.today());
        let query = registrations::table
            .inner_join(children::table)
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .select(registrations::id)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .into_boxed();
        let query = narrowed!(query, filter, me, today);
        let query = match list {
            List::NotSeen => ranged!(query, unseen_due_on, span, true),
            List::ContactOverdue => ranged!(query, contact_due_on, span, true),
        };
        let ids: Vec<Id<Registration>> = query.load(self.sql())?;
        Ok(ids.len())
    }

    /// Hands over every row of these ranges in order, some at a time, so that a file or a command
    /// never holds more of them than it needs; answers how many there were.
    ///
    /// # Errors
    /// Those of `each`; `Database`.
    pub fn walk_list(
        &mut self,
        list: List,
        spans: &[Span],
        filter: &Filter,
        mut each: impl FnMut(&mut Self, &[Row]) -> Result<()>,
    ) -> Result<usize> {
        let (rising, mut total, mut mark) = (filter.order == Order::Longest, 0, None);
        loop {
            let rows = self.listed(list, &beyond(spans, mark, rising), filter, rising, CHUNK)?;
            each(self, &rows)?;
            total += rows.len();
            match rows.last() {
                Some(last) if rows.len() == CHUNK => mark = Some(last.mark(list)),
                _ => return Ok(total),
            }
        }
    }

    /// The accounts a list can be narrowed to, id and name: the disabled ones too, for they may still have children.
    ///
    /// # Errors
    /// `Database`.
    pub fn officers_to_filter_by(&mut self) -> Result<Vec<(String, String)>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| accounts::table
            .filter(accounts::authority_code.eq(authority))
            .filter(accounts::role.eq(AccountRole::Officer).or(accounts::role.eq(AccountRole::Manager)))
            .order((accounts::name, accounts::id))
            .select((accounts::id, accounts::name))
            .load(conn))?)
    }
}

#[cfg(test)]
#[path = "queries/plans_tests.rs"]
mod plans;

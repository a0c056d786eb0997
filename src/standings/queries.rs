//! Keeps stored standings, and the counts by due date, equal to what the rule says.

mod counts;
mod held_to;
mod kept;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::min;
use diesel::prelude::*;

use self::counts::{Counts, tally};
use self::kept::Store;
use super::model::Stored;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::contacts::model::{Answer, Mode, Outcome};
use crate::contacts::standard::{Fact, Standing, Starts};
use crate::db::Day;
use crate::db::dialect::direct;
use crate::db::schema::{contacts, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standards::model::Standards;

/// What a standing is computed from, and what is stored now.
#[derive(Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = registrations)]
struct Open {
    id: Id<Registration>,
    child_id: Id<Child>,
    kind: RegistrationKind,
    level: Level,
    #[diesel(deserialize_as = Day)]
    started_on: NaiveDate,
    officer_id: Option<Id<Account>>,
    #[diesel(embed)]
    stored: Stored,
}

type FactRow = (Id<Child>, Day, AgencyKind, Mode, Outcome, Answer, Answer, Answer, bool);

const FACT: (
    contacts::child_id,
    contacts::occurred_on,
    contacts::agency_kind,
    contacts::mode,
    contacts::outcome,
    contacts::child_seen,
    contacts::spoken_to,
    contacts::alone,
    contacts::entered_in_error,
) = (
    contacts::child_id,
    contacts::occurred_on,
    contacts::agency_kind,
    contacts::mode,
    contacts::outcome,
    contacts::child_seen,
    contacts::spoken_to,
    contacts::alone,
    contacts::entered_in_error,
);

fn fact((_, occurred_on, agency, mode, outcome, child_seen, spoken_to, alone, entered_in_error): FactRow) -> Fact {
    Fact { occurred_on: occurred_on.into(), agency, mode, outcome, child_seen, spoken_to, alone, entered_in_error }
}

impl Open {
    /// What the rule says of it today, from the starts and facts of its child.
    fn standing(
        &self,
        starts: &BTreeMap<Id<Child>, NaiveDate>,
        facts: &mut BTreeMap<Id<Child>, Vec<Fact>>,
        standards: &Standards,
        today: NaiveDate,
    ) -> Stored {
        let earliest = starts.get(&self.child_id).copied().unwrap_or(self.started_on);
        let facts = facts.remove(&self.child_id).unwrap_or_default();
        let standard = standards.in_force(self.kind, self.level, today);
        Stored::from(&Standing::on(today, &facts, Starts { earliest, open: self.started_on }, standard))
    }
}

/// When the earliest registration of each of some children began.
macro_rules! starts_where {
    ($desk:expr, $whose:expr) => {{
        let rows: Vec<(Id<Child>, Option<NaiveDate>)> = registrations::table
            .filter(registrations::authority_code.eq($desk.authority()))
            .filter($whose)
            .group_by(registrations::child_id)
            .select((registrations::child_id, min(registrations::started_on)))
            .load($desk.sql())?;
        rows.into_iter().filter_map(|(child, start)| start.map(|start| (child, start))).collect::<BTreeMap<_, _>>()
    }};
}

/// The facts of each of some children.
macro_rules! facts_where {
    ($desk:expr, $whose:expr) => {{
        let rows: Vec<FactRow> = contacts::table
            .filter(contacts::authority_code.eq($desk.authority()))
            .filter($whose)
            .select(FACT)
            .load($desk.sql())?;
        let mut facts: BTreeMap<Id<Child>, Vec<Fact>> = BTreeMap::new();
        for row in rows {
            facts.entry(row.0).or_default().push(fact(row));
        }
        facts
    }};
}

/// A stored standing that is not what the rule says.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Whose.
    pub child: Id<Child>,
    /// What is wrong, with dates and no names.
    pub what: String,
}

/// Children handled at a time when all are recomputed.
const CHUNK: i64 = 2_000;
/// Children named one by one in a statement.
const CHILDREN_AT_ONCE: usize = 500;

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's standing on a day, from the facts; none when no registration is open.
    ///
    /// # Errors
    /// `Database`.
    pub fn standing(&mut self, child: Id<Child>, day: NaiveDate) -> Result<Option<Standing>> {
        let Some((open, starts)) = self.open_registration_of(child)? else { return Ok(None) };
        self.compute(&open, starts, day).map(Some)
    }

    /// As [`Desk::standing`], from facts that were read already.
    ///
    /// # Errors
    /// `Database`.
    pub fn standing_from(&mut self, child: Id<Child>, facts: &[Fact], day: NaiveDate) -> Result<Option<Standing>> {
        let Some((open, starts)) = self.open_registration_of(child)? else { return Ok(None) };
        self.judge(&open, starts, facts, day).map(Some)
    }

    /// Every standing recomputed from the facts and compared with what is stored.
    ///
    /// # Errors
    /// `Database`.
    pub fn standing_differences(&mut self) -> Result<Vec<Difference>> {
        let mut found = Vec::new();
        self.recompute_all(|_, open, computed| {
            if open.stored != computed {
                let what = format!("stored {:?}, the rule says {computed:?}", open.stored);
                found.push(Difference { child: open.child_id, what });
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The child's open registration, and when the earliest began.
    fn open_registration_of(&mut self, child: Id<Child>) -> Result<Option<(Open, Starts)>> {
        let all = diesel::alias!(registrations as all);
        let earliest = all
            .filter(all.field(registrations::authority_code).eq(registrations::authority_code))
            .filter(all.field(registrations::child_id).eq(registrations::child_id))
            .select(min(all.field(registrations::started_on)))
            .single_value();
        let authority = self.authority();
        let found: Option<(Open, Option<NaiveDate>)> = direct!(self.sql(), |conn| registrations::table
            .filter(registrations::authority_code.eq(authority))
            .filter(registrations::child_id.eq(child))
            .filter(registrations::ended_on.is_null())
            .select((Open::as_select(), earliest))
            .first(conn))
        .optional()?;
        Ok(found.map(|(open, earliest)| {
            let starts = Starts { earliest: earliest.unwrap_or(open.started_on), open: open.started_on };
            (open, starts)
        }))
    }

    fn compute(&mut self, open: &Open, starts: Starts, day: NaiveDate) -> Result<Standing> {
        let authority = self.authority();
        let rows: Vec<FactRow> = direct!(self.sql(), |conn| contacts::table
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::child_id.eq(open.child_id))
            .select(FACT)
            .load(conn))?;
        let facts: Vec<Fact> = rows.into_iter().map(fact).collect();
        self.judge(open, starts, &facts, day)
    }

    fn judge(&mut self, open: &Open, starts: Starts, facts: &[Fact], day: NaiveDate) -> Result<Standing> {
        Ok(Standing::on(day, facts, starts, self.standard_in_force(open.kind, open.level, day)?))
    }

    /// Runs the rule over every open registration, in chunks by child.
    fn recompute_all(&mut self, mut each: impl FnMut(&mut Self, &Open, Stored) -> Result<()>) -> Result<()> {
        let (authority, today, standards) = (self.authority(), self.today(), self.standards()?);
        let mut after = String::new();
        loop {
            let open: Vec<Open> = registrations::table
                .filter(registrations::authority_code.eq(authority))
                .filter(registrations::ended_on.is_null())
                .filter(registrations::child_id.gt(&after))
                .order(registrations::child_id)
                .limit(CHUNK)
                .select(Open::as_select())
                .load(self.sql())?;
            let (Some(first), Some(last)) = (open.first(), open.last()) else { return Ok(()) };
            let (first, last) = (first.child_id, last.child_id);
            let starts = starts_where!(self, registrations::child_id.between(first, last));
            let mut facts = self.facts_between(first, last)?;
            for row in &open {
                let stored = row.standing(&starts, &mut facts, &standards, today);
                each(self, row, stored)?;
            }
            after = last.to_string();
        }
    }

    pub(crate) fn facts_between(&mut self, first: Id<Child>, last: Id<Child>) -> Result<BTreeMap<Id<Child>, Vec<Fact>>> {
        Ok(facts_where!(self, contacts::child_id.between(first, last)))
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Recomputes one child's standing and stores it: to be called by whatever changed a contact, a
    /// registration, a level, a kind or an officer, in the same transaction.
    ///
    /// # Errors
    /// `Database`.
    pub fn refresh_standing(&mut self, child: Id<Child>) -> Result<()> {
        let Some((open, starts)) = self.open_registration_of(child)? else { return Ok(()) };
        let stored = Stored::from(&self.compute(&open, starts, self.today())?);
        let mut moved = Counts::new();
        self.store(&open, stored, &mut moved)?;
        self.add_counts(&moved)
    }

    /// The same for many children at once: their facts are read together and the counts moved once.
    ///
    /// # Errors
    /// `Database`.
    pub fn refresh_standings(&mut self, children: &[Id<Child>]) -> Result<()> {
        let (authority, today, standards) = (self.authority(), self.today(), self.standards()?);
        let mut moved = Counts::new();
        for some in children.chunks(CHILDREN_AT_ONCE) {
            let open: Vec<Open> = registrations::table
                .filter(registrations::authority_code.eq(authority))
                .filter(registrations::ended_on.is_null())
                .filter(registrations::child_id.eq_any(some))
                .select(Open::as_select())
                .load(self.sql())?;
            let starts = starts_where!(self, registrations::child_id.eq_any(some));
            let mut facts = facts_where!(self, contacts::child_id.eq_any(some));
            for row in open {
                let stored = row.standing(&starts, &mut facts, &standards, today);
                self.store(&row, stored, &mut moved)?;
            }
        }
        self.add_counts(&moved)
    }

    /// Stores what the rule says of one registration, where it is not stored already.
    fn store(&mut self, open: &Open, stored: Stored, moved: &mut Counts) -> Result<()> {
        if open.stored != stored {
            let store = Store::of(open.id, &stored);
            direct!(self.sql(), |conn| store.execute(conn))?;
            tally(moved, Some((open.officer_id, open.stored)), Some((open.officer_id, stored)));
        }
        Ok(())
    }

    /// Assigns an officer to an open registration, or nobody, and moves the counts.
    ///
    /// # Errors
    /// `Database`; `NotFound` when no registration of the child is open.
    pub fn set_officer(&mut self, child: Id<Child>, officer: Option<Id<Account>>) -> Result<Id<Registration>> {
        let (open, _) = self.open_registration_of(child)?.ok_or(crate::error::Error::NotFound)?;
        diesel::update(registrations::table.find(open.id)).set(registrations::officer_id.eq(officer)).execute(self.sql())?;
        self.move_counts(Some((open.officer_id, open.stored)), Some((officer, open.stored)))?;
        Ok(open.id)
    }

    /// Takes a child's open registration off the lists, before it is closed: an ended registration
    /// has no due dates.
    ///
    /// # Errors
    /// `Database`.
    pub fn clear_standing(&mut self, child: Id<Child>) -> Result<()> {
        let Some((open, _)) = self.open_registration_of(child)? else { return Ok(()) };
        diesel::update(registrations::table.find(open.id)).set(Stored::default()).execute(self.sql())?;
        self.move_counts(Some((open.officer_id, open.stored)), None)
    }
}

//! The standards of one authority.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{DatedStandard, Standards, shipped_from};
use crate::access::role::{Administers, Manages, Staff};
use crate::access::{Changing, Desk};
use crate::contacts::standard::Standard;
use crate::db::dialect::direct;
use crate::db::schema::{authorities, standards};
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, RegistrationKind};

/// One row as it is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = standards)]
struct Row {
    kind: RegistrationKind,
    level: Level,
    effective_from: NaiveDate,
    first_within_days: i32,
    contact_within_days: i32,
    seen_within_days: i32,
    in_person_within_days: i32,
}

impl From<Row> for DatedStandard {
    fn from(row: Row) -> Self {
        let days = |stored: i32| u32::try_from(stored).unwrap_or(0);
        let standard = Standard {
            first: days(row.first_within_days),
            contact: days(row.contact_within_days),
            seen: days(row.seen_within_days),
            in_person: days(row.in_person_within_days),
        };
        Self { kind: row.kind, level: row.level, effective_from: row.effective_from, standard }
    }
}

fn read(rows: Vec<Row>) -> Standards {
    Standards(rows.into_iter().map(DatedStandard::from).collect())
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Every standard of this authority.
    ///
    /// # Errors
    /// `Database`.
    pub fn standards(&mut self) -> Result<Standards> {
        let authority = self.authority();
        let rows: Vec<Row> = direct!(self.sql(), |conn| standards::table
            .filter(standards::authority_code.eq(authority))
            .select(Row::as_select())
            .order((standards::kind, standards::level, standards::effective_from))
            .load(conn))?;
        Ok(read(rows))
    }

    /// The standard that is in force for a kind and level on a day.
    ///
    /// # Errors
    /// `Database`.
    pub fn standard_in_force(&mut self, kind: RegistrationKind, level: Level, day: NaiveDate) -> Result<Standard> {
        let authority = self.authority();
        let rows: Vec<Row> = direct!(self.sql(), |conn| standards::table
            .filter(standards::authority_code.eq(authority))
            .filter(standards::kind.eq(kind))
            .filter(standards::level.eq(level))
            .select(Row::as_select())
            .load(conn))?;
        Ok(read(rows).in_force(kind, level, day))
    }

    /// When a manager last said that the standards were looked at; none before the first time.
    ///
    /// # Errors
    /// `Database`.
    pub fn standards_reviewed_at(&mut self) -> Result<Option<NaiveDateTime>> {
        Ok(authorities::table.find(self.authority()).select(authorities::standards_reviewed_at).first(self.sql())?)
    }
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Keeps that the standards were looked at now.
    ///
    /// # Errors
    /// `Database`.
    pub fn confirm_standards(&mut self) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::update(authorities::table.find(authority)).set(authorities::standards_reviewed_at.eq(now)).execute(self.sql())?;
        Ok(())
    }

    /// Keeps a standard and, where it holds already, moves the due dates of all it is for in this
    /// same change; one that is to come rests until its day. Answers how many moved.
    ///
    /// # Errors
    /// `Database`.
    pub fn set_standard(&mut self, row: &DatedStandard) -> Result<usize> {
        self.keep_standard(row)?;
        if row.effective_from > self.today() { Ok(0) } else { self.hold_to_standard(row.kind, row.level) }
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps a standard from a day on; one that already holds from that very day is replaced.
    ///
    /// # Errors
    /// `Database`.
    pub fn keep_standard(&mut self, row: &DatedStandard) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::delete(
            standards::table
                .filter(standards::authority_code.eq(authority))
                .filter(standards::kind.eq(row.kind))
                .filter(standards::level.eq(row.level))
                .filter(standards::effective_from.eq(row.effective_from)),
        )
        .execute(self.sql())?;
        insert(self.sql(), authority, now, row)
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Gives a new authority the shipped standards.
    ///
    /// # Errors
    /// `Database`.
    pub fn keep_shipped_standards(&mut self) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        for &kind in RegistrationKind::ALL {
            for &level in Level::ALL {
                let row = DatedStandard { kind, level, effective_from: shipped_from(), standard: Standard::shipped(kind, level) };
                insert(self.sql(), authority, now, &row)?;
            }
        }
        Ok(())
    }
}

fn insert(conn: &mut crate::db::AnyConnection, authority: &str, now: chrono::NaiveDateTime, row: &DatedStandard) -> Result<()> {
    let days = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    diesel::insert_into(standards::table)
        .values((
            standards::id.eq(Id::<DatedStandard>::mint()),
            standards::authority_code.eq(authority),
            standards::kind.eq(row.kind),
            standards::level.eq(row.level),
            standards::first_within_days.eq(days(row.standard.first)),
            standards::contact_within_days.eq(days(row.standard.contact)),
            standards::seen_within_days.eq(days(row.standard.seen)),
            standards::in_person_within_days.eq(days(row.standard.in_person)),
            standards::effective_from.eq(row.effective_from),
            standards::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

//! Another standard for a kind and level: what it would do, and doing it. What has happened stays as it
//! is stored, so no contact is read.

use diesel::prelude::*;

use super::kept::Store;
use super::{CHUNK, Open};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::contacts::standard::Standard;
use crate::db::dialect::direct;
use crate::db::schema::registrations;
use crate::error::Result;
use crate::registrations::model::{Level, RegistrationKind};
use crate::standings::model::Effect;

impl<R: Staff, M> Desk<'_, R, M> {
    fn open_of(&mut self, kind: RegistrationKind, level: Level, after: &str) -> Result<Vec<Open>> {
        Ok(registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::kind.eq(kind))
            .filter(registrations::level.eq(level))
            .filter(registrations::id.gt(after))
            .order(registrations::id)
            .limit(CHUNK)
            .select(Open::as_select())
            .load(self.sql())?)
    }

    /// How many children of a kind and level would be not seen, and contact overdue, today: as they
    /// stand, and under another standard.
    ///
    /// # Errors
    /// `Database`.
    pub fn effect_of_standard(&mut self, kind: RegistrationKind, level: Level, standard: Standard) -> Result<Effect> {
        let (today, mut effect, mut after) = (self.today(), Effect::default(), String::new());
        loop {
            let open = self.open_of(kind, level, &after)?;
            let Some(last) = open.last() else { return Ok(effect) };
            after = last.id.to_string();
            for row in &open {
                effect.add(today, &row.stored, &row.stored.under(row.started_on, standard));
            }
        }
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Moves the due dates of every open registration of a kind and level to the standard now in
    /// force, in this very change; answers how many moved. What has happened stays as it is stored,
    /// so no contact is read.
    ///
    /// # Errors
    /// `Database`.
    pub fn hold_to_standard(&mut self, kind: RegistrationKind, level: Level) -> Result<usize> {
        let standard = self.standard_in_force(kind, level, self.today())?;
        let (mut moved, mut after) = (0, String::new());
        loop {
            let open = self.open_of(kind, level, &after)?;
            let Some(last) = open.last() else { break };
            after = last.id.to_string();
            for row in &open {
                let stored = row.stored.under(row.started_on, standard);
                if stored != row.stored {
                    let store = Store::of(row.id, &stored);
                    direct!(self.sql(), |conn| store.execute(conn))?;
                    moved += 1;
                }
            }
        }
        if moved > 0 {
            self.recount()?;
        }
        Ok(moved)
    }
}

//! The authority's own row.

use diesel::prelude::*;

use super::model::Settings;
use crate::access::role::Administers;
use crate::access::{Changing, Desk};
use crate::db::schema::authorities;
use crate::digest::schedule::Schedule;
use crate::error::Result;

impl<R: Administers, M> Desk<'_, R, M> {
    /// The settings, and whether the data are invented.
    pub(super) fn settings(&mut self) -> Result<(Settings, bool)> {
        let (name, reference_prefix, second_factor, pattern, is_demonstration): (_, _, _, String, _) = authorities::table
            .find(self.authority())
            .select((
                authorities::name,
                authorities::reference_prefix,
                authorities::second_factor,
                authorities::digest_pattern,
                authorities::demonstration,
            ))
            .first(self.sql())?;
        let letters = Schedule::stored(&pattern);
        Ok((Settings { name, reference_prefix, second_factor, letters }, is_demonstration))
    }
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Keeps the settings; references given before stay as they are.
    pub(super) fn keep_settings(&mut self, settings: &Settings) -> Result<()> {
        diesel::update(authorities::table.find(self.authority()))
            .set((
                authorities::name.eq(&settings.name),
                authorities::reference_prefix.eq(&settings.reference_prefix),
                authorities::second_factor.eq(settings.second_factor),
                authorities::digest_pattern.eq(settings.letters.pattern()),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

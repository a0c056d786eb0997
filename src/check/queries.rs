//! What the database says of itself.

use crate::access::Desk;
use crate::access::role::System;
use crate::db::dialect;
use crate::error::Result;

impl<M> Desk<'_, System, M> {
    /// Faults of the file and rows that name rows that are not there (SQLite; PostgreSQL keeps its
    /// keys itself).
    ///
    /// # Errors
    /// `Database` when it cannot be asked.
    pub(super) fn integrity_faults(&mut self) -> Result<Vec<String>> {
        dialect::integrity_faults(self.sql())
    }
}

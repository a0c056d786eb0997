//! The running product: its database, its clock and its settings. The database is private to this
//! room; everybody else gets to it through an actor.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Database, Location};
use crate::error::Result;

/// What every request and every command shares. Clones are cheap.
#[derive(Clone)]
pub struct House {
    pub(super) database: Database,
    clock: Clock,
    config: Arc<Config>,
}

impl House {
    /// Opens the database (and migrates it).
    ///
    /// # Errors
    /// `Refused` when the database cannot be reached.
    pub fn open(location: &Location, clock: Clock, config: Config) -> Result<Self> {
        Ok(Self { database: Database::open(location)?, clock, config: Arc::new(config) })
    }

    /// The one clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The settings from the environment.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where the database is.
    pub fn location(&self) -> &Location {
        self.database.location()
    }
}

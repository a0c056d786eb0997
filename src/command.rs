//! What every command shares: which register it works on, and how it speaks.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::access::{House, System};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Location;
use crate::error::{Error, Result};

/// Which register a command works on; accepted by every command.
#[derive(Args, Clone, Debug)]
pub struct At {
    /// The folder of the embedded database and of the product's own files
    #[arg(long, global = true, default_value = "./data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// sqlite://PATH or postgres://USER@HOST/NAME; by default seen.sqlite in the data folder
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Take this date (2026-11-23) for today's; writing with it works on demonstrations only
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<NaiveDate>,
    /// The authority's code; needed only where the database holds several
    #[arg(long, global = true, value_name = "CODE")]
    pub authority: Option<String>,
}

impl At {
    /// Where the database is.
    ///
    /// # Errors
    /// `Refused` for an unknown scheme.
    pub fn location(&self) -> Result<Location> {
        match self.database_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => Location::parse(url),
            None => Ok(Location::Sqlite(self.data_dir.join("seen.sqlite"))),
        }
    }

    /// Opens the register, migrating it where needed.
    ///
    /// # Errors
    /// `Refused` when the database cannot be reached.
    pub fn open(&self) -> Result<House> {
        let clock = self.today.map_or_else(Clock::system, Clock::starting);
        House::open(&self.location()?, clock, Config::from_environment(self.data_dir.clone())?)
    }

    /// The operating-system user at work in the authority that was named, or in the only one.
    ///
    /// # Errors
    /// `Refused` when there is none, or several and none was named.
    pub async fn system(&self) -> Result<System> {
        let house = self.open()?;
        let known = house.authorities().await?;
        let code = match (&self.authority, known.as_slice()) {
            (Some(named), known) if known.contains(named) => named.clone(),
            (Some(named), _) => return Err(Error::refused(format!("there is no authority {named} in this database"))),
            (None, [only]) => only.clone(),
            (None, []) => return Err(Error::refused("the database is empty: begin with `seen authority add` or `seen demo`")),
            (None, several) => {
                return Err(Error::refused(format!(
                    "the database holds several authorities ({}): name one with --authority",
                    several.join(", ")
                )));
            }
        };
        Ok(System::at(&house, &code))
    }
}

/// Prints a line for whoever runs the command. Where nobody reads any more (`seen … | head`) the work
/// goes on without it.
macro_rules! say {
    ($($what:tt)*) => {{
        use std::io::Write;
        let _nobody_reads = writeln!(std::io::stdout(), $($what)*);
    }};
}
pub(crate) use say;

//! The command line. Exit 0: done. 1: it found something wrong, or could not do it. 2: wrong usage.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::access::{House, System, links, second_factor};
use crate::accounts::command::User;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Location;
use crate::error::{Error, Result};
use crate::organisations::command::ImportSchools;

/// The register of children not in school, and of who has not been seen.
#[derive(Parser, Debug)]
#[command(
    name = "seen",
    version,
    about,
    max_term_width = 100,
    after_help = "Example:\n  seen demo\n  seen serve --bind 127.0.0.1:8080"
)]
pub struct Cli {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    command: Option<Command>,
}

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

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the register to browsers (also without a command)
    #[command(after_help = "Example:\n  seen serve --bind 127.0.0.1:8080")]
    Serve(Serve),
    /// Make a demonstration authority, print who can sign in, and serve it
    #[command(
        after_help = "Examples:\n  seen demo\n  seen demo --children 100000 --no-serve --data-dir /tmp/big\n  seen demo --lists 100000 --to lists"
    )]
    Demo(Demo),
    /// List the children whom nobody has seen lately, and those due soon
    #[command(
        after_help = "Examples:\n  seen not-seen\n  seen not-seen --format csv > not-seen.csv\n  seen not-seen --today 2026-12-01"
    )]
    NotSeen {
        /// How to write the rows
        #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
        format: crate::not_seen::command::Format,
    },
    /// Queue this week’s letters about overdue children now and send them; once a week, whoever asks
    #[command(
        after_help = "Examples:\n  seen digest --dry-run\n  seen digest\n  seen digest --dry-run --today 2026-12-28\n\n`seen serve` does this by itself every week. A week that is queued is never queued again.\nLetters go to the server in SEEN_SMTP_URL, or else to files in the folder mail of the data folder."
    )]
    Digest {
        /// Print each letter; queue and send nothing
        #[arg(long)]
        dry_run: bool,
    },
    Match(crate::matching::command::Match),
    /// Compare every stored standing, count and file with what it should be, and look for faults in the database
    #[command(after_help = "Example:\n  seen check")]
    Check,
    /// Write the whole register to CSV files, one a table (docs/export.md)
    #[command(after_help = "Example:\n  seen export --to export-2026-11-23")]
    Export {
        /// A new or empty folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Copy the embedded database to a new file, while it is in use, and check the copy
    #[command(
        after_help = "Example:\n  seen backup /backups/seen-2026-11-23.sqlite\n\nOn PostgreSQL it names the pg_dump command to run, and ends with 1."
    )]
    Backup {
        /// A file that is not there yet
        file: PathBuf,
    },
    /// Put a backup back; never over a database, unless it is told to and nobody uses it
    #[command(
        after_help = "Example:\n  seen restore /backups/seen-2026-11-23.sqlite --data-dir ./data\n\nOn PostgreSQL it names the pg_restore command to run, and ends with 1."
    )]
    Restore {
        /// A file made by `seen backup`
        file: PathBuf,
        /// Move the database that is there aside, if nobody uses it
        #[arg(long)]
        replace: bool,
    },
    /// The authorities of this database
    #[command(subcommand, after_help = "Example:\n  seen authority add 990 Wexcombe")]
    Authority(Authority),
    /// The accounts people sign in with
    #[command(subcommand, after_help = "Example:\n  seen user add amina.khan@example.gov.uk \"Amina Khan\" --role officer")]
    User(User),
    /// Bring files in
    #[command(subcommand, after_help = "Example:\n  seen import register register.xlsx --dry-run")]
    Import(Import),
}

#[derive(Args, Debug)]
struct Serve {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    bind: String,
}

impl Default for Serve {
    fn default() -> Self {
        Self { bind: "127.0.0.1:8080".into() }
    }
}

#[derive(Args, Debug)]
struct Demo {
    /// How many children to make up
    #[arg(long, default_value_t = 400, value_name = "NUMBER")]
    children: usize,
    /// The same seed on the same day gives the same data
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Make the data and stop
    #[arg(long)]
    no_serve: bool,
    /// Make two lists of so many children and the truth of who is who instead, for `seen match`
    #[arg(long, value_name = "NUMBER", requires = "to")]
    lists: Option<usize>,
    /// The folder of the lists
    #[arg(long, value_name = "DIR", requires = "lists")]
    to: Option<PathBuf>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand, Debug)]
enum Authority {
    /// Add an authority, with the shipped contact standards
    #[command(after_help = "Example:\n  seen authority add 990 Wexcombe")]
    Add {
        /// The DfE code of the authority, three digits
        code: String,
        /// Its name
        name: String,
    },
}

#[derive(Subcommand, Debug)]
enum Import {
    Schools(ImportSchools),
    Register(crate::imports::command::Register),
}

/// Runs a command and says how it ended.
pub async fn run(cli: Cli) -> ExitCode {
    let command = cli.command.unwrap_or_else(|| Command::Serve(Serve::default()));
    let outcome = match command {
        Command::Serve(serve) => self::serve(&cli.at, &serve.bind).await,
        Command::Demo(demo) => self::demo(&cli.at, &demo).await,
        Command::NotSeen { format } => not_seen(&cli.at, format).await,
        Command::Digest { dry_run } => digest(&cli.at, dry_run).await,
        Command::Match(lists) => lists.run(),
        Command::Check => check(&cli.at).await,
        Command::Export { to } => export(&cli.at, &to).await,
        Command::Backup { file } => back_up(&cli.at, &file).await,
        Command::Restore { file, replace } => restore(&cli.at, &file, replace).await,
        Command::Authority(Authority::Add { code, name }) => add_authority(&cli.at, &code, &name).await,
        Command::User(user) => user.run(&cli.at).await,
        Command::Import(Import::Register(register)) => register.run(&cli.at).await,
        Command::Import(Import::Schools(schools)) => schools.run(&cli.at).await,
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("seen: {error}");
            ExitCode::from(1)
        }
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

/// Serves until told to stop.
///
/// # Errors
/// `Refused` when the address cannot be listened on or the database cannot be reached.
pub async fn serve(at: &At, bind: &str) -> Result<ExitCode> {
    let house = at.open()?;
    second_factor::check_key(house.config())?;
    crate::candidates::catch_up::run(&house).await?;
    let listener = TcpListener::bind(bind).map_err(|e| Error::refused(format!("cannot listen on {bind}: {e}")))?;
    let address = listener.local_addr()?;
    let first_link = links::first_administrator(&house, address).await?;
    let server = crate::app::serve(house.clone(), listener)?;
    let sender = crate::mail::sender::start(house.clone())?;
    crate::attachments::scanning::start(house.clone());
    crate::jobs::start(house);
    if let Some(link) = first_link {
        say!("There is no account yet. Make the first administrator here, once, within 72 hours:\n  {link}");
    }
    say!("Listening on http://{address}");
    server.await?;
    // Its connections to the mail server end while there still is somebody to end them.
    sender.abort();
    let _aborted = sender.await;
    Ok(ExitCode::SUCCESS)
}

async fn demo(at: &At, demo: &Demo) -> Result<ExitCode> {
    if let (Some(size), Some(folder)) = (demo.lists, &demo.to) {
        crate::demo::lists::write(folder, size, demo.seed)?;
        say!("Made left.csv, right.csv and truth.csv in {}.", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    crate::demo::command::prepare(&at.open()?, demo.children, demo.seed).await?;
    crate::demo::command::say_who_can_sign_in();
    if demo.no_serve { Ok(ExitCode::SUCCESS) } else { serve(at, &demo.serve.bind).await }
}

async fn not_seen(at: &At, format: crate::not_seen::command::Format) -> Result<ExitCode> {
    crate::not_seen::command::run(&at.system().await?, format).await
}

async fn digest(at: &At, dry_run: bool) -> Result<ExitCode> {
    crate::digest::command::run(&at.system().await?, dry_run).await
}

async fn check(at: &At) -> Result<ExitCode> {
    crate::check::command::run(&at.system().await?).await
}

async fn export(at: &At, to: &std::path::Path) -> Result<ExitCode> {
    crate::exports::command::export(&at.system().await?, to).await?;
    Ok(ExitCode::SUCCESS)
}

async fn back_up(at: &At, file: &std::path::Path) -> Result<ExitCode> {
    crate::backups::command::back_up(at, file).await?;
    Ok(ExitCode::SUCCESS)
}

async fn restore(at: &At, file: &std::path::Path, replace: bool) -> Result<ExitCode> {
    crate::backups::command::restore(at, file, replace).await?;
    Ok(ExitCode::SUCCESS)
}

async fn add_authority(at: &At, code: &str, name: &str) -> Result<ExitCode> {
    at.open()?.add_authority(code, name, false).await?;
    say!(
        "Added {name} ({code}) with the shipped contact standards. Look at them before the first import: Standards, as a manager."
    );
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_has_help_with_an_example() {
        fn without(command: &clap::Command, found: &mut Vec<String>) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            if !(help.starts_with("Example") && help.contains("\n  seen ")) || command.get_about().is_none() {
                found.push(command.get_name().to_owned());
            }
            command.get_subcommands().for_each(|inner| without(inner, found));
        }
        let mut found = Vec::new();
        without(&Cli::command(), &mut found);
        assert!(found.is_empty(), "no example: {found:?}");
    }
}

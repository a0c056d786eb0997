//! The command line. Exit 0: done. 1: it found something wrong, or could not do it. 2: wrong usage.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::access::{links, second_factor};
use crate::accounts::command::User;
use crate::command::{At, say};
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

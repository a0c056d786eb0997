//! The program as somebody at the command line has it, in a folder of its own.

use std::path::Path;
use std::process::{Command, Output};

use chrono::NaiveDate;
use tempfile::TempDir;

/// A folder, and the program to run in it. The embedded database, whatever the other stories run on.
pub struct CommandLine {
    folder: TempDir,
}

impl CommandLine {
    /// A folder with nothing in it.
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder of the test's own") }
    }

    /// A demonstration with so many children.
    pub fn with_a_demonstration(children: usize) -> Self {
        let seen = Self::new();
        seen.does(&["demo", "--no-serve", "--children", &children.to_string()]);
        seen
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Today, as the program has it.
    pub fn today(&self) -> NaiveDate {
        seen::clock::Clock::system().today()
    }

    /// Runs a command that must end well; answers what it printed.
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "seen {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Runs a command that must refuse; answers its sentence.
    pub fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "seen {arguments:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        // A database named by the command itself takes the place of the folder's.
        let own_place = arguments.iter().any(|argument| ["--data-dir", "--database-url"].contains(argument));
        let mut command = Command::new(env!("CARGO_BIN_EXE_seen"));
        command.args(arguments).env_remove("DATABASE_URL").current_dir(self.folder());
        if !own_place {
            command.arg("--data-dir").arg(self.folder().join("data"));
        }
        command.output().expect("the program runs")
    }
}

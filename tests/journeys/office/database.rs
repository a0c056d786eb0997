//! A fresh database for each office, copied from one that was migrated once.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use diesel::connection::SimpleConnection;
use seen::access::House;
use seen::clock::Clock;
use seen::config::Config;
use seen::db::Location;
use tempfile::TempDir;

static MADE: AtomicUsize = AtomicUsize::new(0);

/// A database of its own, and a folder; both gone when it is dropped.
pub(super) struct Fresh {
    location: Location,
    folder: TempDir,
    postgres: Option<Postgres>,
}

impl Fresh {
    pub(super) fn make() -> Self {
        let folder = TempDir::new().expect("a folder of the test's own");
        match std::env::var("SEEN_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
            Some(server) => {
                let postgres = Postgres::make(&server);
                Self { location: postgres.location(), folder, postgres: Some(postgres) }
            }
            None => {
                let file = folder.path().join("seen.sqlite");
                std::fs::copy(&*MIGRATED_FILE.1, &file).expect("the migrated database is copied");
                Self { location: Location::Sqlite(file), folder, postgres: None }
            }
        }
    }

    pub(super) fn location(&self) -> &Location {
        &self.location
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(postgres) = &self.postgres {
            postgres.remove();
        }
    }
}

/// An empty SQLite database with every table, made once by this process.
static MIGRATED_FILE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a folder for the migrated database");
    let (first, file) = (folder.path().join("first.sqlite"), folder.path().join("migrated.sqlite"));
    let location = Location::Sqlite(first);
    migrate(&location);
    let mut conn = location.open().expect("the migrated database opens");
    conn.batch_execute(&format!("VACUUM INTO '{}'", file.display())).expect("the migrated database is written in one file");
    (folder, file)
});

/// Migrates by opening, as the product does at start.
fn migrate(location: &Location) {
    drop(House::open(location, Clock::system(), Config::default()).expect("an empty database is migrated"));
}

/// A database on a PostgreSQL server.
struct Postgres {
    server: String,
    name: String,
}

/// The server copies one template at a time.
static TEMPLATE: Mutex<Option<String>> = Mutex::new(None);

impl Postgres {
    fn make(server: &str) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let made = Self { server: server.to_owned(), name: format!("seen_test_{}_{number}", std::process::id()) };
        let mut template = TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner);
        let template = template.get_or_insert_with(|| {
            let template = Self { server: server.to_owned(), name: format!("seen_test_{}", std::process::id()) };
            template.remove();
            template.on_the_server(&format!("CREATE DATABASE {}", template.name));
            migrate(&template.location());
            // The pool lets go in its own time; a template must have nobody in it.
            template.on_the_server(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
                template.name
            ));
            template.name
        });
        made.remove();
        made.on_the_server(&format!("CREATE DATABASE {} TEMPLATE {template}", made.name));
        made
    }

    fn location(&self) -> Location {
        let (head, options) = self.server.split_once('?').map_or((self.server.as_str(), None), |(head, tail)| (head, Some(tail)));
        let (host, _) = head.rsplit_once('/').expect("SEEN_TEST_POSTGRES names a database, for example postgres://…/postgres");
        let options = options.map(|options| format!("?{options}")).unwrap_or_default();
        Location::parse(&format!("{host}/{}{options}", self.name)).expect("SEEN_TEST_POSTGRES is a PostgreSQL URL")
    }

    fn remove(&self) {
        self.on_the_server(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }

    fn on_the_server(&self, sql: &str) {
        let server = Location::parse(&self.server).expect("SEEN_TEST_POSTGRES is a PostgreSQL URL");
        server.open().expect("the PostgreSQL server of the tests answers").batch_execute(sql).expect("the server does as told");
    }
}

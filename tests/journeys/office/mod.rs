//! A local authority's office with the real application running in it.

mod arrival;
mod database;
mod door;
mod form;
mod page;
mod person;
mod school;

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::dev::ServerHandle;
use chrono::{NaiveDate, NaiveDateTime};
use seen::access::account::AccountRole;
use seen::access::{House, System};
use seen::clock::Clock;
use seen::config::{Config, ScannerAddress, ScannerConfig};

#[allow(unused_imports, reason = "stories name them when they pass them on")]
pub use {arrival::Arrival, arrival::Known, form::Form, page::Page, person::Person};

/// When every story begins: Monday 2 March 2026, nine in the morning.
fn monday_morning() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|day| day.and_hms_opt(9, 0, 0)).expect("a day in the calendar")
}

fn serve(house: &House) -> (String, ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("a bound address"));
    let server = seen::app::serve(house.clone(), listener).expect("the application starts");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (address, handle)
}

/// Somebody in front of an application that is not an office's.
pub fn somebody_at(address: &str) -> Person {
    Person::stranger(address)
}

/// One running application on a database of its own, with one or two authorities in it.
pub struct Office {
    address: String,
    authority: &'static str,
    house: House,
    server: ServerHandle,
    people: AtomicUsize,
    // Dropped last: the server lets go of the database first.
    _database: database::Fresh,
}

impl Office {
    /// Opens the office of the authority 990, Wexcombe, on that Monday morning.
    pub async fn open() -> Self {
        let clock = Clock::system();
        clock.advance(monday_morning() - clock.now());
        Self::open_with(clock, ScannerConfig::default()).await
    }

    /// Opens the office on that morning with a virus scanner at an address, which may take a second for
    /// a file. Files are scanned when the story says so: `seen::attachments::scanning::scan_due`.
    pub async fn open_with_scanner(address: ScannerAddress) -> Self {
        let clock = Clock::system();
        clock.advance(monday_morning() - clock.now());
        let patience = std::time::Duration::from_secs(1);
        Self::open_with(clock, ScannerConfig { address: Some(address), patience }).await
    }

    /// Opens the office today, for stories in which the real program works in the same database.
    pub async fn open_today() -> Self {
        Self::open_with(Clock::system(), ScannerConfig::default()).await
    }

    async fn open_with(clock: Clock, scanner: ScannerConfig) -> Self {
        let database = database::Fresh::make();
        let config = Config { data_dir: database.folder().to_owned(), scanner, ..Config::default() };
        let house = House::open(database.location(), clock, config).expect("the fresh database opens");
        house.add_authority("990", "Wexcombe", false).await.expect("the authority is added");
        let (address, server) = serve(&house);
        Self { address, authority: "990", house, server, people: AtomicUsize::new(0), _database: database }
    }

    /// Stops the application and starts it anew on the same database: what it only remembered is gone.
    pub async fn restarts(&mut self) {
        self.server.stop(true).await;
        let (clock, config) = (self.house.clock().clone(), self.house.config().clone());
        self.house = House::open(self.house.location(), clock, config).expect("the database opens again");
        (self.address, self.server) = serve(&self.house);
    }

    /// The authority next door (991, Netherby), in the same database.
    pub async fn second_authority(&self) -> Neighbour<'_> {
        let known = self.house.authorities().await.expect("the authorities are listed");
        if !known.iter().any(|code| code == "991") {
            self.house.add_authority("991", "Netherby", false).await.expect("the neighbour is added");
        }
        Neighbour { office: self, authority: "991" }
    }

    /// An officer, signed in.
    pub async fn officer(&self, name: &str) -> Person {
        self.somebody(self.authority, name, AccountRole::Officer).await
    }

    /// A manager, signed in.
    pub async fn manager(&self, name: &str) -> Person {
        self.somebody(self.authority, name, AccountRole::Manager).await
    }

    /// An administrator, signed in.
    pub async fn administrator(&self, name: &str) -> Person {
        self.somebody(self.authority, name, AccountRole::Administrator).await
    }

    /// An auditor, signed in.
    pub async fn auditor(&self, name: &str) -> Person {
        self.somebody(self.authority, name, AccountRole::Auditor).await
    }

    /// A child of this authority: `office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await`.
    pub fn child(&self, full_name: &str) -> Arrival {
        Arrival::of(self.register(), full_name)
    }

    /// Somebody in front of the sign-in page.
    pub fn stranger(&self) -> Person {
        Person::stranger(&self.address)
    }

    /// The command line at work in the same register.
    pub fn register(&self) -> System {
        System::at(&self.house, self.authority)
    }

    /// The one clock; move it with `advance`.
    pub fn clock(&self) -> &Clock {
        self.house.clock()
    }

    /// The date in London.
    pub fn today(&self) -> NaiveDate {
        self.clock().today()
    }

    /// The running product, for what has no desk.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// A connection of the test's own, past every rule: to look at rows no desk shows.
    pub fn database(&self) -> seen::db::AnyConnection {
        self.house.location().open().expect("the database of the office opens")
    }

    /// Every stored standing, every count by due date and every candidate for matching that is not what the
    /// rule and the records say: nothing, after any story.
    pub async fn check(&self) -> Vec<String> {
        let mut found = Vec::new();
        for authority in self.house.authorities().await.expect("the authorities are listed") {
            let differences = System::at(&self.house, &authority)
                .read(|desk| {
                    let standings = desk.standing_differences()?.into_iter().map(|one| format!("{}: {}", one.child, one.what));
                    Ok(standings.chain(desk.count_differences()?).chain(desk.candidate_faults()?).collect::<Vec<_>>())
                })
                .await
                .expect("the register can be checked");
            found.extend(differences);
        }
        found
    }

    async fn somebody(&self, authority: &str, name: &str, role: AccountRole) -> Person {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        door::let_in(self, authority, name, role, number)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        // The order is given at once; nobody waits for the answer.
        drop(self.server.stop(false));
    }
}

/// Another authority in the same database.
pub struct Neighbour<'o> {
    office: &'o Office,
    authority: &'static str,
}

impl Neighbour<'_> {
    /// An officer of that authority, signed in.
    pub async fn officer(&self, name: &str) -> Person {
        self.office.somebody(self.authority, name, AccountRole::Officer).await
    }

    /// A manager of that authority, signed in.
    pub async fn manager(&self, name: &str) -> Person {
        self.office.somebody(self.authority, name, AccountRole::Manager).await
    }

    /// An administrator of that authority, signed in.
    pub async fn administrator(&self, name: &str) -> Person {
        self.office.somebody(self.authority, name, AccountRole::Administrator).await
    }

    /// A child of that authority.
    pub fn child(&self, full_name: &str) -> Arrival {
        Arrival::of(self.register(), full_name)
    }

    /// A connection of the test's own, as [`Office::database`].
    pub fn database(&self) -> seen::db::AnyConnection {
        self.office.database()
    }

    /// The command line at work in that authority's part of the register.
    pub fn register(&self) -> System {
        System::at(&self.office.house, self.authority)
    }
}

//! The program is killed (`kill -9`) while people write, again and again: what it said was done is
//! done, nothing is half there, and the register is whole.

mod adding;
mod contacts;
mod importing;
mod notifying;

use std::io::{BufRead, BufReader};
use std::process::{Child as Process, Command, Stdio};
use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use seen::db::Location;

use crate::office::Office;

/// The real program about to work in the office's register.
fn program(office: &Office, words: &[&str]) -> Command {
    let url = match office.house().location() {
        Location::Sqlite(file) => format!("sqlite://{}", file.display()),
        Location::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_seen"));
    command
        .args(words)
        .args(["--database-url", &url, "--data-dir"])
        .arg(&office.house().config().data_dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Serves the office's register; answers the address.
fn start(office: &Office) -> (Process, String) {
    let mut serving = program(office, &["serve", "--bind", "127.0.0.1:0"]).spawn().expect("the program starts");
    let said = BufReader::new(serving.stdout.take().expect("it has an output"));
    let address = said.lines().map_while(Result::ok).find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
    (serving, address.expect("it says where it listens"))
}

/// The power is cut at some moment of the next second.
fn struck_down_soon(mut program: Process) -> JoinHandle<()> {
    actix_web::rt::spawn(async move {
        actix_web::rt::time::sleep(Duration::from_millis(150 + u64::from(rand::random::<u8>()) * 3)).await;
        program.kill().and_then(|()| program.wait()).expect("the program is killed");
    })
}

/// Neither `seen check` nor the database itself finds anything wrong.
async fn the_register_is_whole(office: &Office) {
    assert_eq!(office.check().await, Vec::<String>::new());
    let faults = seen::db::dialect::integrity_faults(&mut office.database()).expect("the database is asked");
    assert_eq!(faults, Vec::<String>::new());
    let checked = program(office, &["check"]).output().expect("the program runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

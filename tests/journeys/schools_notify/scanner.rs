//! A clamd of the test's own, which does as it is told: also what a real one does on a bad day.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use seen::config::ScannerAddress;

/// What it does with the next file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Finds nothing.
    LetsThrough,
    /// Finds something.
    Finds,
    /// Reads everything and says nothing.
    Hangs,
    /// Says half of the answer, and then nothing.
    StopsHalfway,
    /// Ends the connection in the middle of the file.
    Dies,
    /// Says something else.
    TalksRubbish,
    /// Never stops talking.
    TalksForEver,
    /// Says that the file is too large for it.
    SaysTooLarge,
}

struct State {
    does: Does,
    read: Vec<Vec<u8>>,
}

/// The scanner.
pub struct Scanner {
    pub address: ScannerAddress,
    state: Arc<Mutex<State>>,
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scanner {
    pub fn on_a_port() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = ScannerAddress::Tcp(listener.local_addr().expect("a bound address").to_string());
        let state = Arc::new(Mutex::new(State { does: Does::LetsThrough, read: Vec::new() }));
        let of_thread = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&of_thread);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { address, state }
    }

    #[cfg(unix)]
    pub fn at_a_path(path: &std::path::Path) -> Self {
        let listener = std::os::unix::net::UnixListener::bind(path).expect("a free path");
        let state = Arc::new(Mutex::new(State { does: Does::LetsThrough, read: Vec::new() }));
        let of_thread = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &of_thread);
            }
        });
        Self { address: ScannerAddress::Unix(path.to_owned()), state }
    }

    pub fn does(&self, does: Does) {
        locked(&self.state).does = does;
    }

    /// What it was given to scan, in order.
    pub fn was_given(&self) -> Vec<Vec<u8>> {
        locked(&self.state).read.clone()
    }
}

/// As clamd reads a file: the command, pieces with their length before them, and a length of zero.
fn file_in(stream: &mut impl Read, does: Does) -> std::io::Result<Vec<u8>> {
    let mut command = [0; 10];
    stream.read_exact(&mut command)?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            return Ok(file);
        }
        if does == Does::Dies {
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece)?;
        file.extend(piece);
    }
}

fn serve(mut stream: impl Read + Write, state: &Mutex<State>) {
    let does = locked(state).does;
    let Ok(file) = file_in(&mut stream, does) else { return };
    locked(state).read.push(file);
    let said: &[u8] = match does {
        Does::LetsThrough => b"stream: OK\0",
        Does::Finds => b"stream: Win.Test.EICAR_HDB-1 FOUND\0",
        Does::StopsHalfway => b"stream: O",
        Does::TalksRubbish => b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",
        Does::SaysTooLarge => b"INSTREAM size limit exceeded. ERROR\0",
        Does::Hangs | Does::Dies | Does::TalksForEver => b"",
    };
    let _gone = stream.write_all(said);
    match does {
        // Longer than the office waits.
        Does::Hangs | Does::StopsHalfway => std::thread::sleep(Duration::from_secs(3)),
        Does::TalksForEver => while stream.write_all(b"stream: ").is_ok() {},
        _ => {}
    }
}

//! One file, one connection, one question to clamd (`INSTREAM`). Only the one answer that says so makes
//! a file clean; whatever else comes, or does not come in time, leaves it held back.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::config::{ScannerAddress, ScannerConfig};

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is nothing in it that the scanner knows.
    Clean,
    /// There is: what the scanner calls it.
    Found(String),
    /// It could not say, for a reason that has to do with this file or with the scanner.
    Unclear(String),
    /// Nobody answers at all.
    Away(String),
}

/// Bytes sent at a time.
const CHUNK: usize = 64 * 1024;
/// A longer answer is none.
const LONGEST_ANSWER: usize = 4 * 1024;

/// A connection to either kind of socket.
trait Line: Read + Write {
    /// How long the next step may take.
    fn patience(&self, left: Duration) -> std::io::Result<()>;
}

impl Line for TcpStream {
    fn patience(&self, left: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(left)).and_then(|()| self.set_write_timeout(Some(left)))
    }
}

#[cfg(unix)]
impl Line for std::os::unix::net::UnixStream {
    fn patience(&self, left: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(left)).and_then(|()| self.set_write_timeout(Some(left)))
    }
}

/// Asks about a file; blocks for as long as the settings allow and no longer.
pub fn ask(scanner: &ScannerConfig, address: &ScannerAddress, bytes: &[u8]) -> Verdict {
    let until = Instant::now() + scanner.patience;
    let mut line = match connect(address, scanner.patience) {
        Ok(line) => line,
        Err(error) => return Verdict::Away(error.to_string()),
    };
    match talk(line.as_mut(), bytes, until) {
        Ok(answer) => read(&answer),
        Err(error) => Verdict::Unclear(error.to_string()),
    }
}

fn connect(address: &ScannerAddress, patience: Duration) -> std::io::Result<Box<dyn Line>> {
    match address {
        ScannerAddress::Tcp(place) => {
            let none = || std::io::Error::new(std::io::ErrorKind::NotFound, "the address of the scanner is not known");
            let socket = place.to_socket_addrs()?.next().ok_or_else(none)?;
            Ok(Box::new(TcpStream::connect_timeout(&socket, patience)?))
        }
        #[cfg(unix)]
        ScannerAddress::Unix(path) => Ok(Box::new(std::os::unix::net::UnixStream::connect(path)?)),
        #[cfg(not(unix))]
        ScannerAddress::Unix(_) => Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "there are no such sockets here")),
    }
}

/// What is left of the time; an error when none is.
fn left(until: Instant) -> std::io::Result<Duration> {
    let late = || std::io::Error::new(std::io::ErrorKind::TimedOut, "the scanner took too long");
    until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()).ok_or_else(late)
}

fn talk(line: &mut dyn Line, bytes: &[u8], until: Instant) -> std::io::Result<Vec<u8>> {
    line.patience(left(until)?)?;
    line.write_all(b"zINSTREAM\0")?;
    for chunk in bytes.chunks(CHUNK) {
        line.patience(left(until)?)?;
        line.write_all(&u32::try_from(chunk.len()).unwrap_or(0).to_be_bytes())?;
        line.write_all(chunk)?;
    }
    line.write_all(&[0; 4])?;
    line.flush()?;
    let (mut answer, mut some) = (Vec::new(), [0; 512]);
    loop {
        line.patience(left(until)?)?;
        let read = line.read(&mut some)?;
        answer.extend_from_slice(&some[..read]);
        if read == 0 || answer.contains(&0) || answer.len() > LONGEST_ANSWER {
            return Ok(answer);
        }
    }
}

/// Reads an answer, `stream: OK` or `stream: Win.Test.EICAR_HDB-1 FOUND`, each ended by a zero. One
/// that was cut off is not whole, and says nothing.
fn read(answer: &[u8]) -> Verdict {
    let unclear =
        || Verdict::Unclear(format!("the scanner answered {:?}", String::from_utf8_lossy(&answer[..answer.len().min(120)])));
    let Some(words) = answer.strip_suffix(&[0]).and_then(|words| std::str::from_utf8(words).ok()) else { return unclear() };
    match words.strip_prefix("stream: ") {
        Some("OK") => Verdict::Clean,
        Some(found) => match found.strip_suffix(" FOUND") {
            Some(name) if !name.is_empty() => Verdict::Found(name.chars().filter(|c| !c.is_control()).take(120).collect()),
            _ => unclear(),
        },
        None => unclear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_answer_makes_a_file_clean() {
        assert_eq!(read(b"stream: OK\0"), Verdict::Clean);
        assert_eq!(read(b"stream: Eicar-Test-Signature FOUND\0"), Verdict::Found("Eicar-Test-Signature".into()));
        for answer in [
            &b""[..],
            b"\0",
            b"OK\0",
            b"stream: OK",
            b"stream: O",
            b"stream: OK\0stream: OK\0",
            b"stream:  FOUND\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: lstat() failed: No such file or directory. ERROR\0",
            b"stream: \xff\xfe OK\0",
            b"HTTP/1.1 200 OK\r\n\r\n\0",
        ] {
            assert!(matches!(read(answer), Verdict::Unclear(_)), "{}", String::from_utf8_lossy(answer));
        }
    }
}

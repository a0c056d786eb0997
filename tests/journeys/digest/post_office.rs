//! A mail server of the test's own: it speaks SMTP over a socket as far as a letter needs it, keeps
//! what it takes, and misbehaves as it is told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use seen::config::{Config, MailConfig, Secret};
use seen::mail::Post;

/// What it does with the next letter.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Answers the recipient with this line.
    AtRecipient(&'static str),
    /// Answers the whole letter with this line.
    AtLetter(&'static str),
    /// Says nothing more once it has the letter, which it throws away.
    Hangs,
    /// Hangs up in the middle of the letter.
    HangsUp,
    /// Takes the letter, and hangs up before it says so: nobody knows.
    TakesAndHangsUp,
}

/// A letter it has taken.
#[derive(Clone, Debug)]
pub struct Received {
    /// The address of the envelope.
    pub to: String,
    /// As it came, headers and all.
    pub raw: String,
}

impl Received {
    /// The Message-ID.
    pub fn message_id(&self) -> String {
        let line = self.raw.lines().find_map(|line| line.strip_prefix("Message-ID: "));
        line.unwrap_or_else(|| panic!("no Message-ID in {}", self.raw)).trim().to_owned()
    }
}

/// The server.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    state: Arc<Mutex<State>>,
    tls: Option<Tls>,
}

/// How it speaks TLS.
#[derive(Clone)]
pub struct Tls {
    /// With which certificate.
    pub config: Arc<ServerConfig>,
    /// From the first word on, instead of when the client asks for it (STARTTLS).
    pub at_once: bool,
}

#[derive(Default)]
struct State {
    inbox: Vec<Received>,
    manners: VecDeque<Manner>,
    slowly: Duration,
}

impl MailServer {
    /// Opens on a free port.
    pub fn open() -> Self {
        Self::speaking(None)
    }

    /// Opens on a free port, and speaks TLS.
    pub fn speaking(tls: Option<Tls>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = Self { port: listener.local_addr().expect("an address").port(), state: Arc::default(), tls };
        let answering = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = answering.clone();
                // A client that goes away ends its conversation and nothing else.
                std::thread::spawn(move || server.meet(stream).unwrap_or_default());
            }
        });
        server
    }

    /// What it does with the next letters, one after the other; the rest it takes.
    pub fn will(&self, manners: &[Manner]) {
        self.with(|state| state.manners.extend(manners));
    }

    /// Takes its time over each letter.
    pub fn slowly(&self, pause: Duration) {
        self.with(|state| state.slowly = pause);
    }

    /// What it has taken.
    pub fn inbox(&self) -> Vec<Received> {
        self.with(|state| state.inbox.clone())
    }

    /// What leads here.
    pub fn url(&self) -> String {
        match &self.tls {
            None => format!("smtp://127.0.0.1:{}", self.port),
            Some(tls) if tls.at_once => format!("smtps://127.0.0.1:{}", self.port),
            Some(_) => format!("smtp://127.0.0.1:{}?tls=required", self.port),
        }
    }

    /// The post of a product whose letters come here.
    pub fn post(&self) -> Arc<Post> {
        post(&self.url())
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn meet(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let Some(tls) = &self.tls else {
            say(&mut stream, "220 post office")?;
            return self.converse(stream, false).map(|_| ());
        };
        let secret = |stream| {
            let session = ServerConnection::new(Arc::clone(&tls.config)).expect("a server that speaks TLS");
            StreamOwned::new(session, stream)
        };
        if tls.at_once {
            let mut stream = secret(stream);
            say(&mut stream, "220 post office")?;
            return self.converse(stream, false).map(|_| ());
        }
        say(&mut stream, "220 post office")?;
        match self.converse(stream, true)? {
            Some(stream) => self.converse(secret(stream), false).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Talks until the client leaves, or asks for TLS: then the stream is answered.
    fn converse<S: Read + Write>(&self, stream: S, offers_tls: bool) -> std::io::Result<Option<S>> {
        let mut lines = BufReader::new(stream);
        let (mut manner, mut to) = (None, String::new());
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let verb = line.trim_end().to_uppercase();
            if verb.starts_with("EHLO") || verb.starts_with("HELO") {
                say(lines.get_mut(), if offers_tls { "250-post office\r\n250 STARTTLS" } else { "250 post office" })?;
            } else if verb == "STARTTLS" && offers_tls {
                say(lines.get_mut(), "220 go on")?;
                return Ok(Some(lines.into_inner()));
            } else if verb.starts_with("MAIL") {
                manner = self.with(|state| state.manners.pop_front());
                say(lines.get_mut(), "250 go on")?;
            } else if verb.starts_with("RCPT") {
                line.trim_end().trim_start_matches("RCPT TO:<").trim_end_matches('>').clone_into(&mut to);
                match manner {
                    Some(Manner::AtRecipient(answer)) => say(lines.get_mut(), answer)?,
                    _ => say(lines.get_mut(), "250 go on")?,
                }
            } else if verb == "DATA" {
                say(lines.get_mut(), "354 go on")?;
                if matches!(manner, Some(Manner::HangsUp)) {
                    return Ok(None);
                }
                let raw = letter(&mut lines)?;
                let slowly = self.with(|state| state.slowly);
                std::thread::sleep(slowly);
                match manner {
                    Some(Manner::Hangs) => {
                        std::thread::sleep(Duration::from_secs(3));
                        return Ok(None);
                    }
                    Some(Manner::AtLetter(answer)) => say(lines.get_mut(), answer)?,
                    Some(Manner::TakesAndHangsUp) => {
                        self.with(|state| state.inbox.push(Received { to: to.clone(), raw }));
                        return Ok(None);
                    }
                    _ => {
                        self.with(|state| state.inbox.push(Received { to: to.clone(), raw }));
                        say(lines.get_mut(), "250 taken")?;
                    }
                }
            } else if verb == "QUIT" {
                say(lines.get_mut(), "221 bye")?;
                return Ok(None);
            } else {
                say(lines.get_mut(), "250 yes")?;
            }
        }
    }
}

fn say(out: &mut impl Write, line: &str) -> std::io::Result<()> {
    out.write_all(format!("{line}\r\n").as_bytes())?;
    out.flush()
}

/// Reads until the line with a dot alone.
fn letter(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// The post of a product with this mail server, and little patience.
pub fn post(url: &str) -> Arc<Post> {
    Arc::new(Post::open(&config(url, None)).expect("the post opens"))
}

/// The settings of a product with this mail server.
pub fn config(url: &str, certificates: Option<PathBuf>) -> Config {
    let patience = Duration::from_millis(400);
    let mail = MailConfig { smtp_url: Some(Secret::new(url)), certificates, patience, ..MailConfig::default() };
    Config { mail, public_url: Some("https://seen.example".into()), ..Config::default() }
}

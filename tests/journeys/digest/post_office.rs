//! A mail server of the test's own: it speaks SMTP over a socket as far as a letter needs it, keeps
//! what it takes, and misbehaves as it is told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = Self { port: listener.local_addr().expect("an address").port(), state: Arc::default() };
        let answering = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = answering.clone();
                // A client that goes away ends its conversation and nothing else.
                std::thread::spawn(move || server.converse(stream).unwrap_or_default());
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
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The post of a product whose letters come here.
    pub fn post(&self) -> Arc<Post> {
        post(&self.url())
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?);
        let mut out = stream;
        let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes());
        say("220 post office")?;
        let (mut manner, mut to) = (None, String::new());
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let verb = line.trim_end().to_uppercase();
            if verb.starts_with("EHLO") || verb.starts_with("HELO") {
                say("250 post office")?;
            } else if verb.starts_with("MAIL") {
                manner = self.with(|state| state.manners.pop_front());
                say("250 go on")?;
            } else if verb.starts_with("RCPT") {
                line.trim_end().trim_start_matches("RCPT TO:<").trim_end_matches('>').clone_into(&mut to);
                match manner {
                    Some(Manner::AtRecipient(answer)) => say(answer)?,
                    _ => say("250 go on")?,
                }
            } else if verb == "DATA" {
                say("354 go on")?;
                if matches!(manner, Some(Manner::HangsUp)) {
                    return Ok(());
                }
                let raw = letter(&mut lines)?;
                let slowly = self.with(|state| state.slowly);
                std::thread::sleep(slowly);
                match manner {
                    Some(Manner::Hangs) => {
                        std::thread::sleep(Duration::from_secs(3));
                        return Ok(());
                    }
                    Some(Manner::AtLetter(answer)) => say(answer)?,
                    Some(Manner::TakesAndHangsUp) => {
                        self.with(|state| state.inbox.push(Received { to: to.clone(), raw }));
                        return Ok(());
                    }
                    _ => {
                        self.with(|state| state.inbox.push(Received { to: to.clone(), raw }));
                        say("250 taken")?;
                    }
                }
            } else if verb == "QUIT" {
                return say("221 bye");
            } else {
                say("250 yes")?;
            }
        }
    }
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
    let mail = MailConfig { smtp_url: Some(Secret::new(url)), from: None, patience: Duration::from_millis(400) };
    let config = Config { mail, public_url: Some("https://seen.example".into()), ..Config::default() };
    Arc::new(Post::open(&config).expect("the post opens"))
}

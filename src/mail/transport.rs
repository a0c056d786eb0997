//! How a letter leaves: over SMTP, or as a file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::model::{Ending, Letter, Taken};
use crate::config::{Config, MailConfig, make_private_folder, private_file};
use crate::error::{Error, Result};
use crate::id::Id;

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Letters sent at the same time.
pub const AT_ONCE: usize = 8;

/// The way letters leave this machine.
pub struct Post {
    way: Way,
    from: Mailbox,
    /// For one letter, from the connection to the last answer.
    patience: Duration,
}

enum Way {
    Smtp(Smtp),
    Files(PathBuf),
}

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// Whether a letter can be addressed so.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

impl Post {
    /// Takes `SEEN_SMTP_URL`, or the folder `mail` in the data folder.
    ///
    /// # Errors
    /// `Refused` for an address that cannot be used, or that would send over a network in the clear.
    pub fn open(config: &Config) -> Result<Self> {
        let mail = &config.mail;
        let from = match &mail.from {
            Some(sender) => sender.parse().map_err(|_| Error::refused("SEEN_MAIL_FROM must be an e-mail address"))?,
            None => Mailbox::new(None, usual_sender(config)),
        };
        let way = match &mail.smtp_url {
            Some(url) => Way::Smtp(smtp(url.reveal(), mail)?),
            None => Way::Files(config.data_dir.join("mail")),
        };
        // A try is a dozen commands at most; less than the lease in any case.
        Ok(Self { way, from, patience: (mail.patience * 4).min(Duration::from_secs(240)) })
    }

    /// Where letters go, for people: no password, no user.
    pub fn describe(config: &Config) -> String {
        match &config.mail.smtp_url {
            Some(url) => format!("over SMTP, to {}", host_of(url.reveal()).unwrap_or("the mail server")),
            None => format!("as files in {}", config.data_dir.join("mail").display()),
        }
    }

    /// Tries to send a letter, once.
    pub async fn send(&self, letter: &Taken) -> Ending {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(problem) => return Ending::Never(problem.into()),
        };
        match &self.way {
            Way::Smtp(smtp) => match tokio::time::timeout(self.patience, smtp.send(message)).await {
                Ok(Ok(_)) => Ending::Sent,
                Ok(Err(error)) => ending_of(&error),
                Err(_) => Ending::NotYet(UNCLEAR.into()),
            },
            Way::Files(folder) => {
                let (folder, id, bytes) = (folder.clone(), letter.id, message.formatted());
                let written = tokio::task::spawn_blocking(move || write(&folder, id, &bytes)).await;
                match written {
                    Ok(Ok(())) => Ending::Sent,
                    Ok(Err(error)) => Ending::NotYet(format!("The file of the letter could not be written ({}).", error.kind())),
                    Err(_) => Ending::NotYet("The file of the letter could not be written.".into()),
                }
            }
        }
    }

    /// The letter as it leaves. Its Message-ID follows from its id, so that whoever gets it twice sees
    /// that it is the same.
    fn message(&self, letter: &Taken) -> Result<Message, &'static str> {
        let to: Address = letter.address.parse().map_err(|_| "The address of the account cannot be written to.")?;
        let queued_at = std::time::SystemTime::from(chrono::DateTime::<Utc>::from_naive_utc_and_offset(letter.queued_at, Utc));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .date(queued_at)
            .message_id(Some(self.message_id(letter.id)))
            .header(AutoSubmitted)
            .multipart(
                MultiPart::alternative()
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text.clone()))
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html.clone())),
            )
            .map_err(|_| "The letter cannot be written down.")
    }

    /// The Message-ID of a letter.
    pub fn message_id(&self, letter: Id<Letter>) -> String {
        format!("<{letter}@{}>", self.from.email.domain())
    }
}

const UNCLEAR: &str = "The mail server did not answer in time, so nobody knows whether it took the letter.";

/// What a failed conversation means for the letter. The server's own words may repeat an address:
/// only its code is kept.
fn ending_of(error: &lettre::transport::smtp::Error) -> Ending {
    let code = error.status().map(u16::from);
    match code {
        // Of the session, not of the letter: who we are, or whether anybody may speak.
        Some(code @ (421 | 454 | 530 | 534 | 535 | 538)) => {
            Ending::NotYet(format!("The mail server does not let us in ({code})."))
        }
        Some(code) if error.is_permanent() => Ending::Never(format!("The mail server refused the letter for good ({code}).")),
        Some(code) => Ending::NotYet(format!("The mail server refused the letter for now ({code}).")),
        None if error.is_tls() || is_about_a_certificate(error) => Ending::NotYet(
            "The mail server could not be spoken to over TLS: perhaps its certificate is out of date, for another name, or from somebody who is not trusted here.".into(),
        ),
        None if error.is_timeout() => Ending::NotYet(UNCLEAR.into()),
        None if error.is_client() => Ending::NotYet("The mail server offers no way to send that we know.".into()),
        None => Ending::NotYet("The connection to the mail server failed, so nobody knows whether it took the letter.".into()),
    }
}

/// Whether TLS got as far as an answer that was not to be trusted: rustls calls it invalid data.
fn is_about_a_certificate(error: &lettre::transport::smtp::Error) -> bool {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let mut io = causes.filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.any(|cause| cause.kind() == std::io::ErrorKind::InvalidData)
}

/// Seen at the host of `SEEN_PUBLIC_URL`, or at this machine where there is none that mail knows.
fn usual_sender(config: &Config) -> Address {
    let of_host = config.public_host().and_then(|host| Address::new("seen", host).ok());
    of_host.unwrap_or_else(|| Address::new("seen", "localhost").expect("a local part and a domain are an address"))
}

/// A connection pool to the server of a URL.
fn smtp(url: &str, mail: &MailConfig) -> Result<Smtp> {
    let unusable = || {
        Error::refused(
            "SEEN_SMTP_URL must be smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required, or smtp://127.0.0.1:25 on this machine",
        )
    };
    let host = host_of(url).ok_or_else(unusable)?;
    let (_, query) = url.split('#').next().unwrap_or(url).split_once('?').unwrap_or((url, ""));
    let in_the_clear = url.starts_with("smtp://") && !query.split('&').any(|part| part == "tls=required");
    if in_the_clear && !["localhost", "127.0.0.1", "[::1]"].contains(&host) {
        return Err(Error::refused(
            "SEEN_SMTP_URL would send letters over the network in the clear: use smtps://, or smtp:// with ?tls=required",
        ));
    }
    let mut builder = Smtp::from_url(url).map_err(|_| unusable())?;
    if let Some(file) = mail.certificates.as_deref().filter(|_| !in_the_clear) {
        let trusting = trusting(host, file)?;
        let way = if url.starts_with("smtps://") { Tls::Wrapper(trusting) } else { Tls::Required(trusting) };
        builder = builder.tls(way);
    }
    let pool = PoolConfig::new().max_size(u32::try_from(AT_ONCE).unwrap_or(u32::MAX)).idle_timeout(Duration::from_secs(20));
    Ok(builder.timeout(Some(mail.patience)).pool_config(pool).build())
}

/// TLS with a host that shows a certificate the machine trusts, or one from somebody in a file.
fn trusting(host: &str, file: &Path) -> Result<TlsParameters> {
    let unusable = |what: &str| Error::refused(format!("SEEN_SMTP_CA: {} {what}", file.display()));
    let pem = std::fs::read(file).map_err(|error| unusable(&format!("cannot be read ({})", error.kind())))?;
    if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return Err(unusable("holds no certificate (PEM, -----BEGIN CERTIFICATE-----)"));
    }
    let certificates = Certificate::from_pem(&pem).map_err(|_| unusable("holds a certificate that cannot be read"))?;
    let trusting = TlsParameters::builder(host.to_owned()).add_root_certificate(certificates).build();
    trusting.map_err(|_| unusable("holds a certificate that cannot be trusted"))
}

/// How a certificate in a text file begins.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The host of an SMTP URL, without user and port.
fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("smtp://").or_else(|| url.strip_prefix("smtps://"))?;
    let place = rest.split(['/', '?', '#']).next()?;
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let host = match place.strip_prefix('[') {
        Some(inside) => &place[..inside.find(']')? + 2],
        None => place.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// Writes a letter to its file, whole or not at all. The name follows from the id: written again it
/// is the same file.
fn write(folder: &Path, id: Id<Letter>, bytes: &[u8]) -> std::io::Result<()> {
    make_private_folder(folder)?;
    let (unfinished, file) = (folder.join(format!(".{id}.part")), folder.join(format!("{id}.eml")));
    let mut out = private_file().create(true).truncate(true).open(&unfinished)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    std::fs::rename(unfinished, file)?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    fn opened(url: &str) -> Result<Post> {
        let mail = MailConfig { smtp_url: Some(Secret::new(url)), ..MailConfig::default() };
        Post::open(&Config { mail, ..Config::default() })
    }

    // A pool of connections lives on a runtime.
    #[actix_web::test]
    async fn letters_do_not_cross_a_network_in_the_clear() {
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
            "smtps://u:p@mail.example",
            "smtp://mail.example?tls=required",
        ] {
            assert!(opened(url).is_ok(), "{url}");
        }
        for url in [
            "smtp://mail.example",
            "smtp://u:p@mail.example:587?tls=opportunistic",
            "smtp://127.0.0.1@mail.example",
            "smtp://u:127.0.0.1@mail.example/localhost",
            "smtp://u:tls=required@mail.example",
            "smtp://mail.example#?tls=required",
            "http://localhost",
            "smtp://",
            "",
        ] {
            assert!(matches!(opened(url), Err(Error::Refused(_))), "{url}");
        }
    }

    #[test]
    fn a_file_is_written_whole_and_again_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let id = Id::mint();
        write(folder.path(), id, b"one").unwrap();
        write(folder.path(), id, b"two").unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [format!("{id}.eml").as_str()]);
        assert_eq!(std::fs::read(folder.path().join(format!("{id}.eml"))).unwrap(), b"two");
    }
}

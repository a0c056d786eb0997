//! Settings from the environment, read once at start.

use std::fs::OpenOptions;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};

/// Sign-in ends after this many minutes without a request.
pub const IDLE_MINUTES: i64 = 60;
/// Sign-in ends after this many hours whatever happens.
pub const ABSOLUTE_HOURS: i64 = 12;

/// Where `seen serve` is reached when nobody says otherwise: what links begin with that have no other.
const USUAL_ADDRESS: &str = "http://127.0.0.1:8080";

/// A setting that may hold a password: it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text to itself.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// How letters leave.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The mail server; letters become files where there is none. `SEEN_SMTP_URL`.
    pub smtp_url: Option<Secret>,
    /// A file of certificates (PEM) that are trusted besides those of the machine. `SEEN_SMTP_CA`.
    pub certificates: Option<PathBuf>,
    /// Whom letters are from. `SEEN_MAIL_FROM`.
    pub from: Option<String>,
    /// How long to wait for each answer of the mail server.
    pub patience: Duration,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { smtp_url: None, certificates: None, from: None, patience: Duration::from_secs(30) }
    }
}

/// Where a virus scanner (clamd) listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScannerAddress {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A host and a port.
    Tcp(String),
}

impl ScannerAddress {
    /// Reads `unix:/run/clamav/clamd.ctl`, the path alone, `tcp:HOST:PORT`, or `HOST:PORT`.
    ///
    /// # Errors
    /// `Refused` for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("unix:").or_else(|| text.starts_with('/').then_some(text)) {
            if path.starts_with('/') {
                return Ok(Self::Unix(PathBuf::from(path)));
            }
        } else {
            let place = text.strip_prefix("tcp:").unwrap_or(text);
            let port = place.rsplit_once(':').filter(|(host, _)| !host.is_empty()).and_then(|(_, port)| port.parse().ok());
            if port.is_some_and(|port: u16| port > 0) {
                return Ok(Self::Tcp(place.to_owned()));
            }
        }
        Err(Error::refused("SEEN_CLAMD must be unix:/PATH or tcp:HOST:PORT, for example unix:/run/clamav/clamd.ctl"))
    }
}

/// How files are scanned for viruses.
#[derive(Clone, Debug)]
pub struct ScannerConfig {
    /// Where the scanner is; files are not scanned, and not held back, where there is none. `SEEN_CLAMD`.
    pub address: Option<ScannerAddress>,
    /// How long one file may take.
    pub patience: Duration,
}

impl Default for ScannerConfig {
    fn default() -> Self {
        Self { address: None, patience: Duration::from_secs(120) }
    }
}

/// Makes a folder for personal data, and those above it that are missing: nobody else's to read.
///
/// # Errors
/// Those of the file system.
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// How a file for personal data is opened for writing: where it is made, nobody else may read it.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes a file that is there away from everybody but its owner.
///
/// # Errors
/// Those of the file system.
pub fn make_private(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if std::fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

/// Settings of one running application.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where files of the product's own are kept.
    pub data_dir: PathBuf,
    /// What links in letters begin with; `https` here makes cookies secure. `SEEN_PUBLIC_URL`.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed. `SEEN_TRUSTED_PROXIES`, addresses with commas.
    pub trusted_proxies: Vec<IpAddr>,
    /// How letters leave.
    pub mail: MailConfig,
    /// How files are scanned.
    pub scanner: ScannerConfig,
    /// The key of what is encrypted in the database, 64 hexadecimal digits; by default in the data
    /// folder. `SEEN_SECRET_KEY`.
    pub secret_key: Option<Secret>,
}

impl Config {
    /// Reads `SEEN_PUBLIC_URL`, `SEEN_TRUSTED_PROXIES`, `SEEN_SMTP_URL`, `SEEN_SMTP_CA`,
    /// `SEEN_MAIL_FROM`, `SEEN_CLAMD` and `SEEN_SECRET_KEY`.
    ///
    /// # Errors
    /// `Refused` for a value that cannot be used.
    pub fn from_environment(data_dir: PathBuf) -> Result<Self> {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let public_url = set("SEEN_PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            return Err(Error::refused("SEEN_PUBLIC_URL must start with https:// or http://"));
        }
        let trusted_proxies = set("SEEN_TRUSTED_PROXIES")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|address| !address.is_empty())
            .map(|address| {
                address.parse().map_err(|_| Error::refused(format!("SEEN_TRUSTED_PROXIES: {address:?} is not an IP address")))
            })
            .collect::<Result<_>>()?;
        let mail = MailConfig {
            smtp_url: set("SEEN_SMTP_URL").as_deref().map(Secret::new),
            certificates: set("SEEN_SMTP_CA").map(PathBuf::from),
            from: set("SEEN_MAIL_FROM"),
            ..MailConfig::default()
        };
        let secret_key = set("SEEN_SECRET_KEY").as_deref().map(Secret::new);
        let address = set("SEEN_CLAMD").as_deref().map(ScannerAddress::parse).transpose()?;
        let scanner = ScannerConfig { address, ..ScannerConfig::default() };
        Ok(Self { data_dir, public_url, trusted_proxies, mail, scanner, secret_key })
    }

    /// Whether files are held back until they are scanned.
    pub fn has_scanner(&self) -> bool {
        self.scanner.address.is_some()
    }

    /// The address of a page for a letter: under `SEEN_PUBLIC_URL`, or where `seen serve` usually is.
    pub fn link_in_letter(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_deref().unwrap_or(USUAL_ADDRESS))
    }

    /// The host of `SEEN_PUBLIC_URL`, without the port.
    pub fn public_host(&self) -> Option<&str> {
        let (_, rest) = self.public_url.as_deref()?.split_once("://")?;
        rest.split(['/', ':']).next().filter(|host| !host.is_empty())
    }

    /// The address of a page for somebody who is given it to copy: under `SEEN_PUBLIC_URL`, or under
    /// `http://` and the host at which we were reached.
    pub fn link(&self, host: &str, path: &str) -> String {
        self.public_url.as_ref().map_or_else(|| format!("http://{host}{path}"), |url| format!("{url}{path}"))
    }

    /// Whether browsers reach us over TLS, so that cookies may be `Secure` and `__Host-`.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_listens_at_a_path_or_at_a_port() {
        let unix = ScannerAddress::Unix("/run/clamd.ctl".into());
        assert_eq!(ScannerAddress::parse("unix:/run/clamd.ctl").unwrap(), unix);
        assert_eq!(ScannerAddress::parse(" /run/clamd.ctl ").unwrap(), unix);
        assert_eq!(ScannerAddress::parse("tcp:127.0.0.1:3310").unwrap(), ScannerAddress::Tcp("127.0.0.1:3310".into()));
        assert_eq!(ScannerAddress::parse("[::1]:3310").unwrap(), ScannerAddress::Tcp("[::1]:3310".into()));
        for text in ["", "clamd", "unix:clamd.ctl", "tcp::3310", "127.0.0.1:0", "127.0.0.1:clamd", "127.0.0.1"] {
            assert!(ScannerAddress::parse(text).is_err(), "{text}");
        }
    }
}

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
    /// The key of what is encrypted in the database, 64 hexadecimal digits; by default in the data
    /// folder. `SEEN_SECRET_KEY`.
    pub secret_key: Option<Secret>,
}

impl Config {
    /// Reads `SEEN_PUBLIC_URL`, `SEEN_TRUSTED_PROXIES`, `SEEN_SMTP_URL`, `SEEN_SMTP_CA`,
    /// `SEEN_MAIL_FROM` and `SEEN_SECRET_KEY`.
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
        Ok(Self { data_dir, public_url, trusted_proxies, mail, secret_key })
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

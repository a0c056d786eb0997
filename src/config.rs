//! Settings from the environment, read once at start.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::error::{Error, Result};

/// Sign-in ends after this many minutes without a request.
pub const IDLE_MINUTES: i64 = 60;
/// Sign-in ends after this many hours whatever happens.
pub const ABSOLUTE_HOURS: i64 = 12;

/// Settings of one running application.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where files of the product's own are kept.
    pub data_dir: PathBuf,
    /// What links in letters begin with; `https` here makes cookies secure. `SEEN_PUBLIC_URL`.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed. `SEEN_TRUSTED_PROXIES`, addresses with commas.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Config {
    /// Reads `SEEN_PUBLIC_URL` and `SEEN_TRUSTED_PROXIES`.
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
        Ok(Self { data_dir, public_url, trusted_proxies })
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

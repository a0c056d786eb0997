//! Secrets of the second factor, encrypted: whoever reads the database, or a copy of it, cannot make
//! codes. The key is not in the database (docs/decisions/0014).

use std::io::Write;
use std::path::Path;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SystemRandom, generate};
use totp_rs::Secret;

use crate::access::account::Account;
use crate::config::{Config, make_private_folder, private_file};
use crate::error::{Error, Result};
use crate::id::Id;

/// Where the key is, in the data folder, when `SEEN_SECRET_KEY` does not hold it.
pub const KEY_FILE: &str = "secret.key";

/// Before what is encrypted; no base32 has it.
const MARK: &str = "sealed:";

/// Closes secrets and opens them again.
pub(super) struct Seal(LessSafeKey);

impl Seal {
    /// With the key of `SEEN_SECRET_KEY`, or of the data folder, where one is made the first time.
    ///
    /// # Errors
    /// `Refused` when there is a key and it cannot be used.
    pub(super) fn of(config: &Config) -> Result<Self> {
        let text = match &config.secret_key {
            Some(key) => key.reveal().to_owned(),
            None => key_in(&config.data_dir)?,
        };
        let bytes = bytes_of(text.trim()).ok_or_else(|| {
            Error::refused(format!("SEEN_SECRET_KEY, or the file {KEY_FILE} of the data folder, must hold 64 hexadecimal digits"))
        })?;
        Ok(Self(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(Error::internal)?)))
    }

    /// Whether the key that is there can be used; where there is none, none is made.
    ///
    /// # Errors
    /// `Refused` when it cannot.
    pub(super) fn check(config: &Config) -> Result<()> {
        if config.secret_key.is_some() || config.data_dir.join(KEY_FILE).exists() { Self::of(config).map(drop) } else { Ok(()) }
    }

    /// Encrypts the secret of an account: opened for another account, it is worthless.
    ///
    /// # Errors
    /// `Internal` when the operating system has no randomness to give.
    pub(super) fn close(&self, account: Id<Account>, secret: &str) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = generate(&SystemRandom::new()).map_err(Error::internal)?.expose();
        let mut closed = secret.as_bytes().to_vec();
        let whose = Aad::from(account.as_str().as_bytes());
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), whose, &mut closed).map_err(Error::internal)?;
        Ok(format!("{MARK}{}", Secret::from([&nonce[..], &closed].concat()).to_base32()))
    }

    /// The secret again. One from before secrets were encrypted is answered as it is.
    ///
    /// # Errors
    /// `Refused` when it was closed with another key or for another account.
    pub(super) fn open(&self, account: Id<Account>, stored: &str) -> Result<String> {
        let Some(closed) = stored.strip_prefix(MARK) else { return Ok(stored.to_owned()) };
        let opened = Secret::try_from_base32(closed).ok().and_then(|bytes| {
            let (nonce, closed) = bytes.as_ref().split_at_checked(NONCE_LEN)?;
            let (nonce, mut closed) = (Nonce::try_assume_unique_for_key(nonce).ok()?, closed.to_vec());
            let whose = Aad::from(account.as_str().as_bytes());
            let secret = self.0.open_in_place(nonce, whose, &mut closed).ok()?;
            String::from_utf8(secret.to_vec()).ok()
        });
        opened.ok_or_else(|| {
            tracing::error!(%account, "the secret of a second factor does not open: the key is another than when it was set up");
            Error::refused(
                "Codes from your app cannot be checked here any more. Use a recovery code, or ask an administrator to take your second factor off, and set up a new one",
            )
        })
    }
}

/// Whether a stored secret is from before secrets were encrypted.
pub(super) fn is_open(stored: &str) -> bool {
    !stored.starts_with(MARK)
}

fn key_in(folder: &Path) -> Result<String> {
    let file = folder.join(KEY_FILE);
    match std::fs::read_to_string(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make_key(folder, &file),
        read => read.map_err(|error| Error::refused(format!("cannot read {}: {error}", file.display()))),
    }
}

/// Makes a key, whole or not at all. Of two processes one does, and the other takes that one's.
fn make_key(folder: &Path, file: &Path) -> Result<String> {
    let key = crate::web::token::mint();
    if !folder.as_os_str().is_empty() {
        make_private_folder(folder)?;
    }
    let unfinished = folder.join(format!(".{KEY_FILE}.{}", Id::<Seal>::mint()));
    let mut out = private_file().create_new(true).open(&unfinished)?;
    writeln!(out, "{key}")?;
    out.sync_all()?;
    let made = std::fs::hard_link(&unfinished, file);
    std::fs::remove_file(&unfinished)?;
    match made {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(std::fs::read_to_string(file)?),
        made => {
            made?;
            // The name of the file is in its folder: without it a key that secrets were sealed with could be lost.
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            std::fs::File::open(folder)?.sync_all()?;
            Ok(key)
        }
    }
}

fn bytes_of(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
    (digits.len() == 64).then_some(bytes)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn with_key(key: &str) -> Result<Seal> {
        Seal::of(&Config { secret_key: Some(config::Secret::new(key)), ..Config::default() })
    }

    #[test]
    fn a_secret_opens_with_its_key_and_for_its_account_alone() {
        let (seal, other) = (with_key(&"0f".repeat(32)).unwrap(), with_key(&"0e".repeat(32)).unwrap());
        let (amina, bo) = (Id::mint(), Id::mint());
        let closed = seal.close(amina, "JBSWY3DPEHPK3PXP").unwrap();
        assert!(!closed.contains("JBSWY3DPEHPK3PXP") && !is_open(&closed));
        assert_ne!(closed, seal.close(amina, "JBSWY3DPEHPK3PXP").unwrap(), "never the same twice");
        assert_eq!(seal.open(amina, &closed).unwrap(), "JBSWY3DPEHPK3PXP");
        assert!(seal.open(bo, &closed).is_err() && other.open(amina, &closed).is_err());
        for broken in [&closed[..closed.len() - 1], "sealed:", "sealed:A", "sealed:é"] {
            assert!(seal.open(amina, broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        for key in ["", "0f", &"0f".repeat(33), &"0g".repeat(32), &"é".repeat(64)] {
            assert!(matches!(with_key(key), Err(Error::Refused(_))), "{key}");
        }
    }

    #[test]
    fn the_key_of_a_folder_is_made_once_and_nobody_else_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let account = Id::mint();
        let closed = Seal::of(&config).unwrap().close(account, "A").unwrap();
        assert_eq!(Seal::of(&config).unwrap().open(account, &closed).unwrap(), "A");
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [KEY_FILE]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

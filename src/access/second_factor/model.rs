//! Codes that change every half minute, and codes for the day the telephone is lost.

use chrono::NaiveDateTime;
use rand::RngExt;
use totp_rs::{Builder, Secret, Totp};

use crate::error::{Error, Result};
use crate::web::token;

/// How many recovery codes an account has.
pub const RECOVERY_CODES: usize = 10;

/// Letters and digits that nobody mistakes for each other.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// What an app needs to know to make the codes of an account.
pub struct Enrolment {
    /// The secret in base32, as it is stored.
    pub secret: String,
    /// The same in groups of four, to be typed by hand.
    pub key: String,
    /// The same as a picture to scan, as a `data:` address.
    pub picture: String,
}

/// The enrolment that belongs to a session: its secret is drawn from the session's token, which is
/// kept nowhere, so that the page can be shown again without anything being stored before the first
/// code proves that the app has it.
///
/// # Errors
/// `Internal` when the picture cannot be drawn.
pub fn enrolment(session_token: &str, authority: &str, email: &str) -> Result<Enrolment> {
    let seed = token::digest(&format!("second factor {session_token}"));
    let secret = Secret::from(seed.as_bytes()[..20].to_vec()).to_base32();
    let issuer = format!("Seen {}", authority.replace(':', " "));
    let totp = generator(&secret, Some(&issuer), email)?;
    let url = totp.to_url().map_err(Error::internal)?;
    let key = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    Ok(Enrolment { key, picture: picture(&url)?, secret })
}

fn generator(secret: &str, issuer: Option<&str>, email: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(Error::internal)?;
    Builder::new().with_secret(secret).with_issuer(issuer).with_account_name(email).build().map_err(Error::internal)
}

fn picture(url: &str) -> Result<String> {
    let code = qrcode::QrCode::new(url).map_err(Error::internal)?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
    let escaped = svg.replace('%', "%25").replace('#', "%23").replace('"', "'").replace('<', "%3C").replace('>', "%3E");
    Ok(format!("data:image/svg+xml,{escaped}"))
}

/// The half-minute whose code this is, if it is that of now, the one before or the one after.
///
/// # Errors
/// `Internal` when the stored secret cannot be read.
pub fn matching_step(secret: &str, code: &str, now: NaiveDateTime) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.and_utc().timestamp()).unwrap_or(0);
    let step = generator(secret, None, "")?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// A code as it is compared: without the spaces and dashes people put in.
pub fn tidy_code(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
}

/// Whether a tidied text looks like a code from an app; everything else is taken for a recovery code.
pub fn is_from_an_app(tidied: &str) -> bool {
    tidied.len() == 6 && tidied.bytes().all(|b| b.is_ascii_digit())
}

/// New recovery codes, four groups of four.
pub fn mint_recovery_codes() -> Vec<String> {
    let mut random = rand::rng();
    let mut group = || -> String { (0..4).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect() };
    (0..RECOVERY_CODES).map(|_| [group(), group(), group(), group()].join("-")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_enrolment_of_a_session_is_the_same_each_time_and_nobody_elses() {
        let one = enrolment(&"a".repeat(64), "Wexcombe", "amina@wexcombe.example").unwrap();
        assert_eq!(one.secret, enrolment(&"a".repeat(64), "Wexcombe", "amina@wexcombe.example").unwrap().secret);
        assert_ne!(one.secret, enrolment(&"b".repeat(64), "Wexcombe", "amina@wexcombe.example").unwrap().secret);
        assert_eq!(one.secret.len(), 32);
        assert_eq!(one.key.replace(' ', ""), one.secret);
        assert!(one.picture.starts_with("data:image/svg+xml,%3C") && !one.picture.contains('"'));
    }

    #[test]
    fn a_code_is_good_for_its_half_minute_and_the_neighbours() {
        let secret = enrolment(&"c".repeat(64), "Wexcombe", "x@y.example").unwrap().secret;
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap().naive_utc();
        let code = generator(&secret, None, "").unwrap().generate(1_800_000_000).to_string();
        let step = 1_800_000_000 / 30;
        let at = |seconds| matching_step(&secret, &code, now + TimeDelta::seconds(seconds)).unwrap();
        assert_eq!((at(0), at(30), at(-30)), (Some(step), Some(step), Some(step)));
        assert_eq!((at(90), at(-90)), (None, None));
        assert_eq!(matching_step(&secret, "", now).unwrap(), None);
        assert_eq!(matching_step(&secret, "12345é", now).unwrap(), None);
    }

    #[test]
    fn recovery_codes_are_ten_all_different_and_read_as_typed() {
        let codes = mint_recovery_codes();
        let different: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!((codes.len(), different.len()), (10, 10));
        assert_eq!(tidy_code(&codes[0].to_uppercase()), codes[0].replace('-', ""));
        assert!(is_from_an_app(&tidy_code("123 456")) && !is_from_an_app(&tidy_code(&codes[0])));
    }
}

//! Passwords: the rule for choosing one, and how they are kept (argon2id).
//!
//! Length and no composition rules, as ASVS 5.0 V6.2 and the NCSC advise; the most obvious ones are
//! refused.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};
use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};

/// The fewest characters a password may have.
pub const SHORTEST: usize = 12;
/// The most characters a password may have.
pub const LONGEST: usize = 128;

/// Said beside the field where a password is chosen.
pub const HINT: &str =
    "At least 12 characters. Three or four words that have nothing to do with each other are easy to remember.";

/// Long enough, and yet among the first that anybody would try.
const COMMON: &[&str] = &[
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "administrator",
    "changemechangeme",
    "changemenow",
    "correcthorsebatterystaple",
    "hello123456",
    "iloveyou",
    "letmein",
    "qazwsxedcrfv",
    "safeguarding",
    "summer2025",
    "summer2026",
    "trustno1",
    "welcome",
    "winter2025",
    "winter2026",
    "zaq12wsxcde3",
];

/// Rows of keys and other walks that fingers take.
const WALKS: &[&str] =
    &["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop1234567890"];

/// Whether `password` may be chosen by somebody of this name and e-mail address.
///
/// # Errors
/// A sentence for the field.
pub fn check(password: &str, name: &str, email: &str) -> Result<(), String> {
    let length = password.chars().count();
    if length == 0 {
        return Err("Enter a password".into());
    }
    if length < SHORTEST {
        return Err(format!("Your password must have at least {SHORTEST} characters"));
    }
    if length > LONGEST {
        return Err(format!("Your password must have {LONGEST} characters or fewer"));
    }
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let of_the_user = name.split_whitespace().chain(email.split(['@', '.', '-', '_', '+']));
    if of_the_user.map(str::to_lowercase).any(|word| word.chars().count() >= 4 && plain.contains(&word)) {
        return Err("Your password must not hold your name or a part of your email address".into());
    }
    if plain.contains("password") || words(password).any(|word| word == "seen") {
        return Err("Your password must not hold the word “password” or the name of this service".into());
    }
    if is_obvious(&plain) {
        return Err("That password is easy to guess. Choose three or four unrelated words".into());
    }
    Ok(())
}

fn words(password: &str) -> impl Iterator<Item = String> {
    password.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase)
}

/// One character or a short piece over and over, a walk along the keys, or a common password with at
/// most six characters around it.
fn is_obvious(plain: &str) -> bool {
    let chars: Vec<char> = plain.chars().collect();
    let repeats = (1..=4).any(|unit| chars.iter().enumerate().all(|(at, c)| *c == chars[at % unit.min(chars.len())]));
    let walks = WALKS.iter().any(|walk| {
        let back: String = walk.chars().rev().collect();
        walk.contains(plain) || back.contains(plain)
    });
    let common = COMMON.iter().any(|known| plain.contains(known) && chars.len() <= known.chars().count() + 6);
    repeats || walks || common
}

/// What a hash costs: 12 MiB and three passes, the least memory that ASVS 5.0 (appendix C) takes. Hashes of another
/// cost are still read, and made anew when their owner signs in ([`hash_anew`]).
const COST: Params = match Params::new(12 * 1024, 3, 1, None) {
    Ok(cost) => cost,
    Err(_) => panic!("the cost is within the limits of argon2"),
};

/// How a hash of this cost begins.
const OF_THIS_COST: &str = "$argon2id$v=19$m=12288,t=3,p=1$";

/// The soonest that anybody is told a password is wrong, counted from when it is looked at: longer than a hash of any
/// cost takes, so that the time tells neither whether there is an account nor when its password was chosen.
pub const WRONG_TAKES: Duration = Duration::from_millis(250);

/// Hashing takes 12 MiB and a whole core for a while: one at a time, so that another is left for those who are signed in.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// What the password given for an account that is not there is compared with, so that the answer
/// takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hashed("nobody has this password").unwrap_or_default());

/// The hash to store, in PHC form.
///
/// # Errors
/// `Internal` when the machine has no randomness or memory.
pub async fn hash(password: String) -> Result<String> {
    at_leisure(move || hashed(&password)).await
}

/// Whether the password is the one of this hash; as slow where there is no hash, and [`WRONG_TAKES`] at least where it
/// is not.
///
/// # Errors
/// `Internal` when the machine has no memory.
pub async fn is_right(password: String, stored: Option<String>) -> Result<bool> {
    let (is_right, begun) = at_leisure(move || {
        let nobodys = &*NOBODYS;
        let begun = Instant::now();
        let against = stored.as_deref().unwrap_or(nobodys);
        let same = argon2().verify_password(one_spelling(&password).as_bytes(), against).is_ok();
        Ok((same && stored.is_some(), begun))
    })
    .await?;
    if !is_right {
        sleep_until(begun + WRONG_TAKES).await;
    }
    Ok(is_right)
}

/// The hash to store instead of one that was made at another cost, for the same password.
///
/// # Errors
/// As [`hash`].
pub async fn hash_anew(password: String, stored: &str) -> Result<Option<String>> {
    if stored.starts_with(OF_THIS_COST) { Ok(None) } else { hash(password).await.map(Some) }
}

async fn at_leisure<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal("hashing panicked"))?
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, COST)
}

fn hashed(password: &str) -> Result<String> {
    Ok(argon2().hash_password(one_spelling(password).as_bytes()).map_err(Error::internal)?.to_string())
}

/// The same password typed on two keyboards is the same bytes.
fn one_spelling(password: &str) -> String {
    password.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> bool {
        check(password, "Amina Khan-Müller", "amina.khan@wexcombe.example").is_err()
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(refused(""));
        assert!(refused("twelve chars"[..11].trim()));
        assert!(!refused("ünterwürfig-ñ"));
        assert!(!refused(&"horse leaf ".repeat(11)));
        assert!(refused(&"horse leaf ".repeat(12)));
    }

    #[test]
    fn no_kind_of_character_is_asked_for() {
        assert!(!refused("lantern harbour thistle"));
        assert!(!refused("unforeseen elephants"));
    }

    #[test]
    fn the_most_obvious_ones_are_refused() {
        for password in [
            "Password123456",
            "my-p-a-s-s-w-o-r-d",
            "amina likes trees",
            "the wexcombe way",
            "Seen-is-my-tool",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdabcdabcd",
            "123456789012",
            "210987654321",
            "qwertyuiopas",
            "abcdefghijkl",
            "Welcome12345!",
            "correct horse battery staple",
            "............",
        ] {
            assert!(refused(password), "{password}");
        }
    }

    #[actix_web::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let stored = hash("lantern harbour thistle é".into()).await.unwrap();
        assert!(stored.starts_with(OF_THIS_COST), "{stored}");
        assert!(is_right("lantern harbour thistle e\u{301}".into(), Some(stored.clone())).await.unwrap());
        assert!(!is_right("lantern harbour thistle".into(), Some(stored)).await.unwrap());
        assert!(!is_right("nobody has this password".into(), None).await.unwrap());
    }

    #[actix_web::test]
    async fn the_time_of_an_answer_tells_neither_who_has_an_account_nor_when_a_password_was_chosen() {
        let before = Argon2::default().hash_password(b"lantern harbour thistle").unwrap().to_string();
        let now = hash("lantern harbour thistle".into()).await.unwrap();
        for stored in [Some(before), Some(now), None] {
            let asked = Instant::now();
            assert!(!is_right("not the password".into(), stored.clone()).await.unwrap());
            assert!(asked.elapsed() >= WRONG_TAKES, "{stored:?} was answered after {:?}", asked.elapsed());
        }
    }

    #[actix_web::test]
    async fn only_a_hash_of_another_cost_is_made_anew() {
        let before = Argon2::default().hash_password(b"lantern harbour thistle").unwrap().to_string();
        assert!(is_right("lantern harbour thistle".into(), Some(before.clone())).await.unwrap());
        let anew = hash_anew("lantern harbour thistle".into(), &before).await.unwrap().unwrap();
        assert!(is_right("lantern harbour thistle".into(), Some(anew.clone())).await.unwrap());
        assert_eq!(hash_anew("lantern harbour thistle".into(), &anew).await.unwrap(), None);
    }
}

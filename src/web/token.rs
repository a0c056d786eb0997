//! Random tokens: for sessions, links and forms. Only their SHA-256 is stored.

use rand::Rng;
use sha2::{Digest, Sha256};

/// 256 random bits from the operating system's generator, as 64 hexadecimal characters.
pub fn mint() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex(&bytes)
}

/// The SHA-256 of a text, as 64 hexadecimal characters.
pub fn digest(text: &str) -> String {
    digest_of(text.as_bytes())
}

/// The SHA-256 of bytes, as 64 hexadecimal characters.
pub fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Compares without telling by the time taken how much agreed.
pub fn same(one: &str, other: &str) -> bool {
    digest(one) == digest(other)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn tokens_are_long_and_never_the_same() {
        assert_eq!(super::mint().len(), 64);
        assert_ne!(super::mint(), super::mint());
        assert_eq!(super::digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

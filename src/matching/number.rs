//! Identifiers, telephone numbers and e-mail addresses: equal, mistyped or another.

use super::stable;
use crate::children::identifiers;

/// An identifier as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifier {
    text: String,
    is_valid: bool,
}

/// How two identifiers stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum NumberLevel {
    /// Both valid and the same.
    Same,
    /// Two characters away at most, and one of them is not valid; or the same and not valid.
    Mistyped,
    /// Not the same: two people have two numbers.
    Different,
    /// One of them is not given, or not valid and nothing like the other.
    Missing,
}

impl NumberLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Same, Self::Mistyped, Self::Different, Self::Missing];

    /// As the model's file calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Mistyped => "mistyped",
            Self::Different => "different",
            Self::Missing => "missing",
        }
    }
}

impl Identifier {
    /// A unique pupil number.
    pub fn upn(text: &str) -> Self {
        Self::checked(text, identifiers::upn(text))
    }

    /// An NHS number.
    pub fn nhs_number(text: &str) -> Self {
        Self::checked(text, identifiers::nhs_number(text))
    }

    fn checked(given: &str, valid: Option<String>) -> Self {
        match valid {
            Some(text) => Self { text, is_valid: true },
            None => {
                let text = given.chars().filter(char::is_ascii_alphanumeric).take(16).map(|c| c.to_ascii_uppercase()).collect();
                Self { text, is_valid: false }
            }
        }
    }

    /// The number it is found by; none unless it is valid.
    pub fn key(&self) -> Option<u64> {
        self.is_valid.then(|| stable::hash_64(self.text.as_bytes()))
    }

    /// Whether there is nothing to compare.
    pub fn is_missing(&self) -> bool {
        self.text.is_empty()
    }

    /// How another stands to it. Symmetric.
    pub fn level(&self, other: &Self) -> NumberLevel {
        if self.is_missing() || other.is_missing() {
            return NumberLevel::Missing;
        }
        match (self.is_valid && other.is_valid, self.text == other.text) {
            (true, true) => NumberLevel::Same,
            (true, false) => NumberLevel::Different,
            (false, true) => NumberLevel::Mistyped,
            (false, false) if strsim::levenshtein(&self.text, &other.text) <= 2 => NumberLevel::Mistyped,
            (false, false) => NumberLevel::Missing,
        }
    }
}

/// A telephone number by its last ten digits; 0 when there are fewer than seven.
pub fn phone(text: &str) -> u64 {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    if digits.len() < 7 { 0 } else { stable::hash_64(&digits[digits.len().saturating_sub(10)..]) }
}

/// An e-mail address without case and spaces; 0 when it is none.
pub fn email(text: &str) -> u64 {
    let plain = text.trim().to_lowercase();
    if plain.contains('@') { stable::hash_64(plain.as_bytes()) } else { 0 }
}

/// Whether two lists of telephone numbers or addresses have one in common.
pub fn share(one: &[u64], other: &[u64]) -> NumberLevel {
    if one.is_empty() || other.is_empty() {
        NumberLevel::Missing
    } else if one.iter().any(|number| other.contains(number)) {
        NumberLevel::Same
    } else {
        NumberLevel::Different
    }
}

//! A person, as whoever calls the engine describes one.

use serde::{Deserialize, Serialize};

use super::birth::Birth;

/// As registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Sex {
    /// Nobody wrote it down.
    #[default]
    NotRecorded,
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Sex {
    /// Reads F, M, girl, boy, female, male and the codes 1 (male) and 2 (female) of the NHS data
    /// dictionary; anything else is not recorded.
    pub fn read(text: &str) -> Self {
        match text.trim().as_bytes() {
            [b'f' | b'F' | b'g' | b'G', ..] | [b'2'] => Self::Female,
            [b'm' | b'M' | b'b' | b'B', ..] | [b'1'] => Self::Male,
            _ => Self::NotRecorded,
        }
    }
}

/// One place somebody lives or lived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dwelling {
    /// House, street and what else is known; may be empty.
    pub address: String,
    /// May be empty.
    pub postcode: String,
}

/// Everything the engine compares. Whatever is not known is left empty; any text will do. Where there
/// are several of a thing, the current one comes first and all are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Given names: as registered, then preferred, known as and former ones.
    pub given_names: Vec<String>,
    /// Family names: as registered, then former ones and aliases.
    pub family_names: Vec<String>,
    /// Date of birth.
    pub born: Birth,
    /// As registered.
    pub sex: Sex,
    /// Homes, current first.
    pub homes: Vec<Dwelling>,
    /// Unique pupil number.
    pub upn: String,
    /// NHS number.
    pub nhs_number: String,
    /// Names of parents and carers.
    pub parents: Vec<String>,
    /// Telephone numbers of the home.
    pub phones: Vec<String>,
    /// E-mail addresses of the home.
    pub emails: Vec<String>,
    /// The record may not be shown: a match with it says only whom to ask.
    pub is_restricted: bool,
}

//! The authorities of this register, and how one is added.

mod queries;

use super::actor::System;
use super::house::House;
use crate::audit::Event;
use crate::error::{Error, Result};

impl House {
    /// Adds an authority with the shipped standards.
    ///
    /// # Errors
    /// `Refused` when the code is not three digits, is taken, or the name is empty.
    pub async fn add_authority(&self, code: &str, name: &str, demonstration: bool) -> Result<System> {
        let (code, name) = authority_fits(code, name).map_err(Error::refused)?;
        let system = System::at(self, &code);
        system.change(Event::AuthorityAdded {}, move |desk| desk.add_authority(&name, demonstration)).await?;
        Ok(system)
    }
}

/// The code and the name of an authority, tidied.
///
/// # Errors
/// A sentence when they cannot be those of one.
pub(super) fn authority_fits(code: &str, name: &str) -> Result<(String, String), &'static str> {
    let (code, name) = (code.trim(), name.trim());
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err("An authority’s code is three digits, for example 990");
    }
    if name.is_empty() || name.chars().count() > 100 {
        return Err("An authority’s name has 1 to 100 letters");
    }
    Ok((code.to_owned(), name.to_owned()))
}

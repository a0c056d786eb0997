//! What the settings may be.

use crate::access::account::SecondFactorRule;

/// The settings an administrator keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name of the authority, in the head of every page.
    pub name: String,
    /// What the references of children begin with.
    pub reference_prefix: String,
    /// Who needs a second factor.
    pub second_factor: SecondFactorRule,
}

/// What references begin with: one to four capital letters.
///
/// # Errors
/// A sentence for the field.
pub fn prefix(text: &str) -> Result<String, String> {
    let text = text.trim().to_uppercase();
    if (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(text)
    } else {
        Err("References begin with one to four letters, for example W".into())
    }
}

/// Who needs a second factor; nobody only where everybody on the register is invented.
///
/// # Errors
/// A sentence for the field.
pub fn rule(text: &str, is_demonstration: bool) -> Result<SecondFactorRule, String> {
    match text.parse() {
        Ok(SecondFactorRule::Nobody) if !is_demonstration => Err("Managers and administrators must have a second factor".into()),
        Ok(rule) => Ok(rule),
        Err(_) => Err("Choose who needs a second factor".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_begins_with_letters() {
        assert_eq!(prefix(" wx "), Ok("WX".into()));
        for text in ["", "W1", "WEXCO", "É", "W W"] {
            assert!(prefix(text).is_err(), "{text}");
        }
    }

    #[test]
    fn real_data_is_never_without_a_second_factor() {
        assert!(rule("nobody", false).is_err());
        assert_eq!(rule("nobody", true), Ok(SecondFactorRule::Nobody));
        assert_eq!(rule("everybody", false), Ok(SecondFactorRule::Everybody));
        assert!(rule("", true).is_err());
    }
}

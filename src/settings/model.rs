//! What the settings may be.

use crate::access::account::SecondFactorRule;
use crate::digest::schedule::Schedule;
use crate::visits::model::time_of_day;

/// The settings an administrator keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name of the authority, in the head of every page.
    pub name: String,
    /// What the references of children begin with.
    pub reference_prefix: String,
    /// Who needs a second factor.
    pub second_factor: SecondFactorRule,
    /// When the weekly letters are due.
    pub letters: Schedule,
}

crate::closed_list! {
    /// The days on which the weekly letters may be due. There is no "never".
    pub enum LetterDay {
        Monday = "1" "Monday",
        Tuesday = "2" "Tuesday",
        Wednesday = "3" "Wednesday",
        Thursday = "4" "Thursday",
        Friday = "5" "Friday",
        Saturday = "6" "Saturday",
        Sunday = "0" "Sunday",
    }
}

/// The day of the week of the letters.
///
/// # Errors
/// A sentence for the field.
pub fn letter_day(text: &str) -> Result<u32, String> {
    let day: LetterDay = text.parse().map_err(|_| "Choose the day of the weekly letters")?;
    day.code().parse().map_err(|_| "Choose the day of the weekly letters".to_owned())
}

/// The hour and minute of the letters.
///
/// # Errors
/// A sentence for the field.
pub fn letter_time(text: &str) -> Result<(u32, u32), String> {
    let time = time_of_day(text).ok_or("Enter the time of the weekly letters, for example 07:00")?;
    let (hour, minute) = time.split_once(':').ok_or("Enter the time of the weekly letters, for example 07:00")?;
    hour.parse().ok().zip(minute.parse().ok()).ok_or_else(|| "Enter the time of the weekly letters, for example 07:00".to_owned())
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
    fn the_weekly_letters_have_a_day_and_a_time_and_no_way_out() {
        assert_eq!((letter_day("1"), letter_time("7am")), (Ok(1), Ok((7, 0))));
        for text in ["", "7", "never", "*"] {
            assert!(letter_day(text).is_err() && letter_time(text).is_err(), "{text}");
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

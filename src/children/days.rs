//! From when until when, as people type it.

use chrono::NaiveDate;

use crate::web::Faults;
use crate::web::form::typed_date;

/// Two optional dates of a form: each real and not in the future, the second not before the first.
/// None where one is at fault.
pub fn between(
    from_field: &'static str,
    from: &str,
    until_field: &'static str,
    until: &str,
    today: NaiveDate,
    faults: &mut Faults,
) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    let from = faults.take(from_field, optional(from, "the first day", today));
    let until = faults.take(until_field, optional(until, "the last day", today));
    let (from, until) = (from?, until?);
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        faults.add(until_field, "The last day is before the first");
        return None;
    }
    Some((from, until))
}

/// A date that may be left empty.
///
/// # Errors
/// The sentence for the field.
pub fn optional(text: &str, what: &str, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = typed_date(text, what, today)?;
    if day > today { Err("The date is in the future".to_owned()) } else { Ok(Some(day)) }
}

/// A date as a form shows it again.
pub fn typed(day: Option<NaiveDate>) -> String {
    day.map(|day| day.format("%-d/%-m/%Y").to_string()).unwrap_or_default()
}

/// "from 3 Mar 2024 until 5 May 2025", as far as known.
pub fn in_words(from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    let part = |word: &str, day: Option<NaiveDate>| day.map(|day| format!("{word} {}", crate::dates::short_date(day)));
    [part("from", from), part("until", until)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_never_comes_before_the_first() {
        let today = "2026-11-23".parse().unwrap();
        let read = |from, until| {
            let mut faults = Faults::none();
            between("from", from, "until", until, today, &mut faults).is_some_and(|_| faults.is_empty())
        };
        assert!(read("", ""));
        assert!(read("3/3/2024", ""));
        assert!(read("3/3/2024", "3/3/2024"));
        assert!(!read("3/3/2024", "2/3/2024"));
        assert!(!read("24/11/2026", ""));
        assert!(!read("", "soon"));
    }
}

//! Dates as people write and read them: GOV.UK style out, day first in.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// "3 March 2026".
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

/// "3 Mar 2026", for tables.
pub fn short_date(day: NaiveDate) -> String {
    format!("{} {:.3} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

/// "3 March 2026 at 14:05", in London, from an instant in UTC.
pub fn moment(instant: NaiveDateTime) -> String {
    instant.and_utc().with_timezone(&chrono_tz::Europe::London).format("%-d %B %Y at %H:%M").to_string()
}

/// "1 day", "214 days": from one day to a later one, neither counted twice; never below zero.
pub fn number_of_days(from: NaiveDate, to: NaiveDate) -> String {
    match (to - from).num_days().max(0) {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Reads a date that a person typed: day first, any of `/ . - space` between, months as numbers or
/// words, two- or four-digit years; or ISO. Two-digit years up to this year's are 20xx.
pub fn typed_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.trim().split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(first.parse().ok()?, month(second)?, third.parse().ok()?);
    }
    let short: i32 = third.parse().ok().filter(|_| third.chars().all(|c| c.is_ascii_digit()))?;
    let year = match third.len() {
        4 => short,
        2 if short <= today.year() % 100 => 2000 + short,
        2 => 1900 + short,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month(second)?, first.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?)
}

fn month(text: &str) -> Option<u32> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    // "Sept" begins September too.
    let begins = |name: &&str| text.len() >= 3 && name.get(..text.len()).is_some_and(|part| part.eq_ignore_ascii_case(text));
    u32::try_from(MONTHS.iter().position(begins)? + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_day_first_in_every_form_people_use() {
        let today = "2026-11-23".parse().unwrap();
        for text in ["3/4/2019", "03.04.2019", "3 Apr 2019", "3 April 19", "2019-04-03", "3-4-19", " 03/04/19 ", "3rd April 2019"]
        {
            assert_eq!(typed_date(text, today), Some("2019-04-03".parse().unwrap()), "{text}");
        }
        assert_eq!(typed_date("01/01/26", today), Some("2026-01-01".parse().unwrap()));
        assert_eq!(typed_date("01/01/27", today), Some("1927-01-01".parse().unwrap()));
        for text in ["", "tomorrow", "31/02/2019", "1/13/2019", "99/99/99", "1/1/1/1", "1/1/20199", "é/1/2019", "\0"] {
            assert_eq!(typed_date(text, today), None, "{text:?}");
        }
    }

    #[test]
    fn a_date_that_is_written_out_is_read_back() {
        let today = "2026-11-23".parse().unwrap();
        let written: Vec<String> = (1..=12)
            .map(|month| {
                let day = NaiveDate::from_ymd_opt(2026, month, 3).unwrap();
                for text in [long_date(day), short_date(day), long_date(day).to_uppercase()] {
                    assert_eq!(typed_date(&text, today), Some(day), "{text}");
                }
                short_date(day)
            })
            .collect();
        assert_eq!((written[2].as_str(), written[8].as_str()), ("3 Mar 2026", "3 Sep 2026"));
        assert_eq!(long_date("2026-02-28".parse().unwrap()), "28 February 2026");
        assert_eq!(typed_date("3 Sept 2026", today), Some("2026-09-03".parse().unwrap()));
        for text in ["3 Ma 2026", "3 Marching 2026", "3 Mär 2026", "3 é 2026"] {
            assert_eq!(typed_date(text, today), None, "{text}");
        }
    }
}

//! Words on pages, for templates: `use crate::web::filters;` beside the page structs.

use askama::Values;
use chrono::{NaiveDate, NaiveDateTime};

use crate::dates;

/// "3 March 2026".
#[askama::filter_fn]
pub fn long_date(day: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(dates::long_date(*day))
}

/// "3 Mar 2026".
#[askama::filter_fn]
pub fn short_date(day: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(dates::short_date(*day))
}

/// "3 March 2026 at 14:05", in London, from an instant in UTC.
#[askama::filter_fn]
pub fn moment(instant: &NaiveDateTime, _: &dyn Values) -> askama::Result<String> {
    Ok(dates::moment(*instant))
}

/// "1 child", "12 children".
#[askama::filter_fn]
pub fn children(count: &i64, _: &dyn Values) -> askama::Result<String> {
    Ok(if *count == 1 { "1 child".into() } else { format!("{count} children") })
}

/// The address of a front-end file.
#[askama::filter_fn]
pub fn asset(name: &str, _: &dyn Values) -> askama::Result<String> {
    Ok(super::assets::address(name))
}

/// "943 476 5919": a number of ten digits as people read it out; anything else as it is.
#[askama::filter_fn]
pub fn spaced(number: &str, _: &dyn Values) -> askama::Result<String> {
    let is_whole = number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    Ok(if is_whole { format!("{} {} {}", &number[..3], &number[3..6], &number[6..]) } else { number.to_owned() })
}

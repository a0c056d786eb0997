//! School years and compulsory school age (Education Act 1996 s.8; domain/law-and-practice.md,
//! section 6).

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A national curriculum year: 0 is Reception, 1 to 11 are Years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearGroup(pub i32);

impl YearGroup {
    /// The year a child born on `date_of_birth` is in on `day`.
    pub fn on(day: NaiveDate, date_of_birth: NaiveDate) -> Self {
        let school_year = if day.month() >= 9 { day.year() } else { day.year() - 1 };
        Self(school_year - last_summer_of_birth(date_of_birth) - 4)
    }

    /// The year given for a child taught out of cohort, else the one by age.
    pub fn given_or_on(given: Option<i32>, day: NaiveDate, date_of_birth: NaiveDate) -> Self {
        given.map_or_else(|| Self::on(day, date_of_birth), Self)
    }

    /// The days of birth of the children who are in this year on `day`, by age.
    pub fn births(self, day: NaiveDate) -> RangeInclusive<NaiveDate> {
        let summer = day.year() - i32::from(day.month() < 9) - 4 - self.0;
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN);
        date(summer - 1, 9, 1)..=date(summer, 8, 31)
    }

    /// "Year 6".
    pub fn label(self) -> String {
        match self.0 {
            ..=-1 => "Before Reception".to_owned(),
            0 => "Reception".to_owned(),
            year @ 1..=13 => format!("Year {year}"),
            14.. => "After Year 13".to_owned(),
        }
    }
}

/// The calendar year of the 31 August on or after the day of birth.
fn last_summer_of_birth(date_of_birth: NaiveDate) -> i32 {
    if date_of_birth.month() <= 8 { date_of_birth.year() } else { date_of_birth.year() + 1 }
}

/// The day on which compulsory school age begins: the first 31 March, 31 August or 31 December on or
/// after the fifth birthday.
pub fn compulsory_age_starts(date_of_birth: NaiveDate) -> NaiveDate {
    let year = date_of_birth.year().saturating_add(5);
    let (month, day) = match date_of_birth.month() {
        1..=3 => (3, 31),
        4..=8 => (8, 31),
        _ => (12, 31),
    };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

/// The day on which compulsory school age ends: the last Friday of June in the school year of the
/// sixteenth birthday.
pub fn compulsory_age_ends(date_of_birth: NaiveDate) -> NaiveDate {
    let year = last_summer_of_birth(date_of_birth).saturating_add(16);
    let Some(last_of_june) = NaiveDate::from_ymd_opt(year, 6, 30) else { return NaiveDate::MAX };
    let since_friday = last_of_june.weekday().days_since(Weekday::Fri);
    last_of_june - Days::new(since_friday.into())
}

/// Whether a child is of compulsory school age on a day; the day it ends is still within it.
pub fn is_compulsory_age(day: NaiveDate, date_of_birth: NaiveDate) -> bool {
    (compulsory_age_starts(date_of_birth)..=compulsory_age_ends(date_of_birth)).contains(&day)
}

/// Full years of life on a day; never below zero.
pub fn age(day: NaiveDate, date_of_birth: NaiveDate) -> u32 {
    day.years_since(date_of_birth).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_school_year_turns_on_the_first_of_september() {
        let on = day("2026-11-23");
        assert_eq!(YearGroup::on(on, day("2015-11-23")), YearGroup(6));
        assert_eq!(YearGroup::on(on, day("2010-09-01")), YearGroup(11));
        assert_eq!(YearGroup::on(on, day("2022-08-31")), YearGroup(0));
        assert_eq!(YearGroup::on(day("2026-08-31"), day("2015-11-23")), YearGroup(5));
        assert_eq!(YearGroup::given_or_on(Some(7), on, day("2015-11-23")).label(), "Year 7");
    }

    #[test]
    fn compulsory_age_begins_after_the_fifth_birthday() {
        assert_eq!(compulsory_age_starts(day("2019-02-10")), day("2024-03-31"));
        assert_eq!(compulsory_age_starts(day("2019-03-31")), day("2024-03-31"), "a birthday on the day counts");
        assert_eq!(compulsory_age_starts(day("2019-04-01")), day("2024-08-31"));
        assert_eq!(compulsory_age_starts(day("2019-09-01")), day("2024-12-31"));
    }

    #[test]
    fn compulsory_age_ends_on_the_last_friday_of_june() {
        assert_eq!(compulsory_age_ends(day("2007-09-23")), day("2024-06-28"));
        assert_eq!(compulsory_age_ends(day("2010-08-31")), day("2026-06-26"));
        assert_eq!(compulsory_age_ends(day("2010-09-01")), day("2027-06-25"));
    }

    proptest! {
        #[test]
        fn every_date_of_birth_has_an_answer(days in -100_000_000_i32..90_000_000, on in -100_000_i32..1_000_000) {
            let born = NaiveDate::from_epoch_days(days).unwrap_or(NaiveDate::MAX);
            let on = NaiveDate::from_epoch_days(on).unwrap_or(NaiveDate::MAX);
            prop_assert!(compulsory_age_starts(born) <= compulsory_age_ends(born));
            YearGroup::on(on, born).label();
            age(on, born);
        }
    }
}

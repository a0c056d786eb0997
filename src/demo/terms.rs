//! The school holidays of Wexcombe: where those of an English authority usually lie.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

use crate::school_days::model::{NewHoliday, bank_holidays};

/// The holidays from this school year to the end of the next.
pub(super) fn holidays(today: NaiveDate) -> Vec<NewHoliday> {
    let begins = if today.month() < 9 { today.year() - 1 } else { today.year() };
    [begins, begins + 1].into_iter().flat_map(of_school_year).collect()
}

/// The holidays of the school year that begins in this year; each begins on a Monday.
fn of_school_year(year: i32) -> Vec<NewHoliday> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter_monday = bank_holidays(year + 1).into_iter().find(|(_, name)| *name == "Easter Monday").map(|(day, _)| day);
    let beginnings = [
        ("Autumn half term", day(year, 10, 28), 5),
        ("Christmas holidays", day(year, 12, 24), 12),
        ("Spring half term", day(year + 1, 2, 19), 5),
        ("Easter holidays", easter_monday.and_then(|day| day.checked_sub_days(Days::new(7))), 12),
        ("Summer half term", day(year + 1, 5, 31), 5),
        ("Summer holidays", day(year + 1, 7, 26), 37),
    ];
    let made = beginnings.into_iter().filter_map(|(name, near, long)| {
        let first_on = near?.week(Weekday::Mon).checked_first_day()?;
        Some(NewHoliday { name: name.to_owned(), first_on, last_on: first_on.checked_add_signed(TimeDelta::days(long - 1))? })
    });
    made.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_school_has_six_holidays_and_about_190_days() {
        use crate::school_days::model::SchoolDays;
        for year in 2020..2040 {
            let holidays = of_school_year(year);
            assert_eq!(holidays.len(), 6);
            let days = SchoolDays::without(holidays.iter().map(|one| (one.first_on, one.last_on)).collect());
            let begins = NaiveDate::from_ymd_opt(year, 9, 1).unwrap();
            let open = begins.iter_days().take(365).filter(|day| days.has(*day)).count();
            assert!((185..=200).contains(&open), "{year}: {open}");
        }
    }
}

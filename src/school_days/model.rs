//! School days, counted: pure.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::dates::typed_date;

/// Days on which an authority's schools are shut: what an [`Id`](crate::id::Id) of some names.
pub struct Holiday;

/// Days on which the schools are shut, as they are entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHoliday {
    /// What people call them: "Christmas holidays".
    pub name: String,
    /// The first day without school.
    pub first_on: NaiveDate,
    /// The last day without school.
    pub last_on: NaiveDate,
}

/// The longest holidays, in days: those of a summer and a strike after it.
const LONGEST_DAYS: i64 = 70;

/// How far ahead holidays are entered: term dates are known for two years or three.
const FURTHEST_AHEAD: Months = Months::new(48);

impl NewHoliday {
    /// As typed: one day where there is no last one.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn typed(name: &str, first_on: &str, last_on: &str, today: NaiveDate) -> Result<Self, Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 60 {
            wrong.push(("name", "Enter what these days are called, with 60 letters or fewer".to_owned()));
        }
        let mut day = |field, text: &str, what: &str| {
            let found = typed_date(text, today);
            match found.map(|day| (day, today.checked_add_months(FURTHEST_AHEAD))) {
                Some((day, Some(furthest))) if day <= furthest && day.year() >= 2000 => found,
                Some(_) => {
                    wrong.push((field, format!("The {what} must be within the next four years")));
                    None
                }
                None => {
                    wrong.push((field, format!("Enter the {what}, for example 21/12/2026")));
                    None
                }
            }
        };
        let first = day("first_on", first_on, "first day without school");
        let last = if last_on.trim().is_empty() { first } else { day("last_on", last_on, "last day without school") };
        if let (Some(first), Some(last)) = (first, last) {
            if last < first {
                wrong.push(("last_on", "The last day must not be before the first".to_owned()));
            } else if (last - first).num_days() >= LONGEST_DAYS {
                wrong.push(("last_on", format!("Holidays must not be longer than {LONGEST_DAYS} days: check the year")));
            }
        }
        match (first, last) {
            (Some(first_on), Some(last_on)) if wrong.is_empty() => Ok(Self { name, first_on, last_on }),
            _ => Err(wrong),
        }
    }
}

/// The school days of an authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchoolDays {
    shut: Vec<(NaiveDate, NaiveDate)>,
}

/// Nothing is counted further back: what has waited for a year has waited too long, whatever the
/// holidays were.
const COUNTED_BACK: Days = Days::new(366);

impl SchoolDays {
    /// With the first and the last day of each of the authority's holidays.
    pub fn without(shut: Vec<(NaiveDate, NaiveDate)>) -> Self {
        Self { shut }
    }

    /// Whether schools are open.
    pub fn has(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            && !bank_holidays(day.year()).iter().any(|(holiday, _)| *holiday == day)
            && !self.shut.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// What came in on this day or before it has waited for more than so many school days, today
    /// counted and the day it came in not.
    pub fn longer_ago_than(&self, school_days: u32, today: NaiveDate) -> NaiveDate {
        let earliest = today.checked_sub_days(COUNTED_BACK).unwrap_or(NaiveDate::MIN);
        let (mut day, mut counted) = (today, 0);
        while counted <= school_days && day > earliest {
            counted += u32::from(self.has(day));
            day = day.pred_opt().unwrap_or(earliest);
        }
        day
    }
}

/// The bank holidays of a year in England: those of the Banking and Financial Dealings Act 1971, schedule
/// 1, and of proclamation each year since 1974 and 1978 (New Year's Day, the first Monday in May), with the
/// weekday that stands for one that falls on a weekend. One that is proclaimed for a single occasion is
/// entered like a holiday.
pub fn bank_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let monday = |month, n| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, n);
    let last_monday = |month| monday(month, 5).or_else(|| monday(month, 4));
    let easter = computus::gregorian_naive(year).ok();
    let of_easter = |days| easter.and_then(|sunday: NaiveDate| sunday.checked_add_signed(chrono::TimeDelta::days(days)));
    let christmas = day(12, 25).map(|christmas| match christmas.weekday() {
        // Both fall on the weekend, or one does: Monday and Tuesday stand for them.
        Weekday::Sat => (christmas + Days::new(2), christmas + Days::new(3)),
        Weekday::Sun => (christmas + Days::new(2), christmas + Days::new(1)),
        Weekday::Fri => (christmas, christmas + Days::new(3)),
        _ => (christmas, christmas + Days::new(1)),
    });
    [
        (day(1, 1).map(on_a_weekday), "New Year’s Day"),
        (of_easter(-2), "Good Friday"),
        (of_easter(1), "Easter Monday"),
        (monday(5, 1), "Early May bank holiday"),
        (last_monday(5), "Spring bank holiday"),
        (last_monday(8), "Summer bank holiday"),
        (christmas.map(|(first, _)| first), "Christmas Day"),
        (christmas.map(|(_, second)| second), "Boxing Day"),
    ]
    .into_iter()
    .filter_map(|(day, name)| Some((day?, name)))
    .collect()
}

fn on_a_weekday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn bank_holidays_are_those_of_the_government_s_list() {
        // As published for England and Wales, but the coronation (8 May 2023).
        let published = [
            (2021, ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]),
            (2023, ["01-02", "04-07", "04-10", "05-01", "05-29", "08-28", "12-25", "12-26"]),
            (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
            (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        ];
        for (year, days) in published {
            let mut found: Vec<NaiveDate> = bank_holidays(year).into_iter().map(|(day, _)| day).collect();
            found.sort_unstable();
            assert_eq!(found, days.map(|text| day(&format!("{year}-{text}"))), "{year}");
        }
        // Christmas Day on a Sunday: Tuesday stands for it, Boxing Day is the Monday.
        assert!(bank_holidays(2022).contains(&(day("2022-12-27"), "Christmas Day")));
        assert!(bank_holidays(2022).contains(&(day("2022-12-26"), "Boxing Day")));
    }

    #[test]
    fn weekends_bank_holidays_and_the_authority_s_holidays_are_no_school_days() {
        let days = SchoolDays::without(vec![(day("2026-12-21"), day("2027-01-01"))]);
        for (text, is_one) in [
            ("2026-12-18", true),
            ("2026-12-19", false),
            ("2026-12-21", false),
            ("2027-01-01", false),
            ("2027-01-04", true),
            ("2027-03-26", false),
        ] {
            assert_eq!(days.has(day(text)), is_one, "{text}");
        }
        // Received on Tuesday 15 December: 16, 17, 18 December, 4, 5 January are five school days.
        assert!(days.longer_ago_than(5, day("2027-01-05")) < day("2026-12-15"));
        assert_eq!(days.longer_ago_than(5, day("2027-01-06")), day("2026-12-15"));
    }

    #[test]
    fn six_school_days_are_longer_than_five_and_weekends_are_none() {
        let since = |text: &str| SchoolDays::default().longer_ago_than(5, day(text)).to_string();
        assert_eq!(since("2026-03-10"), "2026-03-02", "Tuesday: six school days after Monday of the week before");
        assert_eq!(since("2026-03-09"), "2026-03-01");
        assert_eq!(since("2026-03-08"), "2026-02-26", "Sunday, as on the Friday before: six after Thursday");
    }

    #[test]
    fn holidays_without_end_hide_nothing_for_longer_than_a_year() {
        let always = SchoolDays::without(vec![(NaiveDate::MIN, NaiveDate::MAX)]);
        assert_eq!(always.longer_ago_than(5, day("2027-01-02")), day("2026-01-01"));
    }

    #[test]
    fn each_field_that_is_wrong_has_its_own_sentence() {
        let typed = |name, first, last| NewHoliday::typed(name, first, last, day("2026-11-27"));
        let whole = typed(" Christmas  holidays ", "21/12/2026", "1 January 2027").unwrap();
        assert_eq!((whole.name.as_str(), whole.first_on), ("Christmas holidays", day("2026-12-21")));
        assert_eq!(typed("Snow", "27/11/2026", "").unwrap().last_on, day("2026-11-27"));
        let fields =
            |name, first, last| typed(name, first, last).unwrap_err().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields("", "soon", "later"), ["name", "first_on", "last_on"]);
        assert_eq!(fields("Easter", "21/12/2026", "1/12/2026"), ["last_on"]);
        assert_eq!(fields("Easter", "21/12/2026", "21/12/2027"), ["last_on"]);
        assert_eq!(fields("Easter", "21/12/2066", ""), ["first_on"]);
    }

    proptest! {
        #[test]
        fn more_holidays_never_make_a_wait_longer(
            ahead in 0..3000_i64, shut in proptest::collection::vec((0..3000_i64, 0..70_i64), 0..8), n in 0..12_u32,
        ) {
            let start = day("2024-01-01");
            let on = |days: i64| start + chrono::TimeDelta::days(days);
            let plain = SchoolDays::default().longer_ago_than(n, on(ahead));
            let more = SchoolDays::without(shut.iter().map(|(first, long)| (on(*first), on(first + long))).collect());
            prop_assert!(more.longer_ago_than(n, on(ahead)) <= plain);
            prop_assert!(plain < on(ahead));
        }
    }
}

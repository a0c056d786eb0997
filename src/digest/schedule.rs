//! When the letters are due: once a week, at a time in London that the authority may choose, and
//! never not at all. A week is known by its Monday (ISO 8601), so that 1 January in week 53 and the
//! days around it need no year of their own.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::London;
use chrono_tz::Tz;
use croner::Cron;

use crate::clock::day_of;

/// Monday, seven in the morning.
pub const USUAL: Schedule = Schedule { day: Weekday::Mon, hour: 7, minute: 0 };

/// So long after the hour nobody is told yet that the letters have not been decided.
pub const GRACE: TimeDelta = TimeDelta::hours(1);

/// A day of the week and a time in London. Nothing else can be said, so that no setting comes to mean
/// "never" or "every minute".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    day: Weekday,
    hour: u32,
    minute: u32,
}

impl Schedule {
    /// A day of the week, counted from Sunday = 0 as cron does, and a time of day.
    pub fn at(day: u32, hour: u32, minute: u32) -> Option<Self> {
        let day = match day {
            0 | 7 => Weekday::Sun,
            1 => Weekday::Mon,
            2 => Weekday::Tue,
            3 => Weekday::Wed,
            4 => Weekday::Thu,
            5 => Weekday::Fri,
            6 => Weekday::Sat,
            _ => return None,
        };
        (hour < 24 && minute < 60).then_some(Self { day, hour, minute })
    }

    /// Reads what is stored: a cron pattern of one minute, one hour and one day of the week.
    pub fn parse(pattern: &str) -> Option<Self> {
        let parts: Vec<&str> = pattern.split(' ').collect();
        let [minute, hour, "*", "*", day] = parts[..] else { return None };
        Self::at(day.parse().ok()?, hour.parse().ok()?, minute.parse().ok()?)
    }

    /// What is stored, or the usual hour where that cannot be read: a broken row must not end the duty.
    pub fn stored(pattern: &str) -> Self {
        Self::parse(pattern).unwrap_or(USUAL)
    }

    /// The cron pattern.
    pub fn pattern(self) -> String {
        format!("{} {} * * {}", self.minute, self.hour, self.day.num_days_from_sunday())
    }

    /// The day of the week, as cron counts it.
    pub fn day_number(self) -> u32 {
        self.day.num_days_from_sunday()
    }

    /// "07:00".
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// The latest due instant that has come, UTC.
    pub fn latest(self, now: NaiveDateTime) -> NaiveDateTime {
        self.around(now).0
    }

    /// The next due instant, UTC.
    pub fn next(self, now: NaiveDateTime) -> NaiveDateTime {
        self.around(now).1
    }

    /// The last due instant until now and the first after it. Both are looked for forwards, so that an
    /// hour that a spring Sunday leaves out, or an autumn one has twice, is the same instant from both
    /// sides: the first that can be meant.
    fn around(self, now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
        // The fields are within their ranges, and a pattern without a month has no end.
        let cron: Cron = self.pattern().parse().expect("a minute, an hour and a day of the week are a pattern");
        let now_here = here(now);
        let mut last = here(now - TimeDelta::days(15));
        loop {
            let next = cron.find_next_occurrence(&last, false).expect("every week has every day");
            if next > now_here {
                return (last.naive_utc(), next.naive_utc());
            }
            last = next;
        }
    }
}

/// An instant in London, to the second: cron knows nothing smaller.
fn here(instant: NaiveDateTime) -> DateTime<Tz> {
    let second = instant.with_nanosecond(0).unwrap_or(instant);
    DateTime::<Utc>::from_naive_utc_and_offset(second, Utc).with_timezone(&London)
}

/// The Monday of a day's week: what a week is known by.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// What is to be done about the letters at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The letters of the week are decided, or the authority was not there yet when they were due.
    Rests,
    /// The letters of this week are to be decided; they have been due since an instant, UTC.
    Due {
        /// Its Monday.
        week: NaiveDate,
        /// When they fell due.
        since: NaiveDateTime,
    },
    /// Letters are decided for a week that has not come by this clock: it was set back, or had been
    /// ahead. Nothing is decided until that week, because it would be twice; people are told.
    Ahead {
        /// The Monday of the week that was decided last.
        week: NaiveDate,
    },
}

/// The duty of an authority that exists since `began` and whose latest decided week is `decided`.
/// A week that was missed while the machine was off is due until it is decided, or the next one is.
pub fn duty(schedule: Schedule, began: NaiveDateTime, decided: Option<NaiveDate>, now: NaiveDateTime) -> Duty {
    let since = schedule.latest(now);
    let week = week_of(day_of(since));
    match decided {
        Some(decided) if decided > week_of(day_of(now)) => Duty::Ahead { week: decided },
        Some(decided) if decided >= week => Duty::Rests,
        _ if since < began => Duty::Rests,
        _ => Duty::Due { week, since },
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;

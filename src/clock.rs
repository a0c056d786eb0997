//! The one clock. *Today* is the date in Europe/London (DESIGN section 2, rule 9); instants are UTC.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::London;

/// The clock of one running application. Clones tell the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_by_seconds: Arc<AtomicI64>,
    days_shifted: i64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// The machine's clock with another date, for demonstrations and checks (`--today`). Instants
    /// stay true, so that the audit trail does.
    pub fn starting(today: NaiveDate) -> Self {
        let days_shifted = (today - Self::system().today()).num_days();
        Self { days_shifted, ..Self::default() }
    }

    /// Whether the date was set by hand.
    pub fn is_shifted(&self) -> bool {
        self.days_shifted != 0
    }

    /// This instant, in UTC, to the microsecond.
    pub fn now(&self) -> NaiveDateTime {
        let ahead = TimeDelta::seconds(self.ahead_by_seconds.load(Ordering::Relaxed));
        let now = (Utc::now() + ahead).naive_utc();
        DateTime::from_timestamp_micros(now.and_utc().timestamp_micros()).map_or(now, |exact| exact.naive_utc())
    }

    /// The date in Europe/London.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now()) + TimeDelta::days(self.days_shifted)
    }

    /// Moves the clock on, for tests.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead_by_seconds.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }

    /// Seconds until the next midnight in Europe/London, at least one.
    pub fn seconds_to_midnight(&self) -> u64 {
        let now = self.now();
        let midnight = (day_of(now) + TimeDelta::days(1)).and_hms_opt(0, 0, 0).expect("midnight is a time of day");
        let instant = London.from_local_datetime(&midnight).earliest().map_or(midnight, |local| local.naive_utc());
        u64::try_from((instant - now).num_seconds()).unwrap_or(0).max(1)
    }
}

/// The date in Europe/London at an instant.
pub fn day_of(instant: NaiveDateTime) -> NaiveDate {
    instant.and_utc().with_timezone(&London).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_london() {
        let summer = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap().and_hms_opt(23, 30, 0).unwrap();
        assert_eq!(day_of(summer), NaiveDate::from_ymd_opt(2026, 7, 1).unwrap());
        let winter = NaiveDate::from_ymd_opt(2026, 1, 30).unwrap().and_hms_opt(23, 30, 0).unwrap();
        assert_eq!(day_of(winter), NaiveDate::from_ymd_opt(2026, 1, 30).unwrap());
    }

    #[test]
    fn a_clock_can_start_on_another_date() {
        let day = NaiveDate::from_ymd_opt(2031, 2, 3).unwrap();
        assert_eq!(Clock::starting(day).today(), day);
    }
}

//! What of the trail is asked for.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Europe::London;

use crate::access::account::Account;
use crate::audit::AuditRow;
use crate::id::Id;

/// Which rows an auditor asked for; everything is allowed to be open.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only this event.
    pub event: Option<&'static str>,
    /// Only what this account did.
    pub actor: Option<Id<Account>>,
    /// From this day on, in London.
    pub from: Option<NaiveDate>,
    /// Up to and with this day, in London.
    pub to: Option<NaiveDate>,
    /// Older than this row.
    pub before: Option<Id<AuditRow>>,
}

impl Wanted {
    /// The first instant asked for, UTC.
    pub fn first_instant(&self) -> Option<NaiveDateTime> {
        self.from.and_then(midnight)
    }

    /// The first instant no longer asked for, UTC.
    pub fn end(&self) -> Option<NaiveDateTime> {
        self.to.and_then(|day| day.succ_opt()).and_then(midnight)
    }
}

/// When a day begins in London, in UTC.
fn midnight(day: NaiveDate) -> Option<NaiveDateTime> {
    London.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().map(|instant| instant.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_london() {
        let day = NaiveDate::from_ymd_opt(2026, 7, 1);
        let wanted = Wanted { from: day, to: day, ..Wanted::default() };
        assert_eq!(wanted.first_instant().unwrap().to_string(), "2026-06-30 23:00:00");
        assert_eq!(wanted.end().unwrap().to_string(), "2026-07-01 23:00:00");
        assert_eq!(Wanted::default().end(), None);
    }
}

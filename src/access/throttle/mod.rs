//! Pauses after failed sign-ins, which grow, and survive a restart because they are rows.
//!
//! An attempt is counted as failed before it is looked at, in one transaction with the question
//! whether it may be made at all; so a hundred guesses sent at once are a hundred guesses.

mod queries;

use std::net::IpAddr;

use chrono::{NaiveDateTime, TimeDelta};

use super::account::Account;
use crate::id::Id;
use crate::web::token;

/// What attempts are counted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    key: String,
    free: i32,
    remembered: TimeDelta,
}

impl Subject {
    /// An e-mail address, whether or not it has an account: the two are not told apart.
    pub fn email(email: &str) -> Self {
        Self { key: format!("account:{}", token::digest(email)), free: 5, remembered: TimeDelta::hours(24) }
    }

    /// The second factor of an account.
    pub fn second_factor(account: Id<Account>) -> Self {
        Self { key: format!("factor:{account}"), free: 5, remembered: TimeDelta::hours(24) }
    }

    /// A client address. A whole council may come from one, so it gets more attempts and is forgotten
    /// sooner; an IPv6 subscriber has a network of addresses, so the network counts.
    pub fn address(address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self { key: format!("address:{network}"), free: 30, remembered: TimeDelta::hours(1) }
    }

    /// How long to wait after this many failures: nothing at first, then half a minute, doubled by
    /// each failure up to a quarter of an hour.
    fn pause(&self, failures: i32) -> TimeDelta {
        let beyond = failures.saturating_sub(self.free);
        if beyond < 0 { TimeDelta::zero() } else { TimeDelta::seconds(30 << beyond.min(5)).min(TimeDelta::minutes(15)) }
    }
}

/// Whether an attempt may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and counts as failed until it is reported to have succeeded.
    Allowed,
    /// Not before this instant.
    NotBefore(NaiveDateTime),
}

/// "1 minute", "15 minutes": never less than one.
pub fn minutes_until(instant: NaiveDateTime, now: NaiveDateTime) -> String {
    let seconds = (instant - now).num_seconds().max(1);
    match (seconds + 59) / 60 {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_begin_late_grow_and_stop_growing() {
        let email = Subject::email("amina@wexcombe.example");
        let seconds: Vec<i64> = (3..=13).map(|failures| email.pause(failures).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
        assert_eq!(email.pause(i32::MAX), TimeDelta::minutes(15));
    }

    #[test]
    fn neighbours_in_one_network_count_together_and_the_email_is_not_kept() {
        let of = |address: &str| Subject::address(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert!(!Subject::email("amina@wexcombe.example").key.contains("amina"));
    }

    #[test]
    fn a_pause_is_told_in_whole_minutes() {
        let now = chrono::DateTime::UNIX_EPOCH.naive_utc();
        assert_eq!(minutes_until(now + TimeDelta::seconds(30), now), "1 minute");
        assert_eq!(minutes_until(now + TimeDelta::seconds(61), now), "2 minutes");
    }
}

//! Dates of birth as they are written down, and how alike two are. An impossible date (31 February,
//! month 25) is kept: it is a slip of something.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date as eight digits, four bits each: day, month, year. 0 is no date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Birth(u32);

/// How alike two dates of birth are, the likest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum BirthLevel {
    /// The same day.
    Same,
    /// Day and month in each other's place.
    Swapped,
    /// One digit another, or two neighbouring digits exchanged.
    Digit,
    /// Two of day, month and year the same.
    Part,
    /// The same year.
    Year,
    /// Another date.
    Different,
    /// One of them is not given.
    Missing,
}

impl BirthLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] = [Self::Same, Self::Swapped, Self::Digit, Self::Part, Self::Year, Self::Different, Self::Missing];

    /// As the model's file calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Swapped => "swapped",
            Self::Digit => "digit",
            Self::Part => "part",
            Self::Year => "year",
            Self::Different => "different",
            Self::Missing => "missing",
        }
    }
}

impl Birth {
    /// No date.
    pub const NONE: Self = Self(0);

    /// From numbers, or none where they are no date at all.
    pub fn new(year: u32, month: u32, day: u32) -> Self {
        if !(1850..=2199).contains(&year) || !(1..=31).contains(&month) || !(1..=31).contains(&day) || month > 12 && day > 12 {
            return Self::NONE;
        }
        let two = |number: u32| ((number / 10 % 10) << 4) | (number % 10);
        Self(two(day) << 24 | two(month) << 16 | two(year / 100) << 8 | two(year % 100))
    }

    /// The date of birth of somebody born on a day.
    pub fn on(day: NaiveDate) -> Self {
        Self::new(day.year().unsigned_abs(), day.month(), day.day())
    }

    /// Reads a date as people write it: 2015-03-07, 7/3/2015, 20150307, 7 March 2015. None where the
    /// text is nothing of the kind.
    pub fn read(text: &str) -> Self {
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes()
            && [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit)
        {
            let number = |digits: &[u8]| digits.iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'));
            return Self::new(number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2]));
        }
        let mut numbers = [(0_u32, 0_usize); 3];
        let mut many = 0;
        let mut month = 0;
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(split_at_t).filter(|part| !part.is_empty());
        for part in parts.take(4) {
            if part.bytes().all(|byte| byte.is_ascii_digit()) {
                if many < 3 && part.len() <= 8 {
                    numbers[many] = (part.parse().unwrap_or(0), part.len());
                    many += 1;
                }
            } else if month == 0 {
                month = month_named(part);
            }
        }
        let number = |at: usize| numbers[at].0;
        match (many, month, numbers[0].1) {
            (3, 0, 4) | (3.., 0, 3) => Self::new(number(0), number(1), number(2)),
            (3, 0, _) if numbers[2].1 == 4 => Self::new(number(2), number(1), number(0)),
            (3, 0, _) => Self::new(century(number(2)), number(1), number(0)),
            (2.., 1.., 4) => Self::new(number(0), month, number(1)),
            (2.., 1.., _) => Self::new(if numbers[1].1 == 4 { number(1) } else { century(number(1)) }, month, number(0)),
            (_, 0, 8) => Self::of_eight(number(0)),
            _ => Self::NONE,
        }
    }

    fn of_eight(number: u32) -> Self {
        let year_first = Self::new(number / 10_000, number / 100 % 100, number % 100);
        if year_first.is_given() { year_first } else { Self::new(number % 10_000, number / 10_000 % 100, number / 1_000_000) }
    }

    /// Whether there is one.
    pub fn is_given(self) -> bool {
        self.0 != 0
    }

    /// The eight digits as a number.
    pub fn number(self) -> u32 {
        self.0
    }

    fn day(self) -> u32 {
        self.0 >> 24
    }

    fn month(self) -> u32 {
        self.0 >> 16 & 0xFF
    }

    fn year(self) -> u32 {
        self.0 & 0xFFFF
    }

    /// The date with day and month in each other's place, where that is another one.
    pub fn swapped(self) -> Option<Self> {
        let swapped = Self(self.month() << 24 | self.day() << 16 | self.year());
        let could_be = self.day() <= 0x12 || self.month() > 0x12;
        (self.is_given() && could_be && swapped != self).then_some(swapped)
    }

    /// The date without its day, its month, and its year: two dates that agree in
    /// two of the three share one.
    pub fn parts(self) -> [u32; 3] {
        [self.0 & 0x00FF_FFFF, self.0 & 0xFF00_FFFF, self.0 & 0xFFFF_0000]
    }

    /// How alike two dates are. Symmetric.
    pub fn level(self, other: Self) -> BirthLevel {
        if !self.is_given() || !other.is_given() {
            return BirthLevel::Missing;
        }
        if self == other {
            return BirthLevel::Same;
        }
        if self.swapped() == Some(other) || other.swapped() == Some(self) {
            return BirthLevel::Swapped;
        }
        if self.is_one_digit_from(other) {
            return BirthLevel::Digit;
        }
        let same = [self.day() == other.day(), self.month() == other.month(), self.year() == other.year()];
        match same {
            [true, true, _] | [true, _, true] | [_, true, true] => BirthLevel::Part,
            [_, _, true] => BirthLevel::Year,
            _ => BirthLevel::Different,
        }
    }

    fn is_one_digit_from(self, other: Self) -> bool {
        let differ = self.0 ^ other.0;
        let digits = (differ | differ >> 1 | differ >> 2 | differ >> 3) & 0x1111_1111;
        if digits & digits.wrapping_sub(1) == 0 {
            return true;
        }
        // Two neighbours of one part exchanged: both differ, by the same bits.
        let at = digits.trailing_zeros();
        digits == 0x11 << at && at != 12 && at != 20 && {
            let pair = |of: Self| (of.0 >> at & 0xF, of.0 >> (at + 4) & 0xF);
            let (low, high) = pair(self);
            pair(other) == (high, low)
        }
    }
}

impl fmt::Display for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}/{:x}/{:04x}", self.day(), self.month(), self.year())
    }
}

/// A date may have a time behind it: 2015-03-07T00:00:00.
fn split_at_t(part: &str) -> impl Iterator<Item = &str> {
    let (date, rest) = match part.split_once(['T', 't']) {
        Some((date, time)) if !date.is_empty() && date.bytes().all(|byte| byte.is_ascii_digit()) && time.len() <= 2 => {
            (date, time)
        }
        _ => (part, ""),
    };
    [date, rest].into_iter()
}

fn month_named(word: &str) -> u32 {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begin = word.get(..3).map(str::to_ascii_lowercase).unwrap_or_default();
    MONTHS.iter().zip(1..).find(|(month, _)| **month == begin).map_or(0, |(_, number)| number)
}

/// Two digits of a year: 00 to 49 are of this century.
fn century(year: u32) -> u32 {
    if year < 50 {
        2000 + year
    } else if year < 100 {
        1900 + year
    } else {
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2015-03-07",
            "07/03/2015",
            "7.3.2015",
            "20150307",
            "07032015",
            "7 March 2015",
            "2015-03-07T00:00:00",
            "7-Mar-15",
            "7/3/15",
        ] {
            assert_eq!(Birth::read(text), Birth::new(2015, 3, 7), "{text}");
        }
        for text in ["", "unknown", "0000-00-00", "31/13/2015", "2015", "99999999999999999999", "1/2/3/4", "😀", "٢٠١٥-٠٣-٠٧"]
        {
            assert!(!Birth::read(text).is_given() || text == "1/2/3/4", "{text}");
        }
        assert!(Birth::read("2015-02-31").is_given(), "impossible, and a slip of something");
    }

    #[test]
    fn dates_are_alike_by_their_digits() {
        let level = |one: &str, other: &str| Birth::read(one).level(Birth::read(other));
        assert_eq!(level("2015-03-07", "2015-03-07"), BirthLevel::Same);
        assert_eq!(level("2015-03-07", "2015-07-03"), BirthLevel::Swapped);
        assert_eq!(level("2015-03-25", "2015-25-03"), BirthLevel::Swapped);
        assert_eq!(level("2015-03-07", "2016-03-07"), BirthLevel::Digit);
        assert_eq!(level("2015-03-12", "2015-03-21"), BirthLevel::Digit);
        assert_eq!(level("2015-03-07", "2015-03-18"), BirthLevel::Part);
        assert_eq!(level("2015-03-07", "2015-11-18"), BirthLevel::Year);
        assert_eq!(level("2015-03-07", "2003-11-18"), BirthLevel::Different);
        assert_eq!(level("2015-03-07", ""), BirthLevel::Missing);
    }

    proptest! {
        #[test]
        fn every_text_has_an_answer(text in any::<String>(), other in "[0-9/T -]{0,12}") {
            let (one, other) = (Birth::read(&text), Birth::read(&other));
            prop_assert_eq!(one.level(other), other.level(one));
        }

        #[test]
        fn swapping_is_symmetric(one in (1_u32..13, 1_u32..32), other in (1_u32..13, 1_u32..32)) {
            let (one, other) = (Birth::new(2015, one.0, one.1), Birth::new(2015, other.0, other.1));
            prop_assert_eq!(one.level(other), other.level(one));
            prop_assert!(one.swapped().is_none_or(|swapped| one.level(swapped) == BirthLevel::Swapped));
        }
    }
}

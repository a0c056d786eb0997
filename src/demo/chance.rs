//! Chance that comes out the same each time: everything drawn in a demonstration is drawn here.

use chrono::{Days, NaiveDate};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

use crate::id::Id;

/// A seeded source of chance. Each family has its own, so that chunks can be made one by one, in any
/// order, and come out the same.
pub struct Chance {
    source: StdRng,
    made: u16,
    number: u64,
}

impl Chance {
    /// The chance of the thing with this number, under the demonstration's seed.
    pub fn new(seed: u64, number: u64) -> Self {
        // Any odd constant spreads neighbouring numbers over the seeds.
        let source = StdRng::seed_from_u64(seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self { source, made: 0, number }
    }

    /// A whole number below `bound` (which is above zero).
    pub fn below(&mut self, bound: u32) -> u32 {
        self.source.random_range(0..bound.max(1))
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.source.random_range(low..=high.max(low))
    }

    /// True this many times in a hundred.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.source.random_range(0..list.len());
        &list[at]
    }

    /// One word of a list that is not empty.
    pub fn word(&mut self, list: &'static [&'static str]) -> &'static str {
        self.pick::<&'static str>(list)
    }

    /// One of a list of choices with their weights.
    pub fn weighted<T: Copy>(&mut self, choices: &[(u32, T)]) -> T {
        let mut left = self.below(choices.iter().map(|(weight, _)| weight).sum());
        for (weight, choice) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        choices[0].1
    }

    /// A day from `first` to `last`, both included.
    pub fn day(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let days = u64::try_from(self.between(0, (last - first).num_days())).unwrap_or(0);
        first + Days::new(days)
    }

    /// A new id. Ids rise with the number of the family and the order of making, so that a load
    /// fills every index from left to right.
    pub fn id<T>(&mut self) -> Id<T> {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&self.number.to_be_bytes()[2..]);
        // The version and variant of the id take the upper halves of bytes 6 and 8.
        bytes[7] = (self.made >> 6).to_be_bytes()[1];
        bytes[8] = u8::try_from(self.made & 0x3F).unwrap_or(0);
        self.source.fill_bytes(&mut bytes[9..]);
        self.made += 1;
        Id::from_seed(bytes)
    }
}

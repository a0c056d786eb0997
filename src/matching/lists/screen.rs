//! The quick look at every two people born on one day. Only who might be one person by a glance at
//! letters, sounds and postcode is compared. Columns of plain numbers and no branches, so that the
//! compiler makes a handful of vector instructions of it.

use std::ops::Range;

use super::super::deck::{Deck, Dictionary};
use super::super::rarity::Rarity;

/// What is looked at, a column each, in the order of the rows it was made for.
#[derive(Default)]
pub struct Strip {
    /// The rows themselves.
    pub rows: Vec<u32>,
    given_letters: Vec<u32>,
    family_letters: Vec<u32>,
    given_code: Vec<u32>,
    family_code: Vec<u32>,
    postcode: Vec<u32>,
    /// House number and street, or all of an address without a number.
    house: Vec<u32>,
    /// All bits when the family name has several words.
    several: Vec<u32>,
    /// Bit 0: a rare given name. Bit 1: a rare family name.
    rare: Vec<u32>,
}

/// A given name is rare when fewer than one person in eight thousand has it (a binary logarithm).
const RARE_GIVEN: f32 = -13.0;
/// A family name is rare when fewer than one person in sixteen thousand has it.
const RARE_FAMILY: f32 = -14.0;

/// So many at once.
const WIDTH: usize = 256;
/// So many are told empty at once.
const STEP: usize = 16;

impl Strip {
    /// The columns of these rows.
    pub fn of(deck: &Deck, rows: Vec<u32>, dictionary: &Dictionary, rarity: &Rarity) -> Self {
        let mut strip = Self::default();
        for row in &rows {
            let record = &deck.records[*row as usize];
            let (given, family) = (dictionary.outline(record.given), dictionary.outline(record.family));
            strip.given_letters.push(given.mask);
            strip.family_letters.push(family.mask);
            strip.given_code.push(given.code);
            strip.family_code.push(if family.has_several_words { family.sound } else { family.code });
            strip.postcode.push(u32::try_from(super::super::home::mixed(record.home.postcode) >> 32).unwrap_or(0));
            strip.house.push(record.home.house());
            strip.several.push(if family.has_several_words { u32::MAX } else { 0 });
            let rare_given = u32::from(record.given != 0 && rarity.given(record.given) < RARE_GIVEN);
            strip.rare.push(rare_given | u32::from(record.family != 0 && rarity.family(record.family) < RARE_FAMILY) << 1);
        }
        strip.rows = rows;
        strip
    }

    /// Calls `take` with the rows of everybody in `range` of the other strip who might be this one.
    pub fn look(&self, at: usize, other: &Self, range: Range<usize>, mut take: impl FnMut(u32, u32)) {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min(from + WIDTH);
            let mut seen = [0_u32; WIDTH];
            let seen = &mut seen[..to - from];
            self.glance(at, other, from, seen);
            for (few, from) in seen.chunks(STEP).zip((from..).step_by(STEP)) {
                // Mostly nothing is seen, which is told of several at once.
                if few.iter().fold(0, |any, one| any | one) != 0 {
                    let places = (from..).zip(few).filter(|(_, seen)| **seen != 0);
                    places.for_each(|(place, _)| take(self.rows[at], other.rows[place]));
                }
            }
            from = to;
        }
    }

    fn glance(&self, at: usize, other: &Self, from: usize, seen: &mut [u32]) {
        let to = from + seen.len();
        let (given, family) = (self.given_letters[at], self.family_letters[at]);
        let (given_code, family_code) = (self.given_code[at], self.family_code[at]);
        let (postcode, several, rare) = (self.postcode[at], self.several[at], self.rare[at]);
        let (rare_given, rare_family, house) = (rare & 1, rare >> 1, self.house[at]);
        let houses = &other.house[from..to];
        let givens = &other.given_letters[from..to];
        let families = &other.family_letters[from..to];
        let given_codes = &other.given_code[from..to];
        let family_codes = &other.family_code[from..to];
        let postcodes = &other.postcode[from..to];
        let severals = &other.several[from..to];
        for at in 0..seen.len() {
            let same_given = same(given_code, given_codes[at]);
            let same_family = same(family_code, family_codes[at]);
            let givens_differ = given ^ givens[at];
            let given_equal = same_given | same(givens[at], 0) | same(given, 0);
            let shared = family & families[at];
            let inside = (same(shared, family) | same(shared, families[at])) & u32::from(several | severals[at] != 0);
            let families_differ = family ^ families[at];
            let family_equal = same_family | inside;
            let given_near = given_equal | at_most_two(givens_differ);
            let family_near = family_equal | at_most_two(families_differ);
            let names = given_near & (family_near | at_most_three(families_differ)) | family_near & at_most_three(givens_differ);
            let swapped = same(given_code, family_codes[at]) & same(family_code, given_codes[at]);
            let home = same(postcode, postcodes[at]) & u32::from(postcode != 0) | same(house, houses[at]) & u32::from(house != 0);
            let rare = same_given & rare_given | same_family & rare_family;
            seen[at] = names | swapped | home | rare;
        }
    }
}

#[inline(always)]
fn same(one: u32, other: u32) -> u32 {
    u32::from(one == other)
}

/// 1 when at most two bits are set: two names one slip apart have at most two letters that are in one
/// alone.
#[inline(always)]
fn at_most_two(bits: u32) -> u32 {
    let bits = bits & bits.wrapping_sub(1);
    let bits = bits & bits.wrapping_sub(1);
    same(bits, 0)
}

/// 1 when at most three bits are set.
#[inline(always)]
fn at_most_three(bits: u32) -> u32 {
    at_most_two(bits & bits.wrapping_sub(1))
}

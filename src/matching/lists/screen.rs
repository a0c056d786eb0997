//! The quick look at every two people born on one day. Only who might be one person by a glance at
//! letters, sounds and postcode is compared. Columns of plain numbers and no branches, so that the
//! compiler makes a handful of vector instructions of it.

use super::super::deck::{Card, Deck, Dictionary};
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

/// Two names together are very rare when fewer than one person in a million has both.
const VERY_RARE_NAMES: f32 = -20.0;
/// What a birthday one digit off and the sex can add to the weight at most.
const ONE_DIGIT: f32 = 3.5;
/// What two of day, month and year and the sex can add at most.
const TWO_PARTS: f32 = 1.5;

/// So many at once.
const WIDTH: usize = 256;

impl Strip {
    /// The columns of these rows.
    pub fn of(deck: &Deck, rows: Vec<u32>, dictionary: &Dictionary, rarity: &Rarity) -> Self {
        let mut strip = Self::default();
        for row in &rows {
            let record = &deck.records[*row as usize];
            let (given, family) = (dictionary.get(record.given), dictionary.get(record.family));
            strip.given_letters.push(given.mask);
            strip.family_letters.push(family.mask);
            strip.given_code.push(given.code);
            strip.family_code.push(if family.has_several_words() { family.sound } else { family.code });
            strip.postcode.push(u32::try_from(super::super::home::mixed(record.home.postcode) >> 32).unwrap_or(0));
            strip.house.push(record.home.house());
            strip.several.push(if family.has_several_words() { u32::MAX } else { 0 });
            let rare_given = u32::from(record.given != 0 && rarity.given(record.given) < RARE_GIVEN);
            strip.rare.push(rare_given | u32::from(record.family != 0 && rarity.family(record.family) < RARE_FAMILY) << 1);
        }
        strip.rows = rows;
        strip
    }

    /// Calls `take` with the rows of everybody in `range` of the other strip who might be this one.
    pub fn look(&self, at: usize, other: &Self, range: std::ops::Range<usize>, mut take: impl FnMut(u32, u32)) {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min(from + WIDTH);
            let mut seen = [0_u32; WIDTH];
            let seen = &mut seen[..to - from];
            self.glance(at, other, from, seen);
            for (place, seen) in seen.iter().enumerate() {
                if *seen != 0 {
                    take(self.rows[at], other.rows[from + place]);
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

/// What is looked at of people who share their names, or a parent's and the given name: birthdays two
/// parts of which agree, the same postcode or parent. A column each, in the order of the keys.
#[derive(Default)]
pub struct Near {
    /// The rows themselves.
    pub rows: Vec<u32>,
    given: Vec<u32>,
    family: Vec<u32>,
    born: Vec<u32>,
    postcode: Vec<u32>,
    parent: Vec<u32>,
    /// 1 for names so rare that a birthday one digit off is enough to look.
    rare: Vec<u32>,
    /// 1 for names so rare that two parts of a birthday are enough to look.
    rarer: Vec<u32>,
    /// 1 for whom everybody is looked at: without a birthday and with very rare names.
    open: Vec<u32>,
    /// 1 for whom the glance at the birthday has decided nothing: with other names or homes.
    undecided: Vec<u32>,
}

impl Near {
    /// The columns of these rows. `needed` is the weight that is needed to be looked at, beside what all
    /// pairs begin with; parents are looked at where they are not the key.
    pub fn of(
        deck: &Deck,
        rows: impl Iterator<Item = u32>,
        rarity: &Rarity,
        needed: f32,
        parents: bool,
        undecided: impl Fn(Card<'_>) -> bool,
    ) -> Self {
        let mut near = Self::default();
        for row in rows {
            let card = deck.card(row);
            let record = card.record;
            let names = rarity.given(record.given) + rarity.family(record.family);
            let parent = if parents { record.parent.given.wrapping_mul(0x9E37_79B1) ^ record.parent.family } else { 0 };
            near.rows.push(row);
            near.given.push(record.given);
            near.family.push(record.family);
            near.born.push(record.born.number());
            near.postcode.push(u32::try_from(super::super::home::mixed(record.home.postcode) >> 32).unwrap_or(0));
            near.parent.push(parent);
            near.rare.push(u32::from(!parents || ONE_DIGIT - names > needed));
            near.rarer.push(u32::from(!parents || TWO_PARTS - names > needed));
            near.undecided.push(u32::from(undecided(card)));
            near.open.push(u32::from(!record.born.is_given() && names < VERY_RARE_NAMES));
        }
        near
    }

    /// Calls `take` with the rows of everybody in `range` of the other side who might be this one.
    pub fn look(&self, at: usize, other: &Self, range: std::ops::Range<usize>, mut take: impl FnMut(u32, u32)) {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min(from + WIDTH);
            let mut seen = [0_u32; WIDTH];
            let seen = &mut seen[..to - from];
            self.glance(at, other, from, seen);
            for (place, seen) in seen.iter().enumerate() {
                if *seen != 0 {
                    take(self.rows[at], other.rows[from + place]);
                }
            }
            from = to;
        }
    }

    fn glance(&self, at: usize, other: &Self, from: usize, seen: &mut [u32]) {
        let to = from + seen.len();
        let (born, postcode, parent) = (self.born[at], self.postcode[at], self.parent[at]);
        let (rare, rarer, open) = (self.rare[at], self.rarer[at], self.open[at]);
        let (given, family, undecided) = (self.given[at], self.family[at], self.undecided[at]);
        let undecideds = &other.undecided[from..to];
        let givens = &other.given[from..to];
        let families = &other.family[from..to];
        let births = &other.born[from..to];
        let postcodes = &other.postcode[from..to];
        let parents = &other.parent[from..to];
        let opens = &other.open[from..to];
        for at in 0..seen.len() {
            let differ = born ^ births[at];
            let near = same(differ & 0x00FF_FFFF, 0) | same(differ & 0xFF00_FFFF, 0) | same(differ & 0xFFFF_0000, 0);
            let home = same(postcode, postcodes[at]) & u32::from(postcode != 0);
            let of_one_parent = same(parent, parents[at]) & u32::from(parent != 0);
            let (same_given, same_family) = (same(given, givens[at]), same(family, families[at]));
            let (one_same, both_same) = (same_given | same_family, same_given & same_family);
            let digits = (differ | differ >> 1 | differ >> 2 | differ >> 3) & 0x1111_1111;
            let digit = same(digits & digits.wrapping_sub(1), 0);
            let undecided = undecided | undecideds[at];
            let another_day = same(differ, 0) ^ 1 | undecided;
            seen[at] = both_same & near & rarer & another_day
                | one_same & (digit & rare | open | opens[at]) & another_day
                | of_one_parent & (near & another_day | rare & both_same)
                | undecided & near
                | home & another_day;
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

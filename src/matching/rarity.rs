//! How common each name, date and postcode is: that two people share a rare one says more. Learnt from
//! the register or the lists at hand; where these are small, a shipped table fills in.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::birth::Birth;
use super::deck::{Deck, Dictionary, Name, Parent};
use super::stable;

/// Common names in England and how many people in 100,000 have them. Rough figures of our own, after
/// what the Office for National Statistics publishes of babies' names and electoral rolls show of
/// family names; they only matter where fewer than some thousand people are known.
const SHIPPED: &str = include_str!("data/frequencies.csv");

/// A shipped share weighs as much as this many people.
const SHIPPED_WEIGHT: f32 = 1_000.0;
/// One in so many has a given name that is a name of its own, whatever it is a form of.
const COMMON: usize = 20_000;
/// The share of a name that is not in the shipped table.
const UNLISTED: f32 = 2e-5;
/// The share of a birthday, where nothing else is known: one of 18 years' days.
const BIRTHDAY: f32 = 1.0 / 6_574.0;
/// The share of a postcode, where nothing else is known: an authority has about this many.
const POSTCODE: f32 = 1.0 / 10_000.0;

/// Shares of names.
type Table = hashbrown::HashMap<&'static str, f32>;

struct Shipped {
    given: Table,
    family: Table,
}

static TABLE: LazyLock<Shipped> = LazyLock::new(|| {
    let mut table = Shipped { given: Table::new(), family: Table::new() };
    for line in SHIPPED.lines() {
        if let [role, name, per_100_000] = *line.split(',').collect::<Vec<_>>().as_slice()
            && let Ok(many) = per_100_000.parse::<f32>()
        {
            let names = if role == "given" { &mut table.given } else { &mut table.family };
            names.insert(name, many / 100_000.0);
        }
    }
    table
});

/// How many people have each name: what a register keeps and stores. Names are folded.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    /// People counted.
    pub people: u32,
    /// By given name.
    pub given: HashMap<String, u32>,
    /// By family name.
    pub family: HashMap<String, u32>,
}

/// Shares of the names of a dictionary, as their binary logarithms.
pub struct Rarity {
    given: Vec<f32>,
    family: Vec<f32>,
    parent: Vec<f32>,
    people: Vec<u32>,
    listed: Vec<bool>,
    borne: Vec<bool>,
    births: Counts,
    postcodes: Counts,
}

impl Rarity {
    /// Counts decks.
    pub fn of_decks(dictionary: &Dictionary, decks: &[&Deck]) -> Self {
        let many = dictionary.all().len();
        let (mut given, mut family, mut parent) = (vec![0_u32; many], vec![0_u32; many], vec![0_u32; many]);
        let people: usize = decks.iter().map(|deck| deck.records.len()).sum();
        let (mut births, mut postcodes) = (Counts::new(65_536, BIRTHDAY), Counts::new(2 * people, POSTCODE));
        let records = || decks.iter().flat_map(|deck| &deck.records);
        both(
            people,
            || {
                for record in records() {
                    given[record.given as usize] += 1;
                    family[record.family as usize] += 1;
                    parent[record.parent.given as usize] += 1;
                }
            },
            || {
                for record in records() {
                    if record.born.is_given() {
                        births.count(record.born.number().into());
                    }
                    if record.home.postcode != 0 {
                        postcodes.count(record.home.postcode);
                    }
                }
            },
        );
        births.reckon();
        postcodes.reckon();
        let mut bearers: hashbrown::HashMap<&str, u32> = hashbrown::HashMap::new();
        for (spelling, count) in dictionary.all().iter().zip(&given).filter(|(spelling, _)| spelling.is_listed) {
            *bearers.entry(spelling.first_of_text()).or_default() += count;
        }
        let bearers = |first: &str| bearers.get(first).copied().unwrap_or(0);
        Self { births, postcodes, ..Self::of_counts(dictionary, &given, &family, Some(&parent), people, &bearers) }
    }

    /// Looks the names of a dictionary up in what a register has counted.
    pub fn of_frequencies(dictionary: &Dictionary, frequencies: &Frequencies) -> Self {
        let look_up = |counts: &HashMap<String, u32>| -> Vec<u32> {
            dictionary.all().iter().map(|spelling| counts.get(&spelling.text).copied().unwrap_or(0)).collect()
        };
        let people = usize::try_from(frequencies.people).unwrap_or(usize::MAX);
        let bearers = |first: &str| frequencies.given.get(first).copied().unwrap_or(0);
        Self::of_counts(dictionary, &look_up(&frequencies.given), &look_up(&frequencies.family), None, people, &bearers)
    }

    /// `bearers` says how many have a given name that begins with a word, at the least.
    fn of_counts(
        dictionary: &Dictionary,
        given: &[u32],
        family: &[u32],
        parent: Option<&[u32]>,
        people: usize,
        bearers: &dyn Fn(&str) -> u32,
    ) -> Self {
        let total = as_f32(people);
        let shares = |counts: &[u32], shipped: &Table| -> Vec<f32> {
            let share = |(spelling, count): (&super::spelling::Spelling, &u32)| {
                let first = spelling.first_of_text();
                let usual = shipped.get(spelling.text.as_str()).or_else(|| shipped.get(first).filter(|_| people < 1_000));
                log_share(*count, total, usual.copied().unwrap_or(UNLISTED))
            };
            dictionary.all().iter().zip(counts).map(share).collect()
        };
        let is_borne = |spelling: &super::spelling::Spelling| {
            let first = spelling.first_of_text();
            let many = bearers(first);
            TABLE.given.contains_key(first) || many >= 3 && (many as usize).saturating_mul(COMMON) >= people
        };
        let is_listed = |spelling: &super::spelling::Spelling| {
            let text = spelling.text.as_str();
            spelling.is_listed || TABLE.given.contains_key(text) || TABLE.family.contains_key(text)
        };
        let (given_shares, (family_shares, parent_shares)) = both(
            dictionary.all().len(),
            || shares(given, &TABLE.given),
            || (shares(family, &TABLE.family), shares(parent.unwrap_or(given), &TABLE.given)),
        );
        Self {
            given: given_shares,
            family: family_shares,
            parent: parent_shares,
            people: given.iter().zip(family).map(|(one, other)| one + other).collect(),
            listed: dictionary.all().iter().map(is_listed).collect(),
            borne: dictionary.all().iter().map(is_borne).collect(),
            births: Counts::new(1, BIRTHDAY),
            postcodes: Counts::new(1, POSTCODE),
        }
    }

    /// The share of people with this given name, as a binary logarithm.
    pub fn given(&self, name: Name) -> f32 {
        self.given[name as usize]
    }

    /// The share of people with this family name, as a binary logarithm.
    pub fn family(&self, name: Name) -> f32 {
        self.family[name as usize]
    }

    /// The share of people with a parent of this given name, as a binary logarithm.
    pub fn parent(&self, name: Name) -> f32 {
        self.parent[name as usize]
    }

    /// The share of what two people have in common who have this parent, as a binary logarithm: the family
    /// name counts only where the children's differ, and at most so much.
    pub(super) fn of_parent(&self, is_family_close: bool, parent: Parent) -> f32 {
        let family = if is_family_close { 0.0 } else { self.family(parent.family) };
        self.parent(parent.given) + family
    }

    /// The share of people born on this day, as a binary logarithm.
    pub fn birth(&self, born: Birth) -> f32 {
        self.births.share(born.number().into())
    }

    /// The share of people with this postcode, as a binary logarithm.
    pub fn postcode(&self, postcode: u64) -> f32 {
        self.postcodes.share(postcode)
    }

    /// Whether both are given names that enough children have to be two names, so that two of one home may
    /// have them, though one is a form of the other.
    pub fn are_both_borne(&self, one: Name, other: Name) -> bool {
        self.borne[one as usize] && self.borne[other as usize]
    }

    /// Whether two names that look alike are both names that people have. A slip of a common name is
    /// rare beside it; a name has a place on the list or several bearers.
    pub fn are_both_known(&self, one: Name, other: Name) -> bool {
        let known = |name: Name| self.listed[name as usize] || self.people[name as usize] >= 3;
        let both_listed = self.listed[one as usize] && self.listed[other as usize];
        let (few, many) = {
            let (one, other) = (self.people[one as usize], self.people[other as usize]);
            (one.min(other), one.max(other))
        };
        known(one) && known(other) && (both_listed || u64::from(few) * 100 >= u64::from(many))
    }
}

/// Two things, at the same time where so many steps are worth a thread.
fn both<A: Send, B>(steps: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if steps < 20_000 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// Counts of numbers by their hash. Two numbers may meet in one place and then both look commoner than
/// they are, which makes the engine more careful, not less.
struct Counts {
    counts: Vec<u16>,
    /// The logarithm of the share of each small count, reckoned once all is counted.
    shares: Vec<f32>,
    total: f32,
    usual: f32,
}

impl Counts {
    fn new(places: usize, usual: f32) -> Self {
        Self { counts: vec![0; places.max(1).next_power_of_two()], shares: Vec::new(), total: 0.0, usual }
    }

    fn place(&self, number: u64) -> usize {
        usize::try_from(stable::spread(number)).unwrap_or(0) & (self.counts.len() - 1)
    }

    fn count(&mut self, number: u64) {
        let place = self.place(number);
        self.counts[place] = self.counts[place].saturating_add(1);
        self.total += 1.0;
    }

    /// Call it when all is counted.
    fn reckon(&mut self) {
        self.shares = (0..4_096).map(|count| log_share(count, self.total, self.usual)).collect();
    }

    fn share(&self, number: u64) -> f32 {
        let count = self.counts[self.place(number)];
        let reckoned = self.shares.get(usize::from(count)).copied();
        reckoned.unwrap_or_else(|| log_share(count.into(), self.total, self.usual))
    }
}

/// The binary logarithm of a share, drawn towards the usual one as long as little is counted.
fn log_share(count: u32, total: f32, usual: f32) -> f32 {
    // The usual share weighs less the more is known, and nothing is ever impossible.
    let weight = SHIPPED_WEIGHT.min(total.mul_add(-0.01, SHIPPED_WEIGHT)).max(50.0);
    ((as_f32(count as usize) + weight * usual) / (total + weight)).log2()
}

/// Counts are far below the 16 million that an `f32` tells apart, or need not be told apart.
#[allow(clippy::cast_precision_loss)]
fn as_f32(count: usize) -> f32 {
    count as f32
}

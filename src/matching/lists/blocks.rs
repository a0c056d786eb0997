//! Which pairs of rows are compared: everybody born on one day, after a glance; and who shares a key.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::HashSet;

use super::super::birth::{Birth, BirthLevel};
use super::super::compare::Memory;
use super::super::deck::{Card, Deck, Name, Record};
use super::super::home::HomeLevel;
use super::super::keys;
use super::super::model::{FAMILY, GIVEN};
use super::super::stable;
use super::join::{self, Keyed};
use super::screen::Strip;
use super::{Hit, Judge, on_threads};

/// A block of more pairs than this is not compared each with each, but by finer keys.
const MOST_PAIRS: usize = 20_000_000;
/// Where finer keys do not help either, each row is compared with so many others.
const MOST_ALIKE: usize = 500;
/// Two names together are very rare when fewer than one person in a million has both (a binary
/// logarithm): such people are compared even without a birthday.
const VERY_RARE_NAMES: f32 = -20.0;
/// Tasks for each way of finding pairs.
const TASKS: usize = 64;

/// Everybody of both sides born on one day, or on two that are one another with day and month swapped.
struct Days {
    left: Range<usize>,
    right: Range<usize>,
}

/// What decides about most pairs with a common key: less than half of a record, and so sooner at hand.
#[derive(Clone, Copy)]
struct Brief {
    born: Birth,
    given: Name,
    family: Name,
    parent: Name,
    /// See `Home::house`; 0 when not given.
    house: u32,
    /// The first half of the postcode; 0 when not given.
    district: u32,
}

impl Brief {
    fn of(record: &Record) -> Self {
        let district = u32::try_from(record.home.postcode >> 24 & u64::from(u32::MAX)).unwrap_or(0);
        let Record { born, given, family, parent, home, .. } = *record;
        Self { born, given, family, parent: parent.given, house: home.house(), district }
    }

    /// The nearest that two homes of two postcodes may be.
    fn most_of_home(self, other: Self) -> HomeLevel {
        if self.house == other.house && self.house != 0 {
            HomeLevel::Address
        } else if self.district == 0 || other.district == 0 {
            HomeLevel::Missing
        } else if self.district == other.district {
            HomeLevel::Slip
        } else {
            HomeLevel::Elsewhere
        }
    }
}

/// Every pair that may be one person, and how many pairs could not be compared.
pub fn hits(judge: &Judge<'_>, threads: usize, tick: &(dyn Fn(f64) + Sync)) -> (Vec<Hit>, u64) {
    let briefs = std::thread::scope(|scope| {
        let brief = |deck: &Deck| deck.records.iter().map(Brief::of).collect();
        let right = scope.spawn(move || brief(judge.pair.right));
        [brief(judge.pair.left), right.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))]
    });
    let finder = Finder { judge, threads, tick, briefs, has_undecided: false, crowded: HashSet::new(), cut: AtomicU64::new(0) };
    finder.find()
}

struct Finder<'a> {
    judge: &'a Judge<'a>,
    threads: usize,
    tick: &'a (dyn Fn(f64) + Sync),
    /// Both sides.
    briefs: [Vec<Brief>; 2],
    /// Some people have other names or homes, or a crowded birthday.
    has_undecided: bool,
    /// Birthdays of so many people that they are not looked through.
    crowded: HashSet<u32>,
    cut: AtomicU64,
}

/// A way of finding pairs besides the birthday.
#[derive(Clone, Copy)]
enum Way {
    /// Both names.
    Names,
    /// The home and a name.
    Home,
    /// A parent and the given name.
    Parent,
    /// An identifier, telephone number or e-mail address.
    Number,
    /// A birthday of too many people, and a name.
    Crowd,
}

impl Way {
    const ALL: [Self; 5] = [Self::Names, Self::Home, Self::Parent, Self::Number, Self::Crowd];
}

impl Finder<'_> {
    fn find(mut self) -> (Vec<Hit>, u64) {
        let mut found = vec![self.by_birthday()];
        let pair = self.judge.pair;
        self.has_undecided = !self.crowded.is_empty() || !pair.left.extras.is_empty() || !pair.right.extras.is_empty();
        for (way, step) in Way::ALL.into_iter().zip(1..) {
            found.push(self.by_key(way));
            (self.tick)(0.5 + 0.08 * f64::from(step));
        }
        let mut hits: Vec<Hit> = found.concat().concat();
        hits.sort_unstable_by_key(|hit| (hit.left, hit.right));
        hits.dedup_by_key(|hit| (hit.left, hit.right));
        (hits, self.cut.into_inner())
    }

    fn by_birthday(&mut self) -> Vec<Vec<Hit>> {
        let (pair, context) = (self.judge.pair, self.judge.context);
        let (left, right) = (by_birth(pair.left), by_birth(pair.right));
        let (left_days, right_days) = (days(pair.left, &left), days(pair.right, &right));
        let (left, right) = std::thread::scope(|scope| {
            let other = scope.spawn(|| Strip::of(pair.right, right, context.dictionary, context.rarity));
            let left = Strip::of(pair.left, left, context.dictionary, context.rarity);
            match other.join() {
                Ok(right) => (left, right),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let blocks = self.days_that_meet(&left_days, &right_days);
        let size = blocks.len().div_ceil(TASKS).max(1);
        let tasks: Vec<&[Days]> = blocks.chunks(size).collect();
        on_threads(
            self.threads,
            tasks.len(),
            &|number| (self.tick)(0.5 * super::super::model::as_f64(number) / super::super::model::as_f64(tasks.len())),
            |number, memory, hits| {
                for days in tasks[number] {
                    for at in days.left.clone() {
                        let range =
                            if pair.is_one_list && days.left == days.right { at + 1..days.right.end } else { days.right.clone() };
                        left.look(at, &right, range, |one, other| {
                            let (one, other) = if pair.is_one_list { (one.min(other), one.max(other)) } else { (one, other) };
                            self.judge.weigh(one, other, memory, hits);
                        });
                    }
                }
            },
        )
    }

    fn days_that_meet(&mut self, left: &[(Birth, Range<usize>)], right: &[(Birth, Range<usize>)]) -> Vec<Days> {
        let is_one_list = self.judge.pair.is_one_list;
        let mut blocks = Vec::new();
        for (born, here) in left {
            for (other, swapped) in [(Some(*born), false), (born.swapped(), true)] {
                let Some(other) = other else { continue };
                if is_one_list && swapped && other < *born {
                    continue;
                }
                let Ok(at) = right.binary_search_by_key(&other, |(born, _)| *born) else { continue };
                let there = right[at].1.clone();
                if here.len().saturating_mul(there.len()) > MOST_PAIRS {
                    self.crowded.extend([born.number(), other.number()]);
                } else {
                    blocks.push(Days { left: here.clone(), right: there });
                }
            }
        }
        blocks
    }

    fn is_undecided(&self, card: Card<'_>) -> bool {
        card.has_alternatives() || !self.crowded.is_empty() && self.crowded.contains(&card.record.born.number())
    }

    /// Whether two with a common key are worth comparing. Whom the glance at a birthday has decided about
    /// are not, unless it could not see all of them.
    fn is_worth_it(&self, one: u32, other: u32, way: Way, memory: &mut Memory) -> bool {
        let (mine, theirs) = (self.briefs[0][one as usize], self.briefs[1][other as usize]);
        let born = mine.born.level(theirs.born);
        let undecided = || {
            self.has_undecided && {
                let (one, other) = self.judge.pair.cards(one, other);
                self.is_undecided(one) || self.is_undecided(other)
            }
        };
        match way {
            Way::Number | Way::Crowd => true,
            _ if matches!(born, BirthLevel::Same | BirthLevel::Swapped) => undecided(),
            Way::Names => match born {
                BirthLevel::Digit | BirthLevel::Part | BirthLevel::Missing => {
                    self.could_be(mine, theirs, born, 0.0, memory) || undecided()
                }
                _ => false,
            },
            Way::Parent => {
                let parents = self.judge.most_of_parents - self.judge.context.rarity.parent(mine.parent);
                self.could_be(mine, theirs, born, parents, memory) || born <= BirthLevel::Part && undecided()
            }
            Way::Home => {
                let (one, other) = self.judge.pair.cards(one, other);
                born <= BirthLevel::Digit || self.may_live_together(one, other, memory)
            }
        }
    }

    /// Whether what is at hand of two people, with what their parents can speak for them at most, leaves
    /// room for their being one. Whoever shares a postcode is found by it.
    fn could_be(&self, mine: Brief, theirs: Brief, born: BirthLevel, parents: f32, memory: &mut Memory) -> bool {
        let judge = self.judge;
        let besides = judge.most_of(born, mine.most_of_home(theirs)) + parents;
        let rarity = judge.context.rarity;
        let (given, family) = (rarity.given(mine.given), rarity.family(mine.family));
        // No name speaks more than one that is the same.
        if besides - given - family <= judge.needed {
            return false;
        }
        let given = given.max(rarity.given(theirs.given));
        let family = family.max(rarity.family(theirs.family));
        let given = judge.model.gain_of_a_name(GIVEN, judge.context.level(mine.given, theirs.given, memory), given);
        let family = judge.model.gain_of_a_name(FAMILY, judge.context.level(mine.family, theirs.family, memory), family);
        besides + given + family > judge.needed
    }

    fn may_live_together(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> bool {
        let context = self.judge.context;
        let (mine, theirs) = (one.record, other.record);
        let names = &context.dictionary;
        let mut close =
            |one, other| names.outline(one).code == names.outline(other).code || context.level(one, other, memory).is_close();
        mine.given == 0
            || theirs.given == 0
            || close(mine.given, theirs.given)
            || close(mine.given, theirs.family)
            || one.has_alternatives()
            || other.has_alternatives()
    }

    fn by_key(&self, way: Way) -> Vec<Vec<Hit>> {
        let pair = self.judge.pair;
        let (mut left, mut right) = std::thread::scope(|scope| {
            let other = (!pair.is_one_list).then(|| scope.spawn(|| self.keyed(pair.right, way)));
            let left = self.keyed(pair.left, way);
            match other.map(std::thread::ScopedJoinHandle::join) {
                None => (left, Vec::new()),
                Some(Ok(right)) => (left, right),
                Some(Err(panic)) => std::panic::resume_unwind(panic),
            }
        });
        join::sort(&mut left, &mut right);
        let right = if pair.is_one_list { &left } else { &right };
        let parts = join::parts(&left, TASKS);
        on_threads(self.threads, parts.len(), &|_| {}, |number, memory, hits| {
            join::blocks(&left, parts[number].clone(), right, |here, there| {
                if here.len().saturating_mul(there.len()) > MOST_PAIRS {
                    return self.crowd(&left[here], &right[there], way, memory, hits);
                }
                self.each_with_each(&left[here], &right[there], way, memory, hits);
            });
        })
    }

    fn keyed(&self, deck: &Deck, way: Way) -> Vec<Keyed> {
        let names = self.judge.context.dictionary;
        // Room that is not used costs nothing; a list that outgrows its room is copied.
        let keys_each = if matches!(way, Way::Number | Way::Crowd) { 0 } else { 4 };
        let mut keyed = Vec::with_capacity(keys_each * deck.records.len());
        for row in 0..u32::try_from(deck.records.len()).unwrap_or(u32::MAX) {
            let card = deck.card(row);
            let exactly = stable::join(card.record.given.into(), card.record.family.into());
            let mut take = |key| keyed.push(Keyed::new(key, row));
            match way {
                Way::Names => {
                    let rarity = self.judge.context.rarity;
                    let are_rare = rarity.given(card.record.given) + rarity.family(card.record.family) < VERY_RARE_NAMES;
                    keys::by_names(card, names, &mut |key| near_birthdays(card, key, &mut take));
                    if are_rare {
                        take(exactly);
                    }
                }
                Way::Home => keys::by_home(card, names, &mut take),
                Way::Parent => {
                    keys::by_parent(card, names, &mut |key| {
                        near_birthdays(card, key, &mut take);
                        take(stable::join(key, exactly));
                    });
                }
                Way::Number => keys::by_number(card, &mut take),
                Way::Crowd => self.by_crowded_birthday(card, &mut take),
            }
        }
        keyed
    }

    fn by_crowded_birthday(&self, card: Card<'_>, take: &mut impl FnMut(u64)) {
        let born = card.record.born;
        if self.crowded.contains(&born.number()) {
            let either = u64::from(keys::either_way(born).unwrap_or(born.number()));
            for name in card.given().chain(card.family()) {
                keys::for_each_code(name, self.judge.context.dictionary, |code| take(stable::join(either, code.into())));
            }
        }
    }

    /// A block of too many: by finer keys.
    fn crowd(&self, here: &[Keyed], there: &[Keyed], way: Way, memory: &mut Memory, hits: &mut Vec<Hit>) {
        let (mut left, mut right) = (self.finer(self.judge.pair.left, here), self.finer(self.judge.pair.right, there));
        join::sort(&mut left, &mut right);
        join::blocks(&left, 0..left.len(), &right, |here, there| {
            let (here, there) = (&left[here], &right[there]);
            if here.len().saturating_mul(there.len()) <= MOST_PAIRS {
                return self.each_with_each(here, there, way, memory, hits);
            }
            // Nothing tells these rows apart that a key could see. Both sides are in the order of rows.
            for (at, one) in here.iter().enumerate() {
                let from = (at * there.len() / here.len()).saturating_sub(MOST_ALIKE / 2);
                let window = &there[from..there.len().min(from + MOST_ALIKE)];
                self.each_with_each(std::slice::from_ref(one), window, way, memory, hits);
            }
            let left_out = here.len().saturating_mul(there.len().saturating_sub(MOST_ALIKE));
            self.cut.fetch_add(u64::try_from(left_out).unwrap_or(u64::MAX), Ordering::Relaxed);
        });
    }

    fn each_with_each(&self, here: &[Keyed], there: &[Keyed], way: Way, memory: &mut Memory, hits: &mut Vec<Hit>) {
        for one in here {
            for other in there {
                self.consider(one.row(), other.row(), way, memory, hits);
            }
        }
    }

    fn consider(&self, one: u32, other: u32, way: Way, memory: &mut Memory, hits: &mut Vec<Hit>) {
        let pair = self.judge.pair;
        if pair.is_one_list && one >= other {
            return;
        }
        if self.is_worth_it(one, other, way, memory) {
            self.judge.weigh(one, other, memory, hits);
        }
    }

    /// Keys for a block that is too large: two things that agree besides.
    fn finer(&self, deck: &Deck, rows: &[Keyed]) -> Vec<Keyed> {
        let names = self.judge.context.dictionary;
        let mut keyed = Vec::with_capacity(7 * rows.len());
        for row in rows.iter().map(|keyed| keyed.row()) {
            let record = &deck.records[row as usize];
            let codes = [names.outline(record.given).code, names.outline(record.family).code].map(u64::from);
            let born = u64::from(record.born.number());
            let mut take = |key| keyed.push(Keyed::new(key, row));
            for code in codes {
                take(stable::join(stable::join(1, born), code));
                take(stable::join(stable::join(2, record.home.postcode), code));
            }
            for part in record.born.parts() {
                take(stable::join(stable::join(3, part.into()), stable::join(codes[0], codes[1])));
            }
        }
        keyed
    }
}

/// The key with two of day, month and year, so that only those born on near days are looked at.
fn near_birthdays(card: Card<'_>, key: u64, take: &mut impl FnMut(u64)) {
    let born = card.record.born;
    if born.is_given() {
        born.parts().into_iter().for_each(|part| take(stable::join(key, part.into())));
    }
}

/// The places of those with a date of birth. A deck is in its order.
fn by_birth(deck: &Deck) -> Vec<u32> {
    (0..).zip(&deck.records).filter(|(_, record)| record.born.is_given()).map(|(at, _)| at).collect()
}

fn days(deck: &Deck, rows: &[u32]) -> Vec<(Birth, Range<usize>)> {
    let born = |row: &u32| deck.records[*row as usize].born;
    let mut days = Vec::new();
    let mut start = 0;
    for day in rows.chunk_by(|one, other| born(one) == born(other)) {
        days.push((born(&day[0]), start..start + day.len()));
        start += day.len();
    }
    days
}

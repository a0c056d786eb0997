//! Which pairs of rows are compared: everybody born on one day, after a glance; and who shares a key.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::HashSet;

use super::super::birth::{Birth, BirthLevel};
use super::super::compare::Memory;
use super::super::deck::{Card, Deck};
use super::super::keys;
use super::super::stable;
use super::join::{self, Keyed};
use super::screen::{Near, Strip};
use super::{Hit, Judge, on_threads};

/// A block of more pairs than this is not compared each with each, but by finer keys.
const MOST_PAIRS: usize = 20_000_000;
/// Where finer keys do not help either, each row is compared with so many others.
const MOST_ALIKE: usize = 500;
/// Tasks for each way of finding pairs.
const TASKS: usize = 64;

/// Everybody of both sides born on one day, or on two that are one another with day and month swapped.
struct Days {
    left: Range<usize>,
    right: Range<usize>,
}

/// Every pair that may be one person, and how many pairs could not be compared.
pub fn hits(judge: &Judge<'_>, threads: usize, tick: &(dyn Fn(f64) + Sync)) -> (Vec<Hit>, u64) {
    let finder = Finder { judge, threads, tick, crowded: HashSet::new(), cut: AtomicU64::new(0) };
    finder.find()
}

struct Finder<'a> {
    judge: &'a Judge<'a>,
    threads: usize,
    tick: &'a (dyn Fn(f64) + Sync),
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
        let mut hits = self.by_birthday();
        for (way, step) in Way::ALL.into_iter().zip(1..) {
            hits.extend(self.by_key(way));
            (self.tick)(0.5 + 0.08 * f64::from(step));
        }
        hits.sort_unstable_by_key(|hit| (hit.left, hit.right));
        hits.dedup_by_key(|hit| (hit.left, hit.right));
        (hits, self.cut.into_inner())
    }

    fn by_birthday(&mut self) -> Vec<Hit> {
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

    /// Whether the glance at their birthday has already decided whether to compare them.
    fn is_done_by_birthday(&self, one: Card<'_>, other: Card<'_>) -> bool {
        let (born, birth) = (one.record.born, other.record.born);
        matches!(born.level(birth), BirthLevel::Same | BirthLevel::Swapped)
            && !self.is_undecided(one)
            && !self.is_undecided(other)
    }

    fn is_undecided(&self, card: Card<'_>) -> bool {
        card.has_alternatives() || !self.crowded.is_empty() && self.crowded.contains(&card.record.born.number())
    }

    fn may_live_together(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> bool {
        if self.is_done_by_birthday(one, other) {
            return false;
        }
        let context = self.judge.context;
        let (mine, theirs) = (one.record, other.record);
        let born_near = mine.born.level(theirs.born) <= BirthLevel::Digit;
        let names = &context.dictionary;
        let mut close = |one, other| names.get(one).code == names.get(other).code || context.level(one, other, memory).is_close();
        born_near
            || mine.given == 0
            || theirs.given == 0
            || close(mine.given, theirs.given)
            || close(mine.given, theirs.family)
            || one.has_alternatives()
            || other.has_alternatives()
    }

    fn by_key(&self, way: Way) -> Vec<Hit> {
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
        if matches!(way, Way::Names | Way::Parent) {
            let rarity = self.judge.context.rarity;
            let (needed, by_names) = (self.judge.needed(), matches!(way, Way::Names));
            let near = |deck, rows: &[Keyed]| {
                Near::of(deck, rows.iter().map(|(_, row)| *row), rarity, needed, by_names, |card| self.is_undecided(card))
            };
            let (mine, theirs) = std::thread::scope(|scope| {
                let theirs = scope.spawn(|| near(pair.right, right));
                (near(pair.left, &left), theirs.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            });
            return on_threads(self.threads, parts.len(), &|_| {}, |number, memory, hits| {
                join::blocks(&left, parts[number].clone(), right, |here, there| {
                    if here.len().saturating_mul(there.len()) > MOST_PAIRS {
                        return self.crowd(&left[here], &right[there], way, memory, hits);
                    }
                    for at in here {
                        mine.look(at, &theirs, there.clone(), |one, other| self.consider(one, other, way, memory, hits));
                    }
                });
            });
        }
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
        let mut keyed = Vec::with_capacity(if matches!(way, Way::Number | Way::Crowd) { 0 } else { deck.records.len() });
        for row in 0..u32::try_from(deck.records.len()).unwrap_or(u32::MAX) {
            let card = deck.card(row);
            let mut take = |key| keyed.push((key, row));
            match way {
                Way::Names => keys::by_names(card, names, &mut take),
                Way::Home => keys::by_home(card, names, &mut take),
                Way::Parent => keys::by_parent(card, names, &mut take),
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

    fn glance(&self, way: Way, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> bool {
        match way {
            Way::Names | Way::Parent => !self.is_done_by_birthday(one, other),
            Way::Home => self.may_live_together(one, other, memory),
            Way::Number | Way::Crowd => true,
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
        for (_, one) in here {
            for (_, other) in there {
                self.consider(*one, *other, way, memory, hits);
            }
        }
    }

    fn consider(&self, one: u32, other: u32, way: Way, memory: &mut Memory, hits: &mut Vec<Hit>) {
        let pair = self.judge.pair;
        if pair.is_one_list && one >= other {
            return;
        }
        let (left, right) = pair.cards(one, other);
        if self.glance(way, left, right, memory) {
            self.judge.weigh(one, other, memory, hits);
        }
    }

    /// Keys for a block that is too large: two things that agree besides.
    fn finer(&self, deck: &Deck, rows: &[Keyed]) -> Vec<Keyed> {
        let names = self.judge.context.dictionary;
        let mut keyed = Vec::with_capacity(7 * rows.len());
        for (_, row) in rows {
            let record = &deck.records[*row as usize];
            let codes = [names.get(record.given).code, names.get(record.family).code].map(u64::from);
            let born = u64::from(record.born.number());
            for code in codes {
                keyed.push((stable::join(stable::join(1, born), code), *row));
                keyed.push((stable::join(stable::join(2, record.home.postcode), code), *row));
            }
            for part in record.born.parts() {
                keyed.push((stable::join(stable::join(3, part.into()), stable::join(codes[0], codes[1])), *row));
            }
        }
        keyed
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

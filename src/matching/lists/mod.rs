//! Lists alone, without a database: two against each other, or one against itself.

pub mod assign;
mod blocks;
mod join;
pub mod read;
mod screen;
mod train;
pub mod write;

use std::sync::atomic::{AtomicUsize, Ordering};

use super::birth::BirthLevel;
use super::compare::{Agreement, Context, Memory, SexLevel};
use super::deck::{Card, Deck};
use super::home::HomeLevel;
use super::model::{BORN, FIELDS, HOME, Likelihood, Model, Prior, SEX, Shares, places};
use super::rarity::Rarity;
use super::verdict::may_be_same;
use read::List;

/// Pairs with smaller odds than this (a binary logarithm) are forgotten at once.
const FLOOR: f64 = -5.0;

/// A pair that may be one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Place in the left deck.
    pub left: u32,
    /// Place in the right deck.
    pub right: u32,
    /// How likely what they share is.
    pub likelihood: Likelihood,
    /// The level of each field, as its place in the model's table.
    pub places: [u8; FIELDS],
    /// They may be joined without a person looking at them.
    pub may_be_same: bool,
}

/// The lists that are compared: two, or one with itself.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The left list.
    pub left: &'a Deck,
    /// The right list; the left one again when there is one.
    pub right: &'a Deck,
    /// There is but one list.
    pub is_one_list: bool,
}

impl<'a> Pair<'a> {
    fn cards(&self, left: u32, right: u32) -> (Card<'a>, Card<'a>) {
        (self.left.card(left), self.right.card(right))
    }

    /// How many pairs there are.
    fn pairs(&self) -> f64 {
        let (left, right) = (super::model::as_f64(self.left.records.len()), super::model::as_f64(self.right.records.len()));
        if self.is_one_list { left * (left - 1.0) / 2.0 } else { left * right }
    }
}

/// What came of comparing lists.
pub struct Comparison {
    /// Every pair that may be one person, by row.
    pub hits: Vec<Hit>,
    /// The model that weighed them.
    pub model: Model,
    /// How many of all pairs are one person.
    pub shares: Shares,
    /// Pairs that were not compared because too many rows looked alike.
    pub cut: u64,
}

/// How a comparison is made.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Threads.
    pub threads: usize,
    /// Learn the table from these lists.
    pub train: bool,
}

/// Compares lists. `tick` is called with the share of the work done, from 0 to 1.
pub fn compare(list: &List, model: Model, settings: Settings, tick: &(dyn Fn(f64) + Sync)) -> (Comparison, Rarity) {
    let pair = list.pair();
    let decks: &[&Deck] = if pair.is_one_list { &[pair.left] } else { &[pair.left, pair.right] };
    let rarity = Rarity::of_decks(&list.dictionary, decks);
    let context = Context { dictionary: &list.dictionary, rarity: &rarity };
    let mut model = train::with_random_pairs(model, pair, context);
    let mut shares = Shares::of_lists(pair.left.records.len(), pair.right.records.len());
    let judge = Judge::new(pair, context, &model, shares);
    let (mut hits, cut) = blocks::hits(&judge, settings.threads, tick);
    shares = train::shares(&hits, pair, shares);
    if settings.train {
        model = train::learn(&hits, pair, context, model, shares);
        rescore(&mut hits, &model, pair, context, settings.threads);
        shares = train::shares(&hits, pair, shares);
    }
    (Comparison { hits, model, shares, cut }, rarity)
}

fn rescore(hits: &mut [Hit], model: &Model, pair: Pair<'_>, context: Context<'_>, threads: usize) {
    let size = hits.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for part in hits.chunks_mut(size) {
            scope.spawn(move || {
                let mut memory = Memory::default();
                for hit in part {
                    let (left, right) = pair.cards(hit.left, hit.right);
                    hit.likelihood = model.likelihood(&context.compare(left, right, &mut memory));
                }
            });
        }
    });
}

/// Compares a pair that has passed a screen, and keeps it if it may be one person.
struct Judge<'a> {
    pair: Pair<'a>,
    context: Context<'a>,
    model: &'a Model,
    prior: Prior,
    /// What a likelihood must have over the others to be worth reckoning.
    least: f32,
    /// What must speak for a pair before it is kept: its odds begin at the share of all pairs.
    needed: f32,
    /// What a parent can speak for a pair at most, besides the rarity of the name.
    most_of_parents: f32,
}

impl<'a> Judge<'a> {
    #[allow(clippy::cast_possible_truncation)]
    fn new(pair: Pair<'a>, context: Context<'a>, model: &'a Model, shares: Shares) -> Self {
        let needed = (FLOOR - shares.same.log2()) as f32;
        // Both classes that speak against a pair have a share of 1 at most.
        let least = needed + shares.household.log2() as f32;
        Self { pair, context, model, prior: shares.prior(), least, needed, most_of_parents: model.most_of_parents() }
    }

    fn weigh(&self, left: u32, right: u32, memory: &mut Memory, hits: &mut Vec<Hit>) {
        let (one, other) = self.pair.cards(left, right);
        let mut agreement = self.context.compare_children(one, other, memory);
        let so_far = self.model.likelihood(&agreement);
        if so_far.same - so_far.random + self.most_of_parents(&agreement, one, other) < self.needed {
            return;
        }
        self.context.compare_parents(&mut agreement, one, other, memory);
        let likelihood = self.model.likelihood(&agreement);
        if likelihood.same - likelihood.household.max(likelihood.random) > self.least && likelihood.weight(self.prior) > FLOOR {
            hits.push(Hit { left, right, likelihood, places: places(&agreement), may_be_same: may_be_same(&agreement) });
        }
    }

    /// What all but names and parents can speak for two being one at most, born so and living so.
    fn most_of(&self, born: BirthLevel, home: HomeLevel) -> f32 {
        let gain = |field, level| self.model.gain(field, level);
        gain(BORN, born as usize) + gain(HOME, home as usize) + gain(SEX, SexLevel::Same as usize)
    }

    /// What the parents of these two can speak for their being one at most.
    fn most_of_parents(&self, agreement: &Agreement, one: Card<'_>, other: Card<'_>) -> f32 {
        let rarity = self.context.rarity;
        let rarest = |card: Card<'_>| {
            let given = card.parents().filter(|parent| parent.given != 0);
            given.map(|parent| rarity.of_parent(agreement.family.is_close(), parent)).reduce(f32::min)
        };
        match (rarest(one), rarest(other)) {
            (Some(mine), Some(theirs)) => self.most_of_parents - mine.max(theirs),
            _ => 0.0,
        }
    }
}

/// Runs tasks on several threads, each with a memory and hits of its own: the hits of each thread.
fn on_threads(
    threads: usize,
    tasks: usize,
    tick: &(dyn Fn(usize) + Sync),
    task: impl Fn(usize, &mut Memory, &mut Vec<Hit>) + Sync,
) -> Vec<Vec<Hit>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut memory, mut hits) = (Memory::default(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= tasks {
                return hits;
            }
            task(number, &mut memory, &mut hits);
            tick(number);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut hits = vec![work()];
        hits.extend(workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        hits
    })
}

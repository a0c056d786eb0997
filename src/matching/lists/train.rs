//! What lists without truth teach: how many pairs are one person, and how often each agreement is seen
//! among them (expectation and maximisation).
//!
//! Every pair that could be one person has been compared, whatever it was found by, so the pairs that
//! were found stand for all of them, and no field needs a training block of its own: swapped names
//! are learnt from pairs that were found by their birthday. What is seen between people at random is
//! counted on random pairs.

use super::super::compare::{Context, Memory};
use super::super::model::{Cell, FIELDS, LEVELS, Likelihood, Model, Prior, Shares, as_f64, fields, places};
use super::{Hit, Pair};

/// Random pairs that are looked at.
const RANDOM_PAIRS: u32 = 60_000;
/// The shipped table weighs as much as so many random pairs.
const SHIPPED_RANDOM: f32 = 3_000.0;
/// Hits that are looked at: more would teach nothing new.
const SAMPLE: usize = 150_000;
/// The shipped table weighs as much as so many pairs of one person.
const SHIPPED_SAME: f64 = 200.0;
/// Rounds until the shares stand still.
const ROUNDS: usize = 12;

/// The table with what is seen between people at random in these lists.
pub fn with_random_pairs(mut model: Model, pair: Pair<'_>, context: Context<'_>) -> Model {
    let many = (pair.left.records.len(), pair.right.records.len());
    if many.0 < 2 || many.1 < 2 {
        return model;
    }
    let mut seen = [[0.0_f32; LEVELS]; FIELDS];
    let mut squares = [0.0_f32; FIELDS];
    let mut memory = Memory::default();
    let mut state = 1_u64;
    let mut row = |of: usize| {
        state = super::super::stable::spread(state.wrapping_add(0x9E37_79B9_7F4A_7C15));
        u32::try_from(state % u64::try_from(of).unwrap_or(1)).unwrap_or(0)
    };
    for _ in 0..RANDOM_PAIRS {
        let (left, right) = (row(many.0), row(many.1));
        if pair.is_one_list && left == right {
            continue;
        }
        let (one, other) = pair.cards(left, right);
        let agreement = context.compare(one, other, &mut memory);
        for (field, level) in places(&agreement).into_iter().enumerate() {
            seen[field][usize::from(level)] += 1.0;
        }
        for (field, share) in [(0, context.rarity.given(one.record.given)), (1, context.rarity.family(one.record.family))] {
            squares[field] += share.exp2();
        }
    }
    for (field, (name, levels)) in fields().iter().enumerate() {
        if !matches!(*name, "given" | "family" | "born" | "sex" | "home" | "parent") {
            continue;
        }
        let given: f32 = seen[field].iter().zip(levels).filter(|(_, level)| **level != "missing").map(|(many, _)| many).sum();
        for (level, cell) in model.cells[field].iter_mut().enumerate().take(levels.len()) {
            learn_random(cell, seen[field][level], given, squares[field]);
        }
    }
    model
}

/// A level that is worth more the rarer the name is learns its share besides the rarity: how much
/// commoner or rarer it is than the same name.
fn learn_random(cell: &mut Cell, seen: f32, given: f32, squares: f32) {
    if *cell == Cell::default() || given <= 0.0 {
        return;
    }
    let shipped = cell.random.exp2();
    let share = match cell.by_rarity {
        [false, _] => (seen + SHIPPED_RANDOM * shipped) / (given + SHIPPED_RANDOM),
        // The same name is as common as it is, by definition; swaps are too rare to count.
        [true, true] => return,
        [true, false] if shipped >= 0.9 || squares <= 0.0 => return,
        [true, false] => {
            let expected = (squares / given).max(1e-6);
            let counted = seen / given / expected;
            let trust = seen / (seen + 20.0);
            (trust * counted).mul_add(1.0, (1.0 - trust) * shipped).min(1.0)
        }
    };
    cell.random = share.max(1e-9).log2();
}

/// How many of all pairs are one person, and two of one home.
pub fn shares(hits: &[Hit], pair: Pair<'_>, start: Shares) -> Shares {
    let step = hits.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&Hit> = hits.iter().step_by(step).collect();
    let all = pair.pairs().max(1.0) / as_f64(step);
    let mut shares = start;
    for _ in 0..ROUNDS {
        let (mut same, mut household) = (0.0, 0.0);
        let prior = shares.prior();
        for hit in &sample {
            let (one, home) = classes(&hit.likelihood, prior);
            same += one;
            household += home;
        }
        // No share is ever none, or all.
        let bounded = |sum: f64| ((sum + 0.5) / all).clamp(1e-15, 0.4);
        shares = Shares { same: bounded(same), household: bounded(household) };
    }
    shares
}

/// The probabilities that a pair is one person, and two people of one home.
fn classes(likelihood: &Likelihood, prior: Prior) -> (f64, f64) {
    let [same, household, random] = likelihood.with(prior);
    let most = same.max(household).max(random);
    let [same, household, random] = [same, household, random].map(|class| (class - most).exp2());
    let all = same + household + random;
    (same / all, household / all)
}

/// The table with what is seen between two records of one person in these lists.
pub fn learn(hits: &[Hit], pair: Pair<'_>, context: Context<'_>, mut model: Model, shares: Shares) -> Model {
    let step = hits.len().div_ceil(SAMPLE).max(1);
    let mut memory = Memory::default();
    let agreements: Vec<_> = hits
        .iter()
        .step_by(step)
        .map(|hit| {
            let (one, other) = pair.cards(hit.left, hit.right);
            context.compare(one, other, &mut memory)
        })
        .collect();
    for _ in 0..ROUNDS {
        let mut seen = [[0.0_f64; LEVELS]; FIELDS];
        for agreement in &agreements {
            let (same, _) = classes(&model.likelihood(agreement), shares.prior());
            for (field, level) in places(agreement).into_iter().enumerate() {
                seen[field][usize::from(level)] += same;
            }
        }
        let shipped = Model::shipped().unwrap_or_else(|_| model.clone());
        for ((field, (_, levels)), seen) in fields().iter().enumerate().zip(&seen) {
            let given: f64 = seen.iter().zip(levels).filter(|(_, level)| **level != "missing").map(|(many, _)| many).sum();
            for (level, seen) in seen.iter().enumerate().take(levels.len()) {
                if shipped.cells[field][level] != Cell::default() {
                    let prior = f64::from(shipped.cells[field][level].same.exp2());
                    let share = (seen + SHIPPED_SAME * prior) / (given + SHIPPED_SAME);
                    #[allow(clippy::cast_possible_truncation)]
                    let logarithm = share.max(1e-9).log2() as f32;
                    model.cells[field][level].same = logarithm;
                }
            }
        }
    }
    model.version = format!("{} trained", model.version);
    model
}

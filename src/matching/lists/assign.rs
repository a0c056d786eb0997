//! From hits to pairs with a probability and a verdict.

use super::super::model::{FIELDS, as_f64, probability};
use super::super::verdict::{Thresholds, Verdict};
use super::{Comparison, Pair};

/// Of the pairs that are *same*, the model may expect so many to be wrong.
const WRONG_AMONG_SAME: f64 = 0.0005;
/// *same* is never less sure than this.
const LEAST_SAME: f64 = 0.99;
/// Without one-to-one, what is *possible* at the least.
const LEAST_POSSIBLE: f64 = 0.1;

/// A pair that is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// Place in the left deck.
    pub left: u32,
    /// Place in the right deck.
    pub right: u32,
    /// Row of the left list, from 0.
    pub left_row: u32,
    /// Row of the right list, from 0.
    pub right_row: u32,
    /// The level of each field, as its place in the model's table.
    pub places: [u8; FIELDS],
    /// Binary logarithm of the odds.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// They may be joined without a person looking at them.
    pub may_be_same: bool,
    /// The verdict.
    pub verdict: Verdict,
}

/// The pairs that are *same* or *possible*, by row. With `one_to_one` each row is in one pair at most,
/// and who has rivals is less likely.
pub fn pairs(comparison: &Comparison, pair: Pair<'_>, one_to_one: bool) -> Vec<Matched> {
    let prior = comparison.shares.prior();
    let mut pairs: Vec<Matched> = comparison
        .hits
        .iter()
        .map(|hit| {
            let weight = hit.likelihood.weight(prior);
            Matched {
                left: hit.left,
                right: hit.right,
                left_row: pair.left.records[hit.left as usize].row,
                right_row: pair.right.records[hit.right as usize].row,
                places: hit.places,
                weight,
                probability: probability(weight),
                may_be_same: hit.may_be_same,
                verdict: Verdict::Possible,
            }
        })
        .collect();
    if one_to_one {
        let mut rivals = Rivals::of(pair);
        rivals.weigh(&mut pairs);
        rivals.choose(&mut pairs);
    }
    let thresholds = thresholds(&pairs, one_to_one);
    for one in &mut pairs {
        if one.may_be_same && one.probability >= thresholds.same {
            one.verdict = Verdict::Same;
        }
    }
    pairs.retain(|pair| pair.verdict == Verdict::Same || pair.probability >= thresholds.possible);
    by_row(pairs, pair.is_one_list)
}

/// What is known of each row besides: with one list both sides are one.
struct Rivals {
    left: Vec<Row>,
    right: Vec<Row>,
    is_one_list: bool,
}

#[derive(Clone, Copy, Default)]
struct Row {
    /// Sum of the odds of all pairs the row is in.
    odds: f64,
    /// How many pairs it is in.
    pairs: u32,
    is_taken: bool,
}

impl Rivals {
    fn of(pair: Pair<'_>) -> Self {
        let right = if pair.is_one_list { 0 } else { pair.right.records.len() };
        let rows = |many| vec![Row::default(); many];
        Self { left: rows(pair.left.records.len()), right: rows(right), is_one_list: pair.is_one_list }
    }

    fn rows(&mut self, pair: &Matched) -> [&mut Row; 2] {
        let (left, right) = (pair.left as usize, pair.right as usize);
        if !self.is_one_list {
            return [&mut self.left[left], &mut self.right[right]];
        }
        // The left place is the lower one of the two.
        let (low, high) = self.left.split_at_mut(right);
        [&mut low[left], &mut high[0]]
    }

    /// Where a row can be one person with one other row only, every rival takes from its odds.
    fn weigh(&mut self, pairs: &mut [Matched]) {
        for pair in pairs.iter() {
            for row in self.rows(pair) {
                row.odds += odds(pair);
                row.pairs += 1;
            }
        }
        for pair in pairs {
            let [one, other] = self.rows(pair);
            if one.pairs == 1 && other.pairs == 1 {
                continue;
            }
            let rivals = one.odds + other.odds - 2.0 * odds(pair);
            pair.weight -= (1.0 + rivals.max(0.0)).log2();
            pair.probability = probability(pair.weight);
        }
    }

    /// The strongest pairs first, each row once. Pairs without a rival are not even sorted.
    fn choose(&mut self, pairs: &mut Vec<Matched>) {
        let mut contested: Vec<(f64, u32)> = Vec::new();
        for (one, at) in pairs.iter().zip(0..) {
            if self.rows(one).iter().any(|row| row.pairs > 1) {
                contested.push((one.weight, at));
            }
        }
        contested.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut is_out = vec![false; pairs.len()];
        for (_, at) in contested {
            let mut rows = self.rows(&pairs[at as usize]);
            is_out[at as usize] = rows.iter().any(|row| row.is_taken);
            if !is_out[at as usize] {
                rows.iter_mut().for_each(|row| row.is_taken = true);
            }
        }
        let mut is_out = is_out.into_iter();
        pairs.retain(|_| !is_out.next().unwrap_or(false));
    }
}

fn odds(pair: &Matched) -> f64 {
    pair.weight.min(60.0).exp2()
}

/// Sets the thresholds by the probabilities alone.
fn thresholds(pairs: &[Matched], one_to_one: bool) -> Thresholds {
    let possible = if one_to_one { best_balance(&falling(pairs, |_| true)) } else { LEAST_POSSIBLE };
    let (mut wrong, mut same) = (0.0, f64::INFINITY);
    let sure = falling(pairs, |pair| pair.may_be_same && pair.probability >= LEAST_SAME);
    for (probability, many) in sure.iter().zip(1_usize..) {
        wrong += 1.0 - probability;
        if wrong > WRONG_AMONG_SAME * as_f64(many) && many > 20 {
            break;
        }
        same = *probability;
    }
    Thresholds { same, possible }
}

/// The probabilities of these pairs, the highest first.
fn falling(pairs: &[Matched], which: impl Fn(&Matched) -> bool) -> Vec<f64> {
    let mut falling: Vec<f64> = pairs.iter().filter(|pair| which(pair)).map(|pair| pair.probability).collect();
    falling.sort_unstable_by(|one, other| other.total_cmp(one));
    falling
}

/// The probability from which on the pairs have the best balance of precision and recall (F1) that the
/// model expects.
fn best_balance(falling: &[f64]) -> f64 {
    let all: f64 = falling.iter().sum();
    let (mut right, mut best, mut threshold) = (0.0, 0.0, 0.5);
    for (probability, many) in falling.iter().zip(1_usize..) {
        right += probability;
        let balance = 2.0 * right / (as_f64(many) + all);
        if balance > best {
            (best, threshold) = (balance, *probability);
        }
    }
    threshold
}

/// In the order of the rows; with one list the earlier row is the left one.
fn by_row(mut pairs: Vec<Matched>, is_one_list: bool) -> Vec<Matched> {
    let mut order = Vec::with_capacity(pairs.len());
    for (pair, at) in pairs.iter_mut().zip(0_u32..) {
        if is_one_list && pair.left_row > pair.right_row {
            std::mem::swap(&mut pair.left, &mut pair.right);
            std::mem::swap(&mut pair.left_row, &mut pair.right_row);
        }
        order.push((u64::from(pair.left_row) << 32 | u64::from(pair.right_row), at));
    }
    order.sort_unstable();
    order.into_iter().map(|(_, at)| pairs[at as usize]).collect()
}

//! From hits to pairs with a probability and a verdict.

use std::cmp::Reverse;

use super::super::model::{as_f64, probability};
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
    let mut pairs: Vec<Matched> = comparison
        .hits
        .iter()
        .map(|hit| {
            let weight = hit.likelihood.weight(comparison.shares);
            Matched {
                left: hit.left,
                right: hit.right,
                weight,
                probability: probability(weight),
                may_be_same: hit.may_be_same,
                verdict: Verdict::Possible,
            }
        })
        .collect();
    if one_to_one {
        weigh_rivals(&mut pairs, pair);
        pairs = choose(pairs, pair);
    }
    let thresholds = decide(&mut pairs, one_to_one);
    pairs.retain(|pair| pair.verdict == Verdict::Same || pair.probability >= thresholds.possible);
    if pair.is_one_list {
        let row = |at: u32| pair.left.records[at as usize].row;
        pairs
            .iter_mut()
            .filter(|one| row(one.left) > row(one.right))
            .for_each(|one| std::mem::swap(&mut one.left, &mut one.right));
    }
    pairs.sort_unstable_by_key(|one| (pair.left.records[one.left as usize].row, pair.right.records[one.right as usize].row));
    pairs
}

/// Where a row can be one person with one other row only, every rival takes from its odds.
fn weigh_rivals(pairs: &mut [Matched], pair: Pair<'_>) {
    let odds = |pair: &Matched| pair.weight.min(60.0).exp2();
    let (mut left, mut right) = (vec![0.0; pair.left.records.len()], vec![0.0; pair.right.records.len()]);
    for pair in pairs.iter() {
        let odds = odds(pair);
        left[pair.left as usize] += odds;
        right[pair.right as usize] += odds;
    }
    for one in pairs {
        let own = odds(one);
        let rivals = if pair.is_one_list {
            left[one.left as usize] + right[one.left as usize] + left[one.right as usize] + right[one.right as usize]
        } else {
            left[one.left as usize] + right[one.right as usize]
        };
        one.weight -= (1.0 + (rivals - 2.0 * own).max(0.0)).log2();
        one.probability = probability(one.weight);
    }
}

/// The strongest pairs first, each row once.
fn choose(mut pairs: Vec<Matched>, pair: Pair<'_>) -> Vec<Matched> {
    pairs.sort_unstable_by(|one, other| {
        other.weight.total_cmp(&one.weight).then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    let (mut left, mut right) = (vec![false; pair.left.records.len()], vec![false; pair.right.records.len()]);
    pairs.retain(|one| {
        let (here, there) = (one.left as usize, one.right as usize);
        let taken = if pair.is_one_list { left[here] || left[there] } else { left[here] || right[there] };
        if !taken {
            left[here] = true;
            if pair.is_one_list { left[there] = true } else { right[there] = true }
        }
        !taken
    });
    pairs
}

/// Sets the thresholds by the probabilities alone, and the verdicts by them.
fn decide(pairs: &mut [Matched], one_to_one: bool) -> Thresholds {
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_unstable_by_key(|at| Reverse(OrderedProbability(pairs[*at].probability)));
    let possible = if one_to_one { best_balance(pairs, &order) } else { LEAST_POSSIBLE };
    let (mut wrong, mut many) = (0.0, 0_usize);
    let mut same = 1.0;
    for at in order {
        let one = &mut pairs[at];
        if one.probability < LEAST_SAME {
            break;
        }
        if !one.may_be_same {
            continue;
        }
        wrong += 1.0 - one.probability;
        many += 1;
        if wrong > WRONG_AMONG_SAME * as_f64(many) && many > 20 {
            break;
        }
        same = one.probability;
        one.verdict = Verdict::Same;
    }
    Thresholds { same, possible }
}

/// The probability from which on the pairs have the best balance of precision and recall (F1) that the
/// model expects.
fn best_balance(pairs: &[Matched], order: &[usize]) -> f64 {
    let all: f64 = pairs.iter().map(|pair| pair.probability).sum();
    let (mut right, mut best, mut threshold) = (0.0, 0.0, 0.5);
    for (at, many) in order.iter().zip(1_usize..) {
        right += pairs[*at].probability;
        let balance = 2.0 * right / (as_f64(many) + all);
        if balance > best {
            (best, threshold) = (balance, pairs[*at].probability);
        }
    }
    threshold
}

#[derive(PartialEq)]
struct OrderedProbability(f64);

impl Eq for OrderedProbability {}

impl PartialOrd for OrderedProbability {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OrderedProbability {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

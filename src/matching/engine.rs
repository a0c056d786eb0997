//! The engine as a register uses it: one person against those who share a key with them.

use super::compare::{Agreement, Context, Memory};
use super::deck::{Deck, Dictionary};
use super::evidence;
use super::model::{Model, Shares, probability};
use super::person::Person;
use super::rarity::{Frequencies, Rarity};
use super::verdict::{Thresholds, Verdict};
use crate::error::Result;

/// A model with what it knows of the people it is used on.
#[derive(Clone, Debug)]
pub struct Engine {
    /// What each agreement is worth.
    pub model: Model,
    /// How common names are.
    pub frequencies: Frequencies,
    /// How many of all pairs are one person.
    pub shares: Shares,
    /// From which probability on.
    pub thresholds: Thresholds,
}

/// What the engine says of two people.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Binary logarithm of the odds that they are one.
    pub weight: f64,
    /// The same as a probability, from 0 to 1.
    pub probability: f64,
    /// What follows.
    pub verdict: Verdict,
    /// Level by level, for whoever wants more than the sentences.
    pub agreement: Agreement,
    /// What may be shown of it.
    pub showing: Showing,
    /// The model that decided.
    pub model: String,
}

/// What a page may show of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    /// The evidence in sentences.
    Evidence(String),
    /// One of the two is a restricted record: it exists, ask the person named on it. Nothing else may
    /// be shown, and nothing may be joined without that person.
    AskTheNamedPerson,
}

impl Engine {
    /// The shipped model on a register of so many people.
    ///
    /// # Errors
    /// `Internal` when the shipped model is damaged.
    pub fn of_a_register(frequencies: Frequencies) -> Result<Self> {
        let people = usize::try_from(frequencies.people).unwrap_or(usize::MAX);
        Ok(Self {
            model: Model::shipped()?,
            frequencies,
            shares: Shares::of_a_register(people),
            thresholds: Thresholds::default(),
        })
    }

    /// Compares two people. Symmetric but for the direction of a move in the evidence.
    pub fn decide(&self, one: &Person, other: &Person) -> Decision {
        self.rank(one, std::slice::from_ref(other)).remove(0).1
    }

    /// Compares one person with many: their places and decisions, the likeliest first.
    pub fn rank(&self, person: &Person, others: &[Person]) -> Vec<(usize, Decision)> {
        let (mut deck, mut dictionary) = (Deck::default(), Dictionary::default());
        std::iter::once(person).chain(others).for_each(|person| deck.add_person(&mut dictionary, person));
        let rarity = Rarity::of_frequencies(&dictionary, &self.frequencies);
        let context = Context { dictionary: &dictionary, rarity: &rarity };
        let mut memory = Memory::of(others.len());
        let mut ranked: Vec<(usize, Decision)> =
            (0..others.len()).map(|at| (at, self.decide_cards(&deck, at, context, &mut memory))).collect();
        ranked.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
        ranked
    }

    /// The places of those who may be a person at all. As many may be as ever can where nothing is known of
    /// how common names are: so it is a first look that leaves nobody out whom [`Engine::rank`] would keep.
    pub fn glance(&self, person: &Person, others: &[Person]) -> Vec<usize> {
        let (mut deck, mut dictionary) = (Deck::default(), Dictionary::default());
        std::iter::once(person).chain(others).for_each(|person| deck.add_person(&mut dictionary, person));
        let rarity = Rarity::of_frequencies(&dictionary, &self.frequencies);
        let context = Context { dictionary: &dictionary, rarity: &rarity };
        let mut memory = Memory::of(others.len());
        let prior = self.shares.prior();
        let may_be = |at: &usize| {
            let agreement = context.compare(deck.card(0), deck.card(u32::try_from(at + 1).unwrap_or(0)), &mut memory);
            let weight = self.model.likelihood(&agreement).weight(prior);
            self.thresholds.verdict(&agreement, probability(weight)) != Verdict::Different
        };
        (0..others.len()).filter(may_be).collect()
    }

    fn decide_cards(&self, deck: &Deck, at: usize, context: Context<'_>, memory: &mut Memory) -> Decision {
        let (one, other) = (deck.card(0), deck.card(u32::try_from(at + 1).unwrap_or(0)));
        let agreement = context.compare(one, other, memory);
        let weight = self.model.likelihood(&agreement).weight(self.shares.prior());
        let probability = probability(weight);
        let restricted = one.is_restricted() || other.is_restricted();
        let verdict = match self.thresholds.verdict(&agreement, probability) {
            Verdict::Same if restricted => Verdict::Possible,
            verdict => verdict,
        };
        let showing = if restricted {
            Showing::AskTheNamedPerson
        } else {
            Showing::Evidence(evidence::sentences(&agreement, one, other, context))
        };
        Decision { weight, probability, verdict, agreement, showing, model: self.model.version.clone() }
    }
}

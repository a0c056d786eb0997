//! A pair of records that may be the same child, how strongly, what was decided about it, and when it
//! is asked about again.

use std::collections::BTreeSet;

use crate::children::names::joined;
use crate::matching::engine::{Decision as Compared, Showing};
use crate::matching::person::Person;
use crate::web::token;

/// A pair: what an [`Id`](crate::id::Id) of one names.
pub struct PossibleDuplicate;

crate::closed_list! {
    /// What somebody decided. Nothing is merged by any of them.
    pub enum Decision {
        Undecided = "undecided" "Not decided yet",
        Same = "same" "The same child: go on to merge the two records",
        Different = "different" "Different people",
        Later = "later" "Decide later",
    }
}

impl Decision {
    /// What a person can choose.
    pub const OFFERED: &'static [Self] = &[Self::Same, Self::Different, Self::Later];

    /// Those that wait, in the order of the queue: what only has to be merged, what nobody decided, what
    /// was put off.
    pub const WAITING: &'static [Self] = &[Self::Same, Self::Undecided, Self::Later];

    /// Whether the pair still waits for somebody. *The same child* waits to be merged.
    pub fn is_open(self) -> bool {
        Self::WAITING.contains(&self)
    }
}

/// What is said in place of evidence where one of the two is a restricted record.
pub const ASK_THE_NAMED_PERSON: &str = "One of the two is a restricted record: ask the person named on it.";

/// What the engine says of two records, as it is kept with the pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Binary logarithm of the odds that they are one child, to three decimals.
    pub weight: f64,
    /// The same as a probability from 0 to 1, to six decimals.
    pub probability: f64,
    /// The version of the model.
    pub model: String,
    /// What was compared, as a digest: see [`facts`].
    pub facts: String,
    /// What speaks for and against it, in sentences without names.
    pub evidence: String,
}

impl Weighed {
    /// Of two people whom the engine has compared.
    pub fn of(compared: &Compared, one: &Person, other: &Person) -> Self {
        Self { facts: facts(one, other), ..Self::before_it_is_kept(compared) }
    }

    /// Of two people one of whom has no record yet: which facts were compared is noted when somebody
    /// decides, or when the pair is weighed next.
    pub fn before_it_is_kept(compared: &Compared) -> Self {
        let evidence = match &compared.showing {
            Showing::Evidence(sentences) => sentences.clone(),
            Showing::AskTheNamedPerson => ASK_THE_NAMED_PERSON.to_owned(),
        };
        Self {
            weight: rounded(compared.weight, 1e3),
            probability: rounded(compared.probability, 1e6),
            model: compared.model.clone(),
            facts: String::new(),
            evidence,
        }
    }

    /// The same, with what else suspects the pair in front: a sentence of its own.
    #[must_use]
    pub fn because(self, sentence: &str) -> Self {
        let evidence = format!("{} {}", sentence.trim_end(), self.evidence).trim_end().to_owned();
        Self { evidence, ..self }
    }
}

/// A number of few digits is read back from a journal as it was written.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}

/// A digest of everything the engine compares of two people, whichever comes first. What changes
/// nothing for the engine (capitals, the order of addresses) does not change it.
pub fn facts(one: &Person, other: &Person) -> String {
    let mut both = [said_of(one), said_of(other)];
    both.sort_unstable();
    token::digest(&both.join("\u{1d}"))
}

fn said_of(person: &Person) -> String {
    let all = |texts: &[String]| texts.iter().map(|text| joined(text)).collect::<BTreeSet<_>>();
    let homes = person.homes.iter().map(|home| format!("{}\u{1f}{}", joined(&home.address), joined(&home.postcode)));
    let lists = [
        all(&person.given_names),
        all(&person.family_names),
        homes.collect(),
        all(&person.parents),
        all(&person.phones),
        all(&person.emails),
    ];
    let lists = lists.map(|list| list.into_iter().collect::<Vec<_>>().join("\u{1e}"));
    let numbers = [&person.upn, &person.nhs_number].map(|number| joined(number));
    format!("{}|{:?}|{}|{}|{}", person.born, person.sex, person.is_restricted, numbers.join("|"), lists.join("\u{1c}"))
}

/// A pair as it was last weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What was decided.
    pub decision: Decision,
    /// How strongly it was thought to be one child then.
    pub weight: f64,
    /// By which model; empty before pairs were weighed.
    pub model: String,
    /// From which facts; empty before pairs were weighed.
    pub facts: String,
}

/// What becomes of a pair that was weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: nobody is asked again.
    Leave,
    /// It goes on the queue for the first time.
    Ask,
    /// It stays where it is, with the new weight and evidence.
    WeighAnew,
    /// It goes back on the queue: the facts are others than when somebody decided.
    AskAgain,
}

/// A pair that was told apart is asked about again when other facts have doubled the odds of its being
/// one child. Facts that speak for it no more than before (twins who move house together) are no reason.
const DOUBLED: f64 = 1.0;

/// What becomes of a pair now that it was weighed. The same pair is not asked about twice until the facts
/// change; a person's word that it is the same child stands until the merge.
pub fn step(known: Option<&Known>, now: &Weighed) -> Step {
    let Some(known) = known else { return Step::Ask };
    let was_weighed = !known.facts.is_empty();
    let has_changed = was_weighed && known.facts != now.facts;
    match known.decision {
        Decision::Different if has_changed && now.weight >= known.weight + DOUBLED => Step::AskAgain,
        Decision::Different if was_weighed => Step::Leave,
        Decision::Later if has_changed => Step::AskAgain,
        _ if known.facts == now.facts && known.model == now.model => Step::Leave,
        _ => Step::WeighAnew,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::person::Dwelling;

    fn weighed(weight: f64, facts: &str) -> Weighed {
        Weighed { weight, probability: 0.5, model: "2".into(), facts: facts.into(), evidence: "Same names.".into() }
    }

    fn known(decision: Decision, weight: f64, facts: &str) -> Known {
        Known { decision, weight, model: "2".into(), facts: facts.into() }
    }

    #[test]
    fn a_pair_nobody_knows_is_asked_about() {
        assert_eq!(step(None, &weighed(-9.0, "a")), Step::Ask);
    }

    #[test]
    fn nobody_is_asked_twice_about_the_same_facts() {
        for decision in Decision::ALL {
            assert_eq!(step(Some(&known(*decision, 3.0, "a")), &weighed(9.0, "a")), Step::Leave, "{decision:?}");
        }
    }

    #[test]
    fn a_pair_told_apart_is_asked_about_again_when_new_facts_speak_for_it() {
        let apart = known(Decision::Different, 3.0, "a");
        assert_eq!(step(Some(&apart), &weighed(4.0, "b")), Step::AskAgain);
        assert_eq!(step(Some(&apart), &weighed(3.5, "b")), Step::Leave, "twins who move house");
        assert_eq!(step(Some(&apart), &weighed(-3.0, "b")), Step::Leave);
    }

    #[test]
    fn what_waits_is_weighed_anew_and_stays() {
        for decision in [Decision::Undecided, Decision::Same] {
            assert_eq!(step(Some(&known(decision, 3.0, "a")), &weighed(-20.0, "b")), Step::WeighAnew, "{decision:?}");
        }
        assert_eq!(step(Some(&known(Decision::Later, 3.0, "a")), &weighed(2.0, "b")), Step::AskAgain);
        let other_model = Known { model: "1".into(), ..known(Decision::Undecided, 3.0, "a") };
        assert_eq!(step(Some(&other_model), &weighed(3.0, "a")), Step::WeighAnew);
    }

    #[test]
    fn what_was_decided_before_pairs_were_weighed_stays_decided() {
        for decision in Decision::ALL {
            assert_eq!(step(Some(&known(*decision, 0.0, "")), &weighed(30.0, "a")), Step::WeighAnew, "{decision:?}");
        }
        let other_model = Known { model: "1".into(), ..known(Decision::Different, 3.0, "a") };
        assert_eq!(step(Some(&other_model), &weighed(30.0, "a")), Step::Leave, "a model is no fact");
    }

    #[test]
    fn only_what_is_compared_changes_the_digest() {
        let home = |address: &str| Dwelling { address: address.into(), postcode: "WX1 2AB".into() };
        let one = Person { given_names: vec!["Maya".into()], homes: vec![home("1 Hill"), home("2 Dale")], ..Person::default() };
        let other = Person { given_names: vec!["Leo".into()], ..Person::default() };
        let plain = Person { given_names: vec!["MAYA".into()], homes: vec![home("2 Dale"), home("1 hill")], ..one.clone() };
        assert_eq!(facts(&one, &other), facts(&other, &one));
        assert_eq!(facts(&one, &other), facts(&plain, &other));
        let moved = Person { homes: vec![home("3 Moor")], ..one.clone() };
        assert_ne!(facts(&one, &other), facts(&moved, &other));
        let numbered = Person { upn: "1".into(), ..one.clone() };
        assert_ne!(
            facts(&numbered, &other),
            facts(&Person { upn: String::new(), nhs_number: "1".into(), ..numbered.clone() }, &other)
        );
    }
}

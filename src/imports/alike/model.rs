//! Somebody the child of a row may be, and what is said of it.

use std::collections::BTreeMap;

use crate::children::model::Child;
use crate::duplicates::model::Weighed;
use crate::id::Id;
use crate::matching::engine::Decision;
use crate::matching::verdict::Verdict;

crate::closed_list! {
    /// What somebody says who has looked at both.
    pub enum Answer {
        NotSure = "not_sure" "Not sure: import it and ask a colleague",
        Other = "other" "Not this child: import it as another",
        This = "this" "This child: the row goes on its record",
    }
}

/// What was said, by the name of each question.
pub type Answers = BTreeMap<String, Answer>;

/// Somebody the child of a row may be.
#[derive(Clone, Debug)]
pub struct Alike {
    /// A record, or what a row further up adds.
    pub other: Id<Child>,
    /// Why, where a rule of `docs/import.md` says so.
    rule: String,
    /// How strongly.
    pub(super) weighed: Option<Weighed>,
    /// What was said of it.
    pub answer: Answer,
}

impl Alike {
    /// Somebody whom a rule of the import found.
    pub fn by_rule(other: Id<Child>, rule: String) -> Self {
        Self { other, rule, weighed: None, answer: Answer::NotSure }
    }

    /// Somebody whom the engine found.
    pub fn by_engine(other: Id<Child>, decision: &Decision) -> Self {
        Self { weighed: Some(Weighed::before_it_is_kept(decision)), ..Self::by_rule(other, String::new()) }
    }

    /// What the engine says of somebody whom a rule found: its evidence says it all, unless it would not
    /// have asked.
    pub(super) fn weigh(&mut self, decision: &Decision) {
        let weighed = Weighed::before_it_is_kept(decision);
        let weighed = if decision.verdict == Verdict::Different { weighed.because(&self.rule) } else { weighed };
        self.weighed = Some(weighed);
    }

    /// Whether nobody has said that it is another child.
    pub fn is_open(&self) -> bool {
        self.answer != Answer::Other
    }

    /// What speaks for and against it.
    pub fn evidence(&self) -> &str {
        self.weighed.as_ref().map_or(&self.rule, |weighed| &weighed.evidence)
    }

    /// Binary logarithm of the odds; none before it is weighed.
    pub fn weight(&self) -> f64 {
        self.weighed.as_ref().map_or(f64::NEG_INFINITY, |weighed| weighed.weight)
    }
}

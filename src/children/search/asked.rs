//! What somebody asked for, read into what is looked up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::terms::{TermField, cut, two_names};
use crate::children::{identifiers, names};
use crate::dates;
use crate::web::Faults;
use crate::web::form::typed_date;

/// A search as typed; kept on the server under an opaque id, never in a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default)]
pub struct Criteria {
    /// Anything: names, a date of birth, a reference, UPN, NHS number, ULN or postcode.
    #[validate(length(max = 200, message = "Search for 200 letters at most"))]
    pub words: String,
    /// As typed.
    #[validate(length(max = 40, message = "Enter the date of birth as a real date, for example 17/5/2015"))]
    pub date_of_birth: String,
    /// Names of a parent or carer.
    #[validate(length(max = 200, message = "Search for 200 letters at most"))]
    pub parent: String,
    /// Whole, or its first half.
    #[validate(length(max = 40, message = "Enter a postcode, or its first half"))]
    pub postcode: String,
}

/// A term that has to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Where.
    pub field: TermField,
    /// The term, folded.
    pub term: String,
    /// Whether longer terms that begin so will do.
    pub or_longer: bool,
}

/// One way to read what was asked for: a child has to match all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The terms.
    pub terms: Vec<Sought>,
    /// The date of birth.
    pub born_on: Option<NaiveDate>,
}

/// Words beyond these say nothing more.
const MOST_WORDS: usize = 8;

impl Criteria {
    /// Whether anything but the one box was used.
    pub fn is_narrowed(&self) -> bool {
        [&self.date_of_birth, &self.parent, &self.postcode].iter().any(|text| !text.trim().is_empty())
    }

    /// What is wrong with it, in sentences.
    pub fn faults(&self, today: NaiveDate) -> Faults {
        let mut faults = Faults::none();
        faults.add_all(self.validate());
        if !self.date_of_birth.trim().is_empty() {
            faults.take("date_of_birth", typed_date(&self.date_of_birth, "the date of birth", today));
        }
        if faults.is_empty() && self.readings(today).is_empty() {
            faults.add("words", "Enter a name, date of birth, reference, UPN, NHS number or postcode");
        }
        faults
    }

    /// The readings, closest first: the first that finds somebody is the answer. Names are tried as
    /// written, in their parts, with neighbours joined ("O Neill"), each whole before as the beginning
    /// of a longer one, and last as a parent's.
    pub fn readings(&self, today: NaiveDate) -> Vec<Asked> {
        let mut fixed = Asked { born_on: dates::typed_date(&self.date_of_birth, today), ..Asked::default() };
        let name_words = fixed.take_what_has_digits(&self.words, today);
        fixed.require_all(TermField::Parent, &tokens(&self.parent));
        fixed.require_postcode(&self.postcode);
        let mut readings: Vec<Asked> = name_readings(&name_words)
            .into_iter()
            .flat_map(|words| {
                let (mut whole, mut beginning) = (fixed.clone(), fixed.clone());
                whole.require_each_two(&words);
                beginning.require_all(TermField::Name, &words);
                if words.len() > 1 { vec![whole, beginning] } else { vec![beginning] }
            })
            .collect();
        if !name_words.is_empty() && self.parent.trim().is_empty() {
            let mut as_parent = fixed.clone();
            as_parent.require_all(TermField::Parent, &words_of(&name_words));
            readings.push(as_parent);
        }
        readings.dedup();
        readings.retain(|asked| !asked.terms.is_empty() || asked.born_on.is_some());
        readings
    }
}

impl Asked {
    /// Whether the names were looked for among parents because no child has them.
    pub fn is_by_parent(&self) -> bool {
        self.terms.iter().any(|sought| sought.field == TermField::Parent)
    }

    /// Takes out of the words what is no name (a date, a postcode, a number) and answers the rest.
    fn take_what_has_digits<'w>(&mut self, words: &'w str, today: NaiveDate) -> Vec<&'w str> {
        let mut rest: Vec<&str> = words.split_whitespace().take(4 * MOST_WORDS).collect();
        for length in [3, 1] {
            let window = rest.windows(length).position(|window| dates::typed_date(&window.join(" "), today).is_some());
            if let (Some(at), None) = (window, self.born_on) {
                let taken: Vec<&str> = rest.drain(at..at + length).collect();
                self.born_on = dates::typed_date(&taken.join(" "), today);
            }
        }
        for length in [2, 1] {
            if let Some(at) = rest.windows(length).position(|window| identifiers::postcode(&window.join(" ")).is_some()) {
                let taken: Vec<&str> = rest.drain(at..at + length).collect();
                self.require_postcode(&taken.concat());
            }
        }
        let (numbers, names): (Vec<&str>, Vec<&str>) = rest.into_iter().partition(|word| word.chars().any(char::is_numeric));
        let district = identifiers::postcode_district(&numbers.concat());
        if district.is_empty() {
            self.require(TermField::Identifier, &names::joined(&numbers.concat()), false);
        } else {
            self.require(TermField::Postcode, &names::joined(&district), false);
        }
        names.into_iter().filter(|word| !names::joined(word).is_empty()).take(MOST_WORDS).collect()
    }

    /// Every word has to be there; the last may be the beginning of a longer one.
    fn require_all(&mut self, field: TermField, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            self.require(field, word, at + 1 == words.len());
        }
    }

    /// Every name has to be there, whole: looked up by two at a time, which few children share.
    fn require_each_two(&mut self, words: &[String]) {
        for two in words.windows(2) {
            self.require(TermField::TwoNames, &two_names(&two[0], &two[1]), false);
        }
    }

    fn require_postcode(&mut self, text: &str) {
        self.require(TermField::Postcode, &names::joined(text), false);
    }

    fn require(&mut self, field: TermField, term: &str, or_longer: bool) {
        if !term.is_empty() {
            self.terms.push(Sought { field, term: cut(term), or_longer });
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    text.split_whitespace().map(names::joined).filter(|word| !word.is_empty()).take(MOST_WORDS).collect()
}

fn words_of(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| names::joined(word)).collect()
}

fn name_readings(words: &[&str]) -> Vec<Vec<String>> {
    let as_written = words_of(words);
    let in_parts: Vec<String> = words.iter().flat_map(|word| names::words(word)).collect();
    let joined_at = |at: usize| {
        let mut joined = as_written.clone();
        let second = joined.remove(at + 1);
        joined[at].push_str(&second);
        joined
    };
    let neighbours: Vec<Vec<String>> = (0..as_written.len().saturating_sub(1)).map(joined_at).collect();
    [vec![as_written.clone(), in_parts], neighbours].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(words: &str) -> (Vec<String>, Option<NaiveDate>) {
        let criteria = Criteria { words: words.into(), ..Criteria::default() };
        let asked = criteria.readings("2026-11-23".parse().unwrap()).into_iter().next().unwrap_or_default();
        let written = |s: &Sought| format!("{}:{}{}", s.field, s.term, if s.or_longer { "…" } else { "" });
        (asked.terms.iter().map(written).collect(), asked.born_on)
    }

    #[test]
    fn one_box_takes_anything() {
        let born = Some("2014-05-12".parse().unwrap());
        assert_eq!(first("Zoë O’Neill"), (vec!["two_names:oneill zoe".into()], None));
        assert_eq!(first("12/5/2014"), (vec![], born));
        assert_eq!(first("12 May 2014 Smith"), (vec!["name:smith…".into()], born));
        assert_eq!(first("943 476 5919"), (vec!["identifier:9434765919".into()], None));
        assert_eq!(first("B801200005001"), (vec!["identifier:b801200005001".into()], None));
        assert_eq!(first("w-0012"), (vec!["identifier:w0012".into()], None));
        assert_eq!(first("bn1 4ge"), (vec!["postcode:bn14ge".into()], None));
        assert_eq!(first("BN1"), (vec!["postcode:bn1".into()], None));
        assert_eq!(first("smith BN14GE"), (vec!["postcode:bn14ge".into(), "name:smith…".into()], None));
        assert_eq!(first("  "), (vec![], None));
        assert_eq!(first("😀 -"), (vec![], None));
    }

    #[test]
    fn a_name_written_otherwise_is_tried_too() {
        let criteria = Criteria { words: "Mary-Jane O Neill".into(), ..Criteria::default() };
        let readings = criteria.readings("2026-11-23".parse().unwrap());
        let names = |asked: &Asked| asked.terms.iter().map(|s| s.term.clone()).collect::<Vec<_>>().join(" ");
        let written: Vec<String> = readings.iter().map(names).collect();
        assert_eq!(written[0], "maryjane o neill o");
        assert!(written.contains(&"maryjane o neill".to_owned()));
        assert!(written.contains(&"mary jane o neill".to_owned()));
        assert!(written.contains(&"maryjane oneill".to_owned()));
        assert!(readings.last().unwrap().is_by_parent());
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked_for(words in any::<String>(), parent in any::<String>(), postcode in any::<String>()) {
            let criteria = Criteria { words: words.clone(), date_of_birth: words, parent, postcode };
            for asked in criteria.readings("2026-11-23".parse().unwrap()) {
                prop_assert!(!asked.terms.is_empty() || asked.born_on.is_some());
            }
        }
    }
}

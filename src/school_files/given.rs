//! A pupil as a file gives them: what can be taken is an answer under the name of
//! its question, as typed; what cannot is named with a reason, so that nothing of a file is lost in silence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::children::names::fold;
use crate::dates::typed_date;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::fields::{Field, Kind, every};
use crate::notifications::model::{Draft, Ground, Section};
use crate::organisations::model::Organisation;
use crate::web::token;

/// The longest text that is taken as one answer, in characters: what the longest question takes.
const LONGEST: usize = 4_000;
/// The longest words of a ground are shorter, in characters.
const LONGEST_GROUND: usize = 200;
/// Of a text that is shown to say what was not taken, in characters.
const SHOWN: usize = 60;

/// Which school a file says it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Its URN.
    Urn(String),
    /// The number of its authority and its own, seven digits together.
    Establishment(String),
    /// It says nothing.
    Nothing,
}

/// A pupil as a file gives them.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// Of which school.
    pub school: Said,
    /// Why the name comes off, or why that cannot be told; none where the file says nothing.
    pub ground: Result<Option<Ground>, String>,
    /// As typed.
    pub answers: Answers,
    /// What stands in the file and cannot be taken.
    pub left_out: Vec<String>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct ReadFile {
    /// In the order of the file.
    pub pupils: Vec<Given>,
    /// Columns or elements that no question asks for.
    pub not_asked: Vec<String>,
}

/// Every question by its name, with how it is called.
pub(super) static QUESTIONS: LazyLock<BTreeMap<String, (String, &'static Field)>> =
    LazyLock::new(|| every().map(|(name, label, field)| (name, (label, field))).collect());

/// Answers as they are gathered from one pupil of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    answers: Vec<(String, String)>,
    left_out: Vec<String>,
}

impl Gathered {
    /// Takes the answer of a question by its name.
    pub fn take(&mut self, name: &str, text: &str) {
        let text = text.trim();
        let Some((label, field)) = QUESTIONS.get(name) else { return };
        if text.is_empty() {
            return;
        }
        if text.chars().count() > LONGEST {
            return self.left_out.push(format!("{label}: longer than 4,000 characters"));
        }
        match field.kind {
            Kind::Choice(_) => match chosen(field, text) {
                Some(code) => self.answers.push((name.to_owned(), code)),
                None => self.leave(label, text, "is not on the list"),
            },
            _ => self.answers.push((name.to_owned(), text.to_owned())),
        }
    }

    /// Says what was not taken, and why.
    pub fn leave(&mut self, label: &str, text: &str, why: &str) {
        self.left_out.push(format!("{label}: “{}” {why}", shortened(text.trim())));
    }

    /// What it is in the end. Whoever names a brother has said that there is one.
    pub fn finish(mut self) -> (Answers, Vec<String>) {
        let named = |begins: &str, answers: &[(String, String)]| answers.iter().any(|(name, _)| name.starts_with(begins));
        for section in Section::ALL {
            let Some((each, question)) = section.asked().each.and_then(|each| Some((each.name, each.when?))) else { continue };
            if named(&format!("{each}-"), &self.answers) && !self.answers.iter().any(|(name, _)| name == question) {
                self.answers.push((question.to_owned(), "yes".to_owned()));
            }
        }
        (self.answers.into_iter().collect(), self.left_out)
    }
}

fn shortened(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// How systems write a code of ours: CBDS letters and what spreadsheets hold.
const ALIASES: [(&str, &str); 12] = [
    ("y", "yes"),
    ("true", "yes"),
    ("n", "no"),
    ("false", "no"),
    ("f", "female"),
    ("m", "male"),
    ("r", "0"),
    ("n1", "-1"),
    ("n2", "-1"),
    ("n", "none"),
    ("k", "sen_support"),
    ("e", "ehc_plan"),
];

/// The code of a choice, from its code, its label or how systems write it.
fn chosen(field: &Field, text: &str) -> Option<String> {
    let Kind::Choice(choices) = field.kind else { return None };
    let (choices, folded) = (choices(), fold(text));
    let is_there = |code: &str| choices.iter().any(|(known, _)| known == code);
    let number = text.parse::<i32>().ok().map(|number| number.to_string()).filter(|number| is_there(number));
    let named = choices.iter().find(|(code, label)| code.eq_ignore_ascii_case(text) || fold(label) == folded);
    let alias = ALIASES.iter().find(|(alias, code)| *alias == folded && is_there(code));
    named.map(|(code, _)| code.clone()).or(number).or_else(|| alias.map(|(_, code)| (*code).to_owned()))
}

/// The letter of a ground as systems write it: `f`, `F`, `(f)`, or the words of the form.
///
/// # Errors
/// A sentence.
pub(super) fn read_ground(text: &str) -> Result<Option<Ground>, String> {
    let bare = text.trim().trim_matches(['(', ')', ' ']);
    if bare.is_empty() {
        return Ok(None);
    }
    let start: String = bare.chars().take(LONGEST_GROUND).collect();
    let folded = fold(&start);
    let named = Ground::ALL.iter().find(|ground| ground.code().eq_ignore_ascii_case(bare) || fold(ground.label()) == folded);
    named
        .copied()
        .map(Some)
        .ok_or_else(|| format!("“{}” is no ground of regulation 9(1): it is a letter from a to o", shortened(text)))
}

/// The id of the draft a pupil becomes: the same pupil, ground and day at the same school have the same, so
/// that a file sent twice begins nothing twice.
///
/// # Errors
/// `Internal`, never in practice: a digest has more than 16 bytes.
pub(super) fn draft_of(school: Id<Organisation>, ground: Ground, answers: &Answers, today: NaiveDate) -> Result<Id<Draft>> {
    let pupil = answers.pupil_keys(today).into_iter().next().unwrap_or_default();
    let deletion = typed_date(answers.get("deletion_on"), today).map(|day| day.to_string()).unwrap_or_default();
    let digest = token::digest_of(format!("{school}\n{ground}\n{pupil}\n{deletion}").as_bytes());
    let number = digest.get(..32).and_then(|digits| u128::from_str_radix(digits, 16).ok());
    number.map(|number| Id::from_seed(number.to_be_bytes())).ok_or_else(|| Error::internal("a digest is too short"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-20".parse().unwrap()
    }

    fn gathered(pairs: &[(&str, &str)]) -> (Answers, Vec<String>) {
        let mut gathered = Gathered::default();
        for (name, text) in pairs {
            gathered.take(name, text);
        }
        gathered.finish()
    }

    #[test]
    fn choices_are_read_from_codes_labels_and_letters() {
        let pairs = [("sex", "F"), ("ethnicity", "White British"), ("year_group", "R"), ("sen", "K"), ("early_help", "N")];
        let (answers, left_out) = gathered(&pairs);
        let read: Vec<&str> = pairs.iter().map(|(name, _)| answers.get(name)).collect();
        assert_eq!(read, ["female", "WBRI", "0", "sen_support", "no"]);
        assert_eq!(left_out, Vec::<String>::new());
        for (text, code) in [("07", "7"), ("Year 7", "7"), ("n2", "-1"), ("13", "13")] {
            assert_eq!(gathered(&[("year_group", text)]).0.get("year_group"), code, "{text}");
        }
    }

    #[test]
    fn what_is_not_taken_is_named() {
        let (answers, left_out) = gathered(&[("ethnicity", "ZZZZ"), ("lead_view", &"a".repeat(4_001)), ("sex", " ")]);
        assert_eq!(answers, Answers::default());
        assert_eq!(left_out[0], "Ethnicity: “ZZZZ” is not on the list");
        assert_eq!(left_out[1], "The view of your designated safeguarding lead: longer than 4,000 characters");
    }

    #[test]
    fn whoever_names_a_brother_has_one() {
        let named = gathered(&[("siblings-1-name", "Ada Lamb")]).0;
        assert_eq!(named.get("has_siblings"), "yes");
        let denied = gathered(&[("siblings-1-name", "Ada Lamb"), ("has_siblings", "not_known")]).0;
        assert_eq!(denied.get("has_siblings"), "not_known", "what was said stays");
    }

    #[test]
    fn a_ground_is_a_letter_or_its_words() {
        for text in ["f", "F", "(f)", " f ", Ground::HomeEducation.label()] {
            assert_eq!(read_ground(text), Ok(Some(Ground::HomeEducation)), "{text}");
        }
        assert_eq!(read_ground(" "), Ok(None));
        assert!(read_ground("p").is_err() && read_ground("8(1)(d)").is_err());
    }

    #[test]
    fn the_same_pupil_ground_and_day_are_one_draft() {
        let school = Id::mint();
        let of = |pairs: &[(&str, &str)], ground| draft_of(school, ground, &gathered(pairs).0, today()).unwrap();
        let one = of(&[("upn", "b801200005001"), ("deletion_on", "18/11/2026")], Ground::HomeEducation);
        assert_eq!(one, of(&[("upn", "B801200005001 "), ("deletion_on", "2026-11-18")], Ground::HomeEducation));
        assert_ne!(one, of(&[("upn", "B801200005001"), ("deletion_on", "2026-11-18")], Ground::TooFarAway));
        assert_ne!(one, of(&[("upn", "B801200005001")], Ground::HomeEducation));
        let named = of(&[("given_names", "ADA"), ("family_name", "O'Brien"), ("date_of_birth", "2015-03-02")], Ground::Died);
        assert_eq!(named, of(&[("given_names", "Ada"), ("family_name", "O’BRIEN"), ("date_of_birth", "2/3/2015")], Ground::Died));
    }
}

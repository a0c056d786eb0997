//! A name, worked out once for all comparisons: its letters, its sound, its nicknames. And how alike
//! two names are.

use super::nicknames::{self, Kinship};
use super::sound;
use super::stable::{hash, hash_words};
use crate::children::names;

/// Letters beyond this many are not compared: no name is so long.
const LONGEST: usize = 64;

/// How alike two names are, the likest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum NameLevel {
    /// The same but for case and accents.
    Same,
    /// The same but for spaces, hyphens and apostrophes.
    Folded,
    /// Known forms of one name: Katie and Katherine, Muhammad and Mohammed, Kowalski and Kowalska.
    Variant,
    /// All words of one are in the other: Smith and Smith-Jones.
    Part,
    /// One letter missing, added, changed, or two exchanged, and one of them is no known name.
    Slip,
    /// Jaro-Winkler 0.92 or more.
    Near,
    /// Spelt otherwise and said the same.
    Sound,
    /// Nearly the same letters, and both are names that people have: Ella and Bella.
    OtherName,
    /// Jaro-Winkler 0.85 or more.
    Loose,
    /// One is the other's first letter.
    Initial,
    /// Given and family name stand in each other's place.
    Swapped,
    /// Another name.
    Different,
    /// One of them is not given.
    Missing,
}

impl NameLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Same,
        Self::Folded,
        Self::Variant,
        Self::Part,
        Self::Slip,
        Self::Near,
        Self::Sound,
        Self::OtherName,
        Self::Loose,
        Self::Initial,
        Self::Swapped,
        Self::Different,
        Self::Missing,
    ];

    /// As the model's file calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Folded => "folded",
            Self::Variant => "variant",
            Self::Part => "part",
            Self::Slip => "slip",
            Self::Near => "near",
            Self::Sound => "sound",
            Self::OtherName => "other_name",
            Self::Loose => "loose",
            Self::Initial => "initial",
            Self::Swapped => "swapped",
            Self::Different => "different",
            Self::Missing => "missing",
        }
    }

    /// Whether one name may well be the other, written by another hand.
    pub fn is_close(self) -> bool {
        self <= Self::Near
    }
}

/// What most names are told apart by, in a few bytes, so that a million lie close together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outline {
    /// Which letters there are, a bit each; letters outside a to z share the bits.
    pub mask: u32,
    /// How all of it sounds; 0 when it has no letters.
    pub sound: u32,
    /// What the first word is told by: its family of nicknames, or else its sound.
    pub code: u32,
    /// Which groups of nicknames it is in; groups share the bits.
    groups: u32,
    letters: u8,
    /// It has several words.
    pub has_several_words: bool,
}

/// One distinct name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spelling {
    /// Folded words with one space between.
    pub text: String,
    /// The folded letters without spaces, at most 64.
    pub letters: String,
    /// What most are told apart by.
    pub outline: Outline,
    /// What each word of three letters or more is told by.
    pub codes: Box<[u32]>,
    words: Box<[u32]>,
    groups: Box<[u16]>,
    first: u8,
    /// On a list of known names, however rare here.
    pub is_listed: bool,
}

impl Spelling {
    /// Works a name out. Any text will do; one without letters or digits is an empty name.
    pub fn of(name: &str) -> Self {
        let cut: String = name.chars().take(4 * LONGEST).collect();
        let words = names::words(&cut);
        let text = words.join(" ");
        let letters: String = words.concat().chars().take(LONGEST).collect();
        let first = words.first().map(String::as_str).unwrap_or_default();
        let found = nicknames::groups(first);
        let told_by = |word: &str| match nicknames::groups(word).first() {
            Some(group) => nicknames::root(*group),
            None => sound::of(word),
        };
        let long_words = words.iter().filter(|word| word.chars().count() >= 3);
        let outline = Outline {
            mask: mask(&letters),
            sound: sound::of(&letters),
            code: told_by(first),
            groups: nicknames::outline(found),
            letters: u8::try_from(letters.chars().count()).unwrap_or(u8::MAX),
            has_several_words: words.len() > 1,
        };
        Self {
            outline,
            codes: long_words.map(|word| told_by(word)).collect(),
            words: words.iter().map(|word| hash(word.as_bytes())).collect(),
            groups: found.into(),
            first: u8::try_from(first.len()).unwrap_or(u8::MAX),
            is_listed: !found.is_empty(),
            text,
            letters,
        }
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn has_several_words(&self) -> bool {
        self.outline.has_several_words
    }

    /// The first word of the text.
    pub fn first_of_text(&self) -> &str {
        self.text.split(' ').next().unwrap_or_default()
    }

    /// Whether the first words of both are one word.
    pub fn begins_as(&self, other: &Self) -> bool {
        self.words.first() == other.words.first()
    }

    /// A number of the text that is the same on every machine and in every version.
    pub fn number(&self) -> u64 {
        hash_words([&self.text])
    }

    fn first_word(&self) -> &str {
        self.letters.get(..usize::from(self.first)).unwrap_or(&self.letters)
    }
}

impl Outline {
    /// Whether two names are different for certain, seen by their outlines. Most pairs are; for the others
    /// [`level`] looks at the letters. Symmetric.
    pub fn is_far_from(self, other: Self) -> bool {
        let are_plain = !(self.has_several_words || other.has_several_words) && self.letters.min(other.letters) >= 3;
        let sound_apart = self.sound != other.sound || self.sound == 0;
        are_plain && sound_apart && self.groups & other.groups == 0 && !can_be_loose(self.shares(other), other.shares(self))
    }

    /// How many of its letters the other may have too, at most, and of how many.
    fn shares(self, other: Self) -> (usize, usize) {
        let alone = usize::try_from((self.mask & !other.mask).count_ones()).unwrap_or(0);
        let letters = usize::from(self.letters);
        (letters.saturating_sub(alone), letters)
    }
}

/// Whether two names that are one letter apart are both names that people have.
pub type BothKnown<'a> = &'a dyn Fn() -> bool;

/// How alike two names are. Symmetric as long as `both_known` is.
pub fn level(one: &Spelling, other: &Spelling, both_known: BothKnown) -> NameLevel {
    if one.is_empty() || other.is_empty() {
        return NameLevel::Missing;
    }
    if one.text == other.text {
        return NameLevel::Same;
    }
    if one.letters == other.letters {
        return NameLevel::Folded;
    }
    let others_differ = one.has_several_words() && other.has_several_words() && one.words[1..] != other.words[1..];
    let are_forms = !others_differ
        && match nicknames::kinship(&one.groups, &other.groups) {
            Kinship::Forms => true,
            Kinship::Cousins => one.outline.sound == other.outline.sound,
            Kinship::None => is_gendered_pair(&one.letters, &other.letters),
        };
    if are_forms {
        return NameLevel::Variant;
    }
    if shares_words(one, other) {
        return NameLevel::Part;
    }
    spelt_alike(one, other, both_known)
}

fn spelt_alike(one: &Spelling, other: &Spelling, both_known: BothKnown) -> NameLevel {
    let several = one.has_several_words() || other.has_several_words();
    let shortest = one.letters.len().min(other.letters.len());
    if shortest <= 1 {
        return if one.letters.chars().next() == other.letters.chars().next() {
            NameLevel::Initial
        } else {
            NameLevel::Different
        };
    }
    let slip = is_one_slip(&one.letters, &other.letters)
        || several && one.first.min(other.first) >= 4 && is_one_slip(one.first_word(), other.first_word());
    if slip {
        return if both_known() { NameLevel::OtherName } else { NameLevel::Slip };
    }
    let alike = if can_be_loose(shared(one, other), shared(other, one)) {
        strsim::jaro_winkler(&one.letters, &other.letters)
    } else {
        0.0
    };
    if alike >= 0.92 {
        if both_known() { NameLevel::OtherName } else { NameLevel::Near }
    } else if one.outline.sound == other.outline.sound && one.outline.sound != 0 {
        NameLevel::Sound
    } else if alike >= 0.85 {
        NameLevel::Loose
    } else {
        NameLevel::Different
    }
}

/// Whether two names have so many letters in common that Jaro-Winkler could be 0.85: how many each
/// shares, and of how many. Jaro's similarity must be 0.75 for that, and every letter that matches is in
/// both.
fn can_be_loose(mine: (usize, usize), theirs: (usize, usize)) -> bool {
    4 * mine.0.min(theirs.0) * (mine.1 + theirs.1) >= 5 * mine.1 * theirs.1
}

/// How many of its letters the other has too, and of how many.
fn shared(name: &Spelling, other: &Spelling) -> (usize, usize) {
    let shared = name.letters.chars().filter(|c| other.outline.mask & bit(*c) != 0).count();
    (shared, usize::from(name.outline.letters))
}

fn shares_words(one: &Spelling, other: &Spelling) -> bool {
    if !one.has_several_words() && !other.has_several_words() {
        return false;
    }
    let (few, many) = if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
    few.letters.len() >= 3 && few.words.iter().all(|word| many.words.contains(word))
}

/// One letter missing, added or changed, or two neighbours exchanged. The same text is none.
pub fn is_one_slip(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return is_one_slip_of(one.as_bytes(), other.as_bytes());
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    is_one_slip_of(&one, &other)
}

fn is_one_slip_of<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let Some(at) = short.iter().zip(long).position(|(a, b)| a != b) else { return long.len() > short.len() };
    if long.len() > short.len() {
        return short[at..] == long[at + 1..];
    }
    let exchanged =
        at + 1 < short.len() && short[at] == long[at + 1] && short[at + 1] == long[at] && short[at + 2..] == long[at + 2..];
    exchanged || short[at + 1..] == long[at + 1..]
}

/// Slavic family names that differ by the bearer's sex.
fn is_gendered_pair(one: &str, other: &str) -> bool {
    const ENDINGS: &[(&str, &str)] = &[
        ("ski", "ska"),
        ("cki", "cka"),
        ("dzki", "dzka"),
        ("ny", "na"),
        ("ov", "ova"),
        ("ev", "eva"),
        ("in", "ina"),
        ("ak", "akova"),
    ];
    let begin = one.bytes().take(4).eq(other.bytes().take(4));
    if !begin || one.ends_with('a') == other.ends_with('a') {
        return false;
    }
    let is = |male: &str, female: &str| {
        ENDINGS.iter().any(|(his, hers)| {
            male.strip_suffix(his).zip(female.strip_suffix(hers)).is_some_and(|(his, hers)| his.len() >= 4 && his == hers)
        })
    };
    is(one, other) || is(other, one)
}

fn mask(letters: &str) -> u32 {
    letters.chars().fold(0, |mask, c| mask | bit(c))
}

fn bit(letter: char) -> u32 {
    1 << ((u32::from(letter).wrapping_sub(u32::from('a'))) % 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn a_name() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-e]{0,6}",
            "[A-Z][a-z]{1,9}",
            "[A-Z][a-z]{1,5}(sk|ck|dzk)[ia]",
            "[A-Z][a-z]{2,5}(ak|akova|ny|na|ov|ova|in|ina)",
            "[A-Z][a-z]{1,5}[ -][A-Z][a-z]{1,5}",
            prop::sample::select(vec!["Katie", "Katherine", "Bo", "Jo", "Ella", "Bella", "Isabella", "Muhammad", "Mohamed", "X"])
                .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn names_that_are_far_apart_by_their_outlines_are_different(one in a_name(), other in a_name()) {
            let (one, other) = (Spelling::of(&one), Spelling::of(&other));
            prop_assert_eq!(one.outline.is_far_from(other.outline), other.outline.is_far_from(one.outline));
            if one.outline.is_far_from(other.outline) {
                prop_assert_eq!(level(&one, &other, &|| false), NameLevel::Different);
            }
        }

        #[test]
        fn names_are_as_alike_either_way(one in a_name(), other in a_name(), known in any::<bool>()) {
            let (one, other) = (Spelling::of(&one), Spelling::of(&other));
            prop_assert_eq!(level(&one, &other, &|| known), level(&other, &one, &|| known));
        }

        #[test]
        fn a_slip_of_the_pen_is_not_far(name in "[A-Z][a-z]{1,11}", at in 0_usize..12, letter in "[a-z]") {
            let mut slipped: Vec<char> = name.chars().collect();
            let at = at.min(slipped.len() - 1);
            slipped[at] = letter.chars().next().unwrap_or('a');
            let slipped: String = slipped.into_iter().collect();
            prop_assert!(!Spelling::of(&name).outline.is_far_from(Spelling::of(&slipped).outline));
        }
    }
}

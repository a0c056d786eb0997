//! From an agreement to a verdict. The weight alone never joins: what twins share is not enough, and a
//! number that differs is not outvoted.

use super::birth::BirthLevel;
use super::compare::{Agreement, ParentLevel, SexLevel};
use super::home::HomeLevel;
use super::number::NumberLevel;
use super::spelling::NameLevel;

/// What the engine says of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// One person.
    Same,
    /// Perhaps one person: ask somebody.
    Possible,
    /// Two people.
    Different,
}

impl Verdict {
    /// As written in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Possible => "possible",
            Self::Different => "different",
        }
    }
}

/// From which probability on a pair is *same*, and *possible*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// At least this is *same*, if [`may_be_same`].
    pub same: f64,
    /// At least this is *possible*.
    pub possible: f64,
}

impl Default for Thresholds {
    /// For one person looked for on a register: one wrong *same* in a thousand at the worst by the
    /// model's own reckoning, and a *possible* wherever one in fifty is true, because a missed match hides a child.
    fn default() -> Self {
        Self { same: 0.999, possible: 0.02 }
    }
}

impl Thresholds {
    /// The verdict on a pair.
    pub fn verdict(self, agreement: &Agreement, probability: f64) -> Verdict {
        let same_number = agreement.upn == NumberLevel::Same || agreement.nhs_number == NumberLevel::Same;
        if probability >= self.same && may_be_same(agreement) {
            Verdict::Same
        } else if same_number || probability >= self.possible && !are_neighbours_of_one_age(agreement) {
            Verdict::Possible
        } else {
            Verdict::Different
        }
    }
}

/// Whether what two records share is a birthday and a street, and nothing that names either child or its
/// family: where a register is small, so rare a meeting weighs more than it should. Numbers that are nearly
/// the same do not count: those of a class, and telephone numbers of a street, follow each other.
fn are_neighbours_of_one_age(agreement: &Agreement) -> bool {
    let of_another_name = agreement.given == NameLevel::Different && agreement.family == NameLevel::Different;
    let of_one_house = matches!(agreement.home, HomeLevel::House | HomeLevel::Postcode | HomeLevel::Address);
    let same_line = agreement.phone == NumberLevel::Same || agreement.email == NumberLevel::Same;
    let of_one_family = agreement.parent <= ParentLevel::First || same_line;
    of_another_name && !of_one_house && !of_one_family
}

/// Whether two records may be joined without a person looking at them. Not where the given names are
/// two people's names (twins), where a number differs, or where too little is known. Of what tells
/// brothers and sisters apart, one thing at most may be written otherwise: Lottie and Charlotte of one home
/// may be two, once a birthday is missing.
pub fn may_be_same(agreement: &Agreement) -> bool {
    let number_differs = [agreement.upn, agreement.nhs_number].contains(&NumberLevel::Different);
    let same_number = agreement.upn == NumberLevel::Same || agreement.nhs_number == NumberLevel::Same;
    let named_alike = agreement.given.is_close() || agreement.given == NameLevel::Swapped;
    let named_otherwise = !matches!(agreement.given, NameLevel::Same | NameLevel::Folded | NameLevel::Swapped);
    let born_alike = match agreement.born {
        BirthLevel::Same | BirthLevel::Swapped | BirthLevel::Digit => true,
        BirthLevel::Part => agreement.home.is_shared() || same_number,
        // A brother called Harry, and Harrison: without a birthday nobody tells them apart.
        BirthLevel::Missing => same_number,
        BirthLevel::Year | BirthLevel::Different => false,
    };
    let born_otherwise = !matches!(agreement.born, BirthLevel::Same | BirthLevel::Swapped);
    let otherwise = [named_otherwise, born_otherwise, agreement.sex == SexLevel::Different];
    let once_at_most = otherwise.into_iter().filter(|otherwise| *otherwise).count() <= 1;
    !number_differs && named_alike && born_alike && once_at_most && !agreement.may_be_two_names
}

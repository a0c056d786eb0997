//! Two people side by side: on which level each field agrees, and how rare what they share is.

use super::birth::BirthLevel;
use super::deck::{Card, Dictionary, Name, Parent};
use super::home::HomeLevel;
use super::number::{self, NumberLevel};
use super::person::Sex;
use super::rarity::Rarity;
use super::spelling::{self, NameLevel};

/// How the sexes stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SexLevel {
    /// The same.
    Same,
    /// Another.
    Different,
    /// One of them is not recorded.
    Missing,
}

/// How alike the names of two parents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ParentLevel {
    /// Both names are the same.
    Same,
    /// Both names are close.
    Close,
    /// The given name alone.
    First,
    /// The family name alone.
    Last,
    /// Another parent.
    Different,
    /// One of them is not given.
    Missing,
}

/// What two people have in common, field by field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Given names.
    pub given: NameLevel,
    /// Family names.
    pub family: NameLevel,
    /// Dates of birth.
    pub born: BirthLevel,
    /// Sex.
    pub sex: SexLevel,
    /// Homes.
    pub home: HomeLevel,
    /// Parents.
    pub parent: ParentLevel,
    /// Telephone numbers.
    pub phone: NumberLevel,
    /// E-mail addresses.
    pub email: NumberLevel,
    /// Unique pupil numbers.
    pub upn: NumberLevel,
    /// NHS numbers.
    pub nhs_number: NumberLevel,
    /// The given names are forms of one name, but each is common by itself: twins may have them.
    pub may_be_two_names: bool,
    /// Binary logarithms of the shares of what is shared: given name, family name, birthday,
    /// postcode, parent.
    pub rarity: [f32; 5],
}

/// What a comparison needs besides the two people.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The names.
    pub dictionary: &'a Dictionary,
    /// How rare they are.
    pub rarity: &'a Rarity,
}

/// The last comparisons of names, so that common ones are made once. One for each thread.
pub struct Memory {
    seen: Vec<(Name, Name, NameLevel)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(1 << 16)
    }
}

impl Memory {
    /// With room for so many comparisons.
    pub fn of(places: usize) -> Self {
        Self { seen: vec![(0, 0, NameLevel::Missing); places.max(1).next_power_of_two()] }
    }
}

impl Context<'_> {
    /// Compares two people. Symmetric.
    pub fn compare(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> Agreement {
        let (given, family, names) = self.names(one, other, memory);
        let (parent, parents) = self.parents(one, other, memory, family);
        let (home, homes) = self.homes(one, other);
        let born = one.record.born.level(other.record.born);
        let (phone, email, upn, nhs_number) = match (one.extra, other.extra) {
            (Some(one), Some(other)) => (
                number::share(&one.phones, &other.phones),
                number::share(&one.emails, &other.emails),
                one.upn.level(&other.upn),
                one.nhs_number.level(&other.nhs_number),
            ),
            _ => (NumberLevel::Missing, NumberLevel::Missing, NumberLevel::Missing, NumberLevel::Missing),
        };
        let birthday = if born == BirthLevel::Same { self.rarity.birth(one.record.born) } else { 0.0 };
        let may_be_two_names = given == NameLevel::Variant && self.rarity.are_both_common(one.record.given, other.record.given);
        let rarity = [names[0], names[1], birthday, homes, parents];
        Agreement {
            given,
            family,
            may_be_two_names,
            born,
            sex: sex(one.record.sex, other.record.sex),
            home,
            parent,
            phone,
            email,
            upn,
            nhs_number,
            rarity,
        }
    }

    /// How alike two names are, remembered.
    pub fn level(&self, one: Name, other: Name, memory: &mut Memory) -> NameLevel {
        if one == 0 || other == 0 {
            return NameLevel::Missing;
        }
        if one == other {
            return NameLevel::Same;
        }
        let (low, high) = (one.min(other), one.max(other));
        let place = (low.wrapping_mul(0x9E37_79B1) ^ high.wrapping_mul(0x85EB_CA77)) >> 16;
        let places = memory.seen.len();
        let known = &mut memory.seen[place as usize & (places - 1)];
        if (known.0, known.1) != (low, high) {
            let both_known = || self.rarity.are_both_known(low, high);
            let level = spelling::level(self.dictionary.get(low), self.dictionary.get(high), &both_known);
            *known = (low, high, level);
        }
        known.2
    }

    /// The likest of all given and all family names, and whether they stand in each other's place.
    fn names(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> (NameLevel, NameLevel, [f32; 2]) {
        let (given, given_rarity) = self.likest(one.given(), other.given(), memory, |name| self.rarity.given(name));
        let (family, family_rarity) = self.likest(one.family(), other.family(), memory, |name| self.rarity.family(name));
        if given.is_close() || family.is_close() || given == NameLevel::Missing && family == NameLevel::Missing {
            return (given, family, [given_rarity, family_rarity]);
        }
        let (there, there_rarity) = self.likest(one.given(), other.family(), memory, |name| self.as_either(name));
        let (back, back_rarity) = self.likest(one.family(), other.given(), memory, |name| self.as_either(name));
        if there.is_close() && back.is_close() {
            let rarity = [there_rarity.min(back_rarity), there_rarity.max(back_rarity)];
            return (NameLevel::Swapped, NameLevel::Swapped, rarity);
        }
        (given, family, [given_rarity, family_rarity])
    }

    fn as_either(&self, name: Name) -> f32 {
        self.rarity.given(name).max(self.rarity.family(name))
    }

    fn likest(
        &self,
        ones: impl Iterator<Item = Name>,
        others: impl Iterator<Item = Name> + Clone,
        memory: &mut Memory,
        share: impl Fn(Name) -> f32,
    ) -> (NameLevel, f32) {
        let mut best = (NameLevel::Missing, 0.0);
        for one in ones {
            for other in others.clone() {
                let level = self.level(one, other, memory);
                if level < best.0 {
                    best = (level, share(one).max(share(other)));
                }
            }
        }
        best
    }

    fn homes(&self, one: Card<'_>, other: Card<'_>) -> (HomeLevel, f32) {
        let mut best = (HomeLevel::Missing, 0);
        for mine in one.homes() {
            for theirs in other.homes() {
                let level = mine.level(theirs);
                if level < best.0 {
                    best = (level, mine.postcode);
                }
            }
        }
        let share = if best.0 <= HomeLevel::Neighbour { self.rarity.postcode(best.1) } else { 0.0 };
        (best.0, share)
    }

    fn parents(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory, family: NameLevel) -> (ParentLevel, f32) {
        let mut best = (ParentLevel::Missing, 0.0);
        for mine in one.parents() {
            for theirs in other.parents() {
                let level = self.parent(mine, theirs, memory);
                if level < best.0 {
                    // The family name of a parent says nothing new where the child's agrees.
                    let expected = family.is_close()
                        || family == NameLevel::Swapped
                        || !matches!(level, ParentLevel::Same | ParentLevel::Close);
                    let name =
                        if expected { 0.0 } else { self.rarity.family(mine.family).max(self.rarity.family(theirs.family)) };
                    best = (level, name + self.rarity.parent(mine.given).max(self.rarity.parent(theirs.given)));
                }
            }
        }
        best
    }

    fn parent(&self, one: Parent, other: Parent, memory: &mut Memory) -> ParentLevel {
        if one == other {
            return if one.given == 0 { ParentLevel::Missing } else { ParentLevel::Same };
        }
        if one.given == 0 || other.given == 0 {
            return ParentLevel::Missing;
        }
        let first = self.level(one.given, other.given, memory);
        let last = self.level(one.family, other.family, memory);
        let is_close = |level: NameLevel| level.is_close() || level == NameLevel::Missing;
        match (first, last) {
            (first, last) if first.is_close() && is_close(last) => ParentLevel::Close,
            (NameLevel::Initial | NameLevel::Sound, last) if last.is_close() => ParentLevel::Close,
            (first, _) if first.is_close() => ParentLevel::First,
            (_, last) if last.is_close() => ParentLevel::Last,
            _ => ParentLevel::Different,
        }
    }
}

fn sex(one: Sex, other: Sex) -> SexLevel {
    if one == Sex::NotRecorded || other == Sex::NotRecorded {
        SexLevel::Missing
    } else if one == other {
        SexLevel::Same
    } else {
        SexLevel::Different
    }
}

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

impl SexLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Same, Self::Different, Self::Missing];
}

impl ParentLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] = [Self::Same, Self::Close, Self::First, Self::Last, Self::Different, Self::Missing];
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
    /// The given names are forms of one name, but each is a name of its own; or one is a later part of the
    /// other; or only preferred names are alike, where others are registered. Twins may have them.
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
    /// Both names, 30 bits each, and the level, in 4.
    seen: Vec<u64>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(1 << 18)
    }
}

impl Memory {
    /// With room for so many comparisons.
    pub fn of(places: usize) -> Self {
        Self { seen: vec![0; places.max(1).next_power_of_two()] }
    }
}

/// The likest of several names of two people.
#[derive(Clone, Copy)]
struct Likest {
    level: NameLevel,
    /// The share of what is shared; the rarest where several are as alike, whichever comes first.
    share: f32,
    /// Two of one home may have the two names.
    may_be_two: bool,
}

impl Context<'_> {
    /// Compares two people. Symmetric.
    pub fn compare(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> Agreement {
        let mut agreement = self.compare_children(one, other, memory);
        self.compare_parents(&mut agreement, one, other, memory);
        agreement
    }

    /// Compares all but the parents, who take longest.
    pub(super) fn compare_children(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> Agreement {
        let [given, family] = self.names(one, other, memory);
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
        Agreement {
            given: given.level,
            family: family.level,
            may_be_two_names: given.may_be_two,
            born,
            sex: sex(one.record.sex, other.record.sex),
            home,
            parent: ParentLevel::Missing,
            phone,
            email,
            upn,
            nhs_number,
            rarity: [given.share, family.share, birthday, homes, 0.0],
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
        if self.dictionary.outline(one).is_far_from(self.dictionary.outline(other)) {
            return NameLevel::Different;
        }
        let (low, high) = (one.min(other), one.max(other));
        let place = (low.wrapping_mul(0x9E37_79B1) ^ high.wrapping_mul(0x85EB_CA77)) >> 16;
        let places = memory.seen.len();
        let known = &mut memory.seen[place as usize & (places - 1)];
        let names = u64::from(low) << 34 | u64::from(high) << 4;
        if *known & !0xF != names {
            let both_known = || self.rarity.are_both_known(low, high);
            let level = spelling::level(self.dictionary.get(low), self.dictionary.get(high), &both_known);
            *known = names | level as u64;
        }
        NameLevel::ALL[(*known & 0xF) as usize % NameLevel::ALL.len()]
    }

    /// The likest of all given and of all family names, and whether they stand in each other's place.
    fn names(&self, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> [Likest; 2] {
        let mut given = self.likest(one.given(), other.given(), memory, |name| self.rarity.given(name));
        let family = self.likest(one.family(), other.family(), memory, |name| self.rarity.family(name));
        if given.level.is_close() || family.level.is_close() || [given.level, family.level] == [NameLevel::Missing; 2] {
            given.may_be_two |= self.share_a_preferred_name_alone(given.level, one, other, memory);
            return [given, family];
        }
        let there = self.likest(one.given(), other.family(), memory, |name| self.as_either(name));
        let back = self.likest(one.family(), other.given(), memory, |name| self.as_either(name));
        if there.level.is_close() && back.level.is_close() {
            // Names in each other's place and written otherwise besides are two things at once.
            let may_be_two = there.level.max(back.level) > NameLevel::Folded;
            let swapped = |share| Likest { level: NameLevel::Swapped, share, may_be_two };
            return [swapped(there.share.min(back.share)), swapped(there.share.max(back.share))];
        }
        [given, family]
    }

    /// Whether two people have two registered given names, and only what they are called beside them is
    /// alike: twins Amelia and Emilia may both be Millie.
    fn share_a_preferred_name_alone(&self, likest: NameLevel, one: Card<'_>, other: Card<'_>, memory: &mut Memory) -> bool {
        let (Some(mine), Some(theirs)) = (one.extra, other.extra) else { return false };
        if mine.given.is_empty() || theirs.given.is_empty() || !likest.is_close() {
            return false;
        }
        let registered = self.level(one.record.given, other.record.given, memory);
        let are_two = match registered {
            NameLevel::Variant | NameLevel::Sound | NameLevel::OtherName | NameLevel::Loose | NameLevel::Different => true,
            level => self.may_be_two(level, one.record.given, other.record.given),
        };
        let with_registered = self.likest([one.record.given].into_iter(), other.given(), memory, |_| 0.0).level;
        let of_registered = self.likest(one.given(), [other.record.given].into_iter(), memory, |_| 0.0).level;
        are_two && likest < with_registered.min(of_registered)
    }

    /// Whether brothers or sisters may have two given names that are as alike as this: each is a name that
    /// children have, or one is no more than a later part of the other.
    fn may_be_two(&self, level: NameLevel, one: Name, other: Name) -> bool {
        match level {
            NameLevel::Variant => self.rarity.are_both_borne(one, other),
            NameLevel::Part => !self.dictionary.get(one).begins_as(self.dictionary.get(other)),
            _ => false,
        }
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
    ) -> Likest {
        let mut best = Likest { level: NameLevel::Missing, share: 0.0, may_be_two: false };
        for one in ones {
            for other in others.clone() {
                let level = self.level(one, other, memory);
                if level > best.level || level == NameLevel::Missing {
                    continue;
                }
                let may_be_two = self.may_be_two(level, one, other);
                let share = share(one).max(share(other));
                best = if level < best.level {
                    Likest { level, share, may_be_two }
                } else {
                    Likest { level, share: share.min(best.share), may_be_two: may_be_two && best.may_be_two }
                };
            }
        }
        best
    }

    fn homes(&self, one: Card<'_>, other: Card<'_>) -> (HomeLevel, f32) {
        let mut best = (HomeLevel::Missing, 0.0_f32);
        for mine in one.homes() {
            for theirs in other.homes() {
                let level = mine.level(theirs);
                if level > best.0 {
                    continue;
                }
                let share = if level <= HomeLevel::Neighbour { self.rarity.postcode(mine.postcode) } else { 0.0 };
                best = (level, if level < best.0 { share } else { share.min(best.1) });
            }
        }
        best
    }

    /// Adds to an agreement how alike the parents are.
    pub(super) fn compare_parents(&self, agreement: &mut Agreement, one: Card<'_>, other: Card<'_>, memory: &mut Memory) {
        let one_family = agreement.family.is_close() || agreement.family == NameLevel::Swapped;
        let mut best = (ParentLevel::Missing, 0.0_f32);
        for mine in one.parents() {
            for theirs in other.parents() {
                let level = self.parent(mine, theirs, memory);
                if level > best.0 || level == ParentLevel::Missing {
                    continue;
                }
                // The family name of a parent says nothing new where the child's agrees.
                let expected = one_family || !matches!(level, ParentLevel::Same | ParentLevel::Close);
                let name = if expected { 0.0 } else { self.rarity.family(mine.family).max(self.rarity.family(theirs.family)) };
                let share = name + self.rarity.parent(mine.given).max(self.rarity.parent(theirs.given));
                best = (level, if level < best.0 { share } else { share.min(best.1) });
            }
        }
        (agreement.parent, agreement.rarity[4]) = best;
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

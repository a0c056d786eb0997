//! Blocking keys: two people are compared when they share one. Each key stands for an agreement that
//! can be seen without comparing; together they leave no child out whose other fields agree.
//!
//! Keys are the same on every machine and in every version of the program with one [`VERSION`], so
//! that a register can index them.

use super::birth::Birth;
use super::deck::{Card, Deck, Dictionary, Name};
use super::person::Person;
use super::stable::join;

/// Changes when stored keys must be made anew.
pub const VERSION: u32 = 1;

/// What a key stands for. The number is part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    /// The date of birth.
    Born = 1,
    /// The date of birth, with day and month in either order.
    BornSwapped = 2,
    /// A given and a family name, in either order: by sound, and by the family of a nickname.
    Names = 3,
    /// The postcode and any one name.
    HomeAndName = 4,
    /// House number and street and any one name.
    AddressAndName = 5,
    /// A unique pupil number.
    Upn = 6,
    /// An NHS number.
    NhsNumber = 7,
    /// A telephone number.
    Phone = 8,
    /// An e-mail address.
    Email = 9,
    /// A parent's names and the child's given name.
    ParentAndGiven = 10,
}

/// A key as a number.
pub fn key(kind: Kind, one: u64, other: u64) -> u64 {
    join(join(kind as u64, one), other)
}

/// All keys of a person, each once.
pub fn keys(person: &Person) -> Vec<u64> {
    let (mut deck, mut dictionary) = (Deck::default(), Dictionary::default());
    deck.add_person(&mut dictionary, person);
    let mut keys = Vec::new();
    of_card(deck.card(0), &dictionary, &mut |key| keys.push(key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// All keys of one person of a deck, one may come twice.
pub fn of_card(card: Card<'_>, dictionary: &Dictionary, take: &mut impl FnMut(u64)) {
    let born = card.record.born;
    if born.is_given() {
        take(key(Kind::Born, born.number().into(), 0));
    }
    if let Some(either) = either_way(born) {
        take(key(Kind::BornSwapped, either.into(), 0));
    }
    by_names(card, dictionary, take);
    by_home(card, dictionary, take);
    by_parent(card, dictionary, take);
    by_number(card, take);
}

/// One number for a date and the same with day and month swapped.
pub fn either_way(born: Birth) -> Option<u32> {
    born.swapped().map(|swapped| swapped.number().min(born.number()))
}

/// [`Kind::Names`].
pub fn by_names(card: Card<'_>, dictionary: &Dictionary, take: &mut impl FnMut(u64)) {
    for given in card.given().filter(|name| *name != 0) {
        for family in card.family().filter(|name| *name != 0) {
            for_each_code(family, dictionary, |family| {
                let given = dictionary.outline(given).code;
                take(key(Kind::Names, given.min(family).into(), given.max(family).into()));
            });
        }
    }
}

/// [`Kind::HomeAndName`] and [`Kind::AddressAndName`].
pub fn by_home(card: Card<'_>, dictionary: &Dictionary, take: &mut impl FnMut(u64)) {
    for home in card.homes().filter(|home| !home.is_missing()) {
        let address = u64::from(home.number) << 32 | u64::from(if home.number == 0 { home.whole } else { home.street });
        for name in card.given().chain(card.family()).filter(|name| *name != 0) {
            for_each_code(name, dictionary, |code| {
                if home.postcode != 0 {
                    take(key(Kind::HomeAndName, home.postcode, code.into()));
                } else if address != 0 {
                    take(key(Kind::AddressAndName, address, code.into()));
                }
            });
        }
    }
}

/// [`Kind::ParentAndGiven`].
pub fn by_parent(card: Card<'_>, dictionary: &Dictionary, take: &mut impl FnMut(u64)) {
    for parent in card.parents().filter(|parent| parent.given != 0 && parent.family != 0) {
        let names = join(dictionary.outline(parent.given).code.into(), dictionary.outline(parent.family).code.into());
        for given in card.given().filter(|name| *name != 0) {
            take(key(Kind::ParentAndGiven, names, dictionary.outline(given).code.into()));
        }
    }
}

/// [`Kind::Upn`], [`Kind::NhsNumber`], [`Kind::Phone`] and [`Kind::Email`].
pub fn by_number(card: Card<'_>, take: &mut impl FnMut(u64)) {
    let Some(extra) = card.extra else { return };
    for (kind, number) in [(Kind::Upn, extra.upn.key()), (Kind::NhsNumber, extra.nhs_number.key())] {
        if let Some(number) = number {
            take(key(kind, number, 0));
        }
    }
    extra.phones.iter().for_each(|number| take(key(Kind::Phone, *number, 0)));
    extra.emails.iter().for_each(|number| take(key(Kind::Email, *number, 0)));
}

/// The codes of a name's words, and of all of it where it has several.
pub fn for_each_code(name: Name, dictionary: &Dictionary, mut take: impl FnMut(u32)) {
    let outline = dictionary.outline(name);
    if !outline.has_several_words {
        return take(outline.code);
    }
    let spelling = dictionary.get(name);
    spelling.codes.iter().for_each(|code| take(*code));
    take(if spelling.codes.is_empty() { outline.code } else { outline.sound });
}

//! Blocking keys: two people are compared when they share one. Each key stands for an agreement that
//! can be seen without comparing; together they leave no child out whose other fields agree.
//!
//! A register indexes the keys of [`kept`]; two lists, which have millions of pairs to get through, are joined
//! by narrower ones. Keys are the same on every machine and in every version of the program with one
//! [`VERSION`].

use super::birth::Birth;
use super::deck::{Card, Deck, Dictionary, Name};
use super::person::Person;
use super::stable::join;

/// Changes when stored keys must be made anew.
pub const VERSION: i32 = 1;

/// What a key stands for. The number is part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    /// The date of birth.
    Born = 1,
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
    /// The postcode of a home.
    Postcode = 11,
    /// House number and street of a home, or all of an address without a number.
    Address = 12,
}

/// A key as a number.
pub fn key(kind: Kind, one: u64, other: u64) -> u64 {
    join(join(kind as u64, one), other)
}

/// The keys under which a register keeps a person: each once, in order.
pub fn kept(person: &Person) -> Vec<u64> {
    let (mut deck, mut dictionary) = (Deck::default(), Dictionary::default());
    deck.add_person(&mut dictionary, person);
    let card = deck.card(0);
    let mut keys = Vec::new();
    let mut take = |key| keys.push(key);
    by_birthday(card.record.born, &mut take);
    by_names(card, &dictionary, &mut take);
    by_place(card, &mut take);
    by_parent(card, &dictionary, &mut take);
    by_number(card, &mut take);
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys under which a person is looked for: those it would be [`kept`] under, and the birthday with day
/// and month in each other's place.
pub fn sought(person: &Person) -> Vec<u64> {
    let mut keys = kept(person);
    if let Some(swapped) = person.born.swapped() {
        by_birthday(swapped, &mut |key| keys.push(key));
    }
    keys
}

/// [`Kind::Born`].
fn by_birthday(born: Birth, take: &mut impl FnMut(u64)) {
    if born.is_given() {
        take(key(Kind::Born, born.number().into(), 0));
    }
}

/// [`Kind::Postcode`] and [`Kind::Address`].
fn by_place(card: Card<'_>, take: &mut impl FnMut(u64)) {
    for home in card.homes() {
        if home.postcode != 0 {
            take(key(Kind::Postcode, home.postcode, 0));
        }
        if home.whole != 0 {
            take(key(Kind::Address, home.house().into(), 0));
        }
    }
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

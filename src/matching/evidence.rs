//! What speaks for and against a match, in sentences.

use super::birth::BirthLevel;
use super::compare::{Agreement, Context, ParentLevel, SexLevel};
use super::deck::{Card, Dictionary, Name};
use super::home::HomeLevel;
use super::number::NumberLevel;
use super::spelling::{self, NameLevel};

/// The sentences of a pair, strongest first, with one space between.
pub fn sentences(agreement: &Agreement, one: Card<'_>, other: Card<'_>, context: Context<'_>) -> String {
    let mut text = String::with_capacity(160);
    let mut say = |sentence: &str| {
        if !sentence.is_empty() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(sentence);
        }
    };
    say(number(agreement.nhs_number, ["Same NHS number.", "NHS number nearly the same.", "The NHS numbers differ."]));
    say(number(agreement.upn, ["Same UPN.", "UPN nearly the same.", "The UPNs differ."]));
    names(agreement, one, other, context.dictionary, &mut say);
    say(born(agreement.born));
    if agreement.sex == SexLevel::Different {
        say("The sex differs.");
    }
    home(agreement.home, one, other, &mut say);
    say(match agreement.parent {
        ParentLevel::Same => "Same parent.",
        ParentLevel::Close => "Parent's name nearly the same.",
        ParentLevel::First => "A parent of the same given name.",
        ParentLevel::Last => "A parent of the same surname, another given name.",
        ParentLevel::Different => "Another parent.",
        ParentLevel::Missing => "",
    });
    say(number(agreement.phone, ["Same telephone number.", "", ""]));
    say(number(agreement.email, ["Same e-mail address.", "", ""]));
    say(warning(agreement));
    text
}

fn number(level: NumberLevel, sentences: [&'static str; 3]) -> &'static str {
    match level {
        NumberLevel::Same => sentences[0],
        NumberLevel::Mistyped => sentences[1],
        NumberLevel::Different => sentences[2],
        NumberLevel::Missing => "",
    }
}

fn names(agreement: &Agreement, one: Card<'_>, other: Card<'_>, dictionary: &Dictionary, say: &mut impl FnMut(&str)) {
    use NameLevel::{Folded, Same, Swapped};
    match (agreement.given, agreement.family) {
        (Same | Folded, Same | Folded) => say("Same names."),
        (Swapped, _) => say("Given name and surname swapped."),
        (given, family) => {
            say(name("Given name", given, differ_by_one(one.record.given, other.record.given, dictionary)));
            say(name("Surname", family, differ_by_one(one.record.family, other.record.family, dictionary)));
        }
    }
}

fn differ_by_one(one: Name, other: Name, dictionary: &Dictionary) -> bool {
    spelling::is_one_slip(&dictionary.get(one).letters, &dictionary.get(other).letters)
}

fn name(field: &'static str, level: NameLevel, by_one: bool) -> &'static str {
    let sentences = match level {
        NameLevel::Same | NameLevel::Folded => ["Same given name.", "Same surname."],
        NameLevel::Variant => ["Given names are forms of one name.", "Surnames are forms of one name."],
        NameLevel::Part => ["One given name is part of the other.", "One surname is part of the other."],
        NameLevel::Slip | NameLevel::Near if by_one => ["Given name differs by one letter.", "Surname differs by one letter."],
        NameLevel::Slip | NameLevel::Near => ["Given name nearly the same.", "Surname nearly the same."],
        NameLevel::Sound => ["Given name sounds the same.", "Surname sounds the same."],
        NameLevel::OtherName => {
            ["Given name looks alike, but both are names of their own.", "Surname looks alike, but both are names of their own."]
        }
        NameLevel::Loose => ["Given name somewhat alike.", "Surname somewhat alike."],
        NameLevel::Initial => ["Given name an initial only.", "Surname an initial only."],
        NameLevel::Different => ["Another given name.", "Another surname."],
        NameLevel::Missing => ["Given name missing.", "Surname missing."],
        NameLevel::Swapped => ["", ""],
    };
    sentences[usize::from(field == "Surname")]
}

fn born(level: BirthLevel) -> &'static str {
    match level {
        BirthLevel::Same => "Same date of birth.",
        BirthLevel::Swapped => "Day and month of birth swapped.",
        BirthLevel::Digit => "Date of birth differs by one digit.",
        BirthLevel::Part => "Day, month or year of birth differs.",
        BirthLevel::Year => "Born in the same year, on another day.",
        BirthLevel::Different => "Another date of birth.",
        BirthLevel::Missing => "Date of birth missing.",
    }
}

fn home(level: HomeLevel, one: Card<'_>, other: Card<'_>, say: &mut impl FnMut(&str)) {
    say(match level {
        HomeLevel::House => "Same address.",
        HomeLevel::Postcode => "Same postcode.",
        HomeLevel::Neighbour => "Same postcode, another house.",
        HomeLevel::Slip => "Postcode differs by one character.",
        HomeLevel::Address => "Same house and street.",
        HomeLevel::Missing => "",
        HomeLevel::Sector | HomeLevel::District | HomeLevel::Elsewhere => {
            let (from, to) = (one.record.home.district(), other.record.home.district());
            return say(&match (from.is_empty() || to.is_empty(), from == to) {
                (true, _) => "Another address.".to_owned(),
                (false, true) => format!("Moved within {from}."),
                (false, false) => format!("Moved from {from} to {to}."),
            });
        }
    });
}

/// What a person should look out for.
fn warning(agreement: &Agreement) -> &'static str {
    let other_given = matches!(agreement.given, NameLevel::Different | NameLevel::OtherName | NameLevel::Loose);
    let one_family = agreement.family.is_close() && agreement.born == BirthLevel::Same;
    if other_given && one_family && (agreement.home.is_shared() || agreement.parent <= ParentLevel::Close) {
        "Perhaps twins."
    } else {
        ""
    }
}

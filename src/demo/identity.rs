//! The numbers of the demonstration's children: well formed, nobody's, and now and then wrong, as in
//! every register.

use chrono::Datelike;

use super::chance::Chance;
use super::person::Person;
use crate::children::identifiers::{Identifier, nhs_number as is_nhs_number, upn_check_letter};
use crate::children::model::IdentifierStanding;

/// A UPN of a school of this authority, or none, or one with a wrong check letter.
pub fn upn(chance: &mut Chance, person: &Person, school: u32) -> (Option<String>, IdentifierStanding) {
    if !person.schooled {
        return (None, IdentifierStanding::Absent);
    }
    let right = upn_of(person, school);
    let given = if chance.percent(3) { misread(&right) } else { right };
    let read = Identifier::upn(&given);
    (read.stored().map(str::to_owned), read.standing)
}

/// A UPN the child had before, at another school.
pub fn former_upn(chance: &mut Chance, person: &Person, school: u32) -> (String, IdentifierStanding) {
    let read = Identifier::upn(&upn_of(person, school + 1));
    let _same_draws_for_every_child = chance.below(2);
    (read.text, read.standing)
}

/// An NHS number from the range kept for tests (999 …), or none, or one with a wrong digit.
pub fn nhs_number(chance: &mut Chance, number: usize) -> (Option<String>, IdentifierStanding) {
    let nine = format!("999{:06}", number % 1_000_000);
    let known = (0..10).map(|check| format!("{nine}{check}")).find(|whole| is_nhs_number(whole).is_some());
    let Some(right) = known.filter(|_| chance.percent(86)) else { return (None, IdentifierStanding::Absent) };
    let given = if chance.percent(2) { misread(&right) } else { right };
    let read = Identifier::nhs_number(&given);
    let read = if chance.percent(40) { read.verified() } else { read };
    (read.stored().map(str::to_owned), read.standing)
}

fn upn_of(person: &Person, school: u32) -> String {
    // The first thousand children have the numbers of their schools; beyond, no two may collide.
    let thousands = u32::try_from(person.number / 1000).unwrap_or(0);
    let school = if thousands == 0 { school } else { 3000 + thousands % 900 };
    let year = (person.born.year() + 4) % 100;
    let rest = format!("990{school:04}{year:02}{:03}", person.number % 1000);
    let letter = upn_check_letter(&rest).unwrap_or('A');
    format!("{letter}{rest}")
}

/// The last two digits the wrong way round, or the last one off by one.
fn misread(right: &str) -> String {
    let (head, tail) = right.split_at(right.len() - 2);
    let mut turned: String = tail.chars().rev().collect();
    if turned == tail {
        turned.pop();
        turned.push(if tail.ends_with('9') { '8' } else { '9' });
    }
    format!("{head}{turned}")
}

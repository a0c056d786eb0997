//! The families behind a pair of lists.

use chrono::NaiveDate;

use super::super::chance::Chance;
use super::super::places::Place;
use super::names::Roots;

/// One child as one list has it; empty where it does not say.
#[derive(Clone)]
pub struct Entry {
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// When born.
    pub date_of_birth: Option<NaiveDate>,
    /// `F` or `M`.
    pub sex: String,
    /// House and street.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// A parent.
    pub parent_name: String,
}

/// The children of one home, true, and the name the other parent would give them.
pub struct Family {
    /// The children, eldest first or as it comes.
    pub children: Vec<Entry>,
    /// The other parent's family name.
    pub other_name: String,
}

/// Fifteen children in a thousand are twins.
const TWIN_FAMILIES_PER_THOUSAND: u32 = 14;

impl Family {
    /// One family. Children of school age on 1 September 2026.
    pub fn new(chance: &mut Chance) -> Self {
        let roots = Roots::of_a_family(chance);
        let family_name = roots.family(chance);
        let place = Place::somewhere_in_england(chance);
        let woman = chance.percent(85);
        let parent_family = if chance.percent(80) { family_name.clone() } else { roots.family(chance) };
        let parent_name = format!("{} {parent_family}", roots.adult(chance, woman));
        let size: u32 = chance.weighted(&[(45, 1), (38, 2), (13, 3), (4, 4)]);
        let mut children: Vec<Entry> = Vec::new();
        for _ in 0..size {
            let girl = chance.percent(49);
            let born = chance.day(day(2008, 9, 1), day(2022, 8, 31));
            children.push(Entry {
                given_name: given_names(chance, roots, girl, &children),
                family_name: family_name.clone(),
                date_of_birth: Some(born),
                sex: if girl { "F" } else { "M" }.to_owned(),
                address: place.lines.clone(),
                postcode: place.postcode.clone(),
                parent_name: parent_name.clone(),
            });
        }
        if chance.below(1000) < TWIN_FAMILIES_PER_THOUSAND {
            let girl = if chance.percent(67) { children[0].sex == "F" } else { chance.percent(50) };
            let given_name = given_names(chance, roots, girl, &children);
            let sex = if girl { "F" } else { "M" }.to_owned();
            children.push(Entry { given_name, sex, ..children[0].clone() });
        }
        Self { children, other_name: roots.family(chance) }
    }
}

/// No two children of one home have the same first name, nor one that begins with the other's ("José" and
/// "José Luis").
fn given_names(chance: &mut Chance, roots: Roots, girl: bool, elder: &[Entry]) -> String {
    let first_word = |name: &str| name.split(' ').next().map(str::to_owned);
    let taken = |name: &str| elder.iter().any(|child| first_word(&child.given_name) == first_word(name));
    let mut first = roots.given(chance, girl);
    for _ in 0..20 {
        if !taken(&first) {
            break;
        }
        first = roots.given(chance, girl);
    }
    if chance.percent(12) { format!("{first} {}", roots.given(chance, girl)) } else { first }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

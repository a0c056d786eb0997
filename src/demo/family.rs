//! A family: who belongs to it, where it lives, and what is written of each child.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::identity;
use super::names::{Custom, preferred};
use super::person::Person;
use super::places::{Place, mobile};
use super::queries::morning_of;
use super::queries::rows::{FormerName, FormerUpn};
use super::rows::{Chunk, Made};
use super::setting::Setting;
use super::story::{Story, days_after, days_before};
use crate::access::account::Account;
use crate::children::model::{
    AddressKind, CircumstanceKind, DigitalAccess, Ethnicity, Household, IdentifierStanding, PreferredContact, ProvidedBy, Sex,
};
use crate::children::queries::{NewAddress, NewCarer, NewChild, NewCircumstance, NewPreviousSchool, NewProvision};
use crate::contacts::model::Answer;
use crate::id::Id;

/// A family of the demonstration, and the chance all of it comes from.
pub struct Family<'a> {
    pub(super) setting: &'a Setting,
    pub(super) chance: Chance,
    /// Its number; its agencies are chosen by it.
    pub(super) number: u64,
    /// Who keeps in touch.
    pub(super) officer: Option<Id<Account>>,
    custom: &'static Custom,
    name: String,
    home: Place,
    before: Option<(Place, NaiveDate)>,
    grown_ups: Vec<GrownUp>,
    household: Option<Id<Household>>,
    open_to_social_care: bool,
}

struct GrownUp {
    name: String,
    relationship: &'static str,
    lives_here: bool,
    telephone: String,
    email: String,
}

impl<'a> Family<'a> {
    /// Makes up a family.
    pub fn new(setting: &'a Setting, number: u64, several: bool) -> Self {
        let mut chance = Chance::new(setting.seed, number);
        let custom = Custom::of_a_family(&mut chance);
        let name = custom.family_name(&mut chance);
        let grown_ups = grown_ups(&mut chance, custom, &name);
        let home = Place::anywhere(&mut chance);
        let moved = chance.percent(24);
        let before = moved.then(|| {
            let on = days_before(setting.today, chance.between(20, 1400));
            (Place::anywhere(&mut chance), on)
        });
        let household = several.then(|| chance.id());
        let officer = (!chance.percent(8)).then(|| setting.officer(&mut chance).id);
        let open_to_social_care = chance.percent(9);
        Self { setting, chance, number, officer, custom, name, home, before, grown_ups, household, open_to_social_care }
    }

    /// How many children of a family are on the register.
    pub fn size(seed: u64, number: u64) -> usize {
        Chance::new(!seed, number).weighted(&[(62, 1), (24, 2), (10, 3), (4, 4)])
    }

    /// Writes the household, where several children share one.
    pub fn write_household(&self, chunk: &mut Chunk) {
        if let Some(household) = self.household {
            chunk.households.push(Made { row: household, at: morning_of(days_before(self.setting.today, 700)) });
        }
    }

    /// Makes up a child.
    pub fn person(&mut self, number: usize) -> Person {
        let chance = &mut self.chance;
        let girl = chance.percent(52);
        let age = chance.weighted(&[
            (3, 5),
            (4, 6),
            (5, 7),
            (6, 8),
            (7, 9),
            (8, 10),
            (9, 11),
            (11, 12),
            (13, 13),
            (16, 14),
            (15, 15),
            (3, 16),
        ]);
        let born = days_before(self.setting.today, age * 365 + age / 4 + chance.between(1, 364));
        let family = if chance.percent(4) { self.custom.family_name(chance) } else { self.name.clone() };
        let given = self.custom.given_names(chance, girl);
        Person { id: chance.id(), number, given, family, born, girl, schooled: chance.percent(74), home: chance.id() }
    }

    /// The child made last once more, as somebody who did not search first wrote it: names in the
    /// wrong boxes, no numbers.
    pub fn the_same_again(&mut self, number: usize, person: &Person) -> Person {
        Person {
            id: self.chance.id(),
            number,
            given: person.family.clone(),
            family: person.given.clone(),
            born: person.born,
            girl: person.girl,
            schooled: false,
            home: self.chance.id(),
        }
    }

    /// Makes up how the child's time on the register went. One child in a thousand is watched closely
    /// for years; in every demonstration the third is.
    pub fn story(&mut self, person: &Person) -> Story {
        let watched = person.number % 1000 == 3;
        Story::new(&mut self.chance, self.setting, person.born, self.open_to_social_care, watched)
    }

    /// Writes the record itself and everything about the child and the family.
    pub fn write_record(&mut self, chunk: &mut Chunk, person: &Person, story: &Story) {
        let made_on = days_after(story.began_on(), self.chance.between(0, 4)).min(days_before(self.setting.today, 1));
        self.write_child(chunk, person, made_on);
        self.write_addresses(chunk, person, story, made_on);
        self.write_carers(chunk, person, made_on);
        self.write_circumstances(chunk, person, story, made_on);
        self.write_education(chunk, person, story, made_on);
    }

    fn write_child(&mut self, chunk: &mut Chunk, person: &Person, made_on: NaiveDate) {
        let school = self.setting.school(&mut self.chance, 11).number;
        let chance = &mut self.chance;
        let at = morning_of(made_on);
        let (upn, upn_standing) = identity::upn(chance, person, school);
        let (nhs_number, nhs_standing) = identity::nhs_number(chance, person.number);
        let first = person.given.split(' ').next().unwrap_or_default();
        let preferred_name = preferred(first).filter(|_| chance.percent(60)).unwrap_or_default();
        let same_sex = !chance.percent(1);
        let new = NewChild {
            id: person.id,
            given_names: person.given.clone(),
            family_name: person.family.clone(),
            preferred_name: preferred_name.to_owned(),
            date_of_birth: person.born,
            sex: if person.girl { Sex::Female } else { Sex::Male },
            gender: if same_sex { String::new() } else { "Non-binary".to_owned() },
            ethnicity: ethnicity(chance, self.custom),
            first_language: (*chance.pick(self.custom.languages)).to_owned(),
            upn,
            upn_standing,
            nhs_number,
            nhs_standing,
            uln: None,
            uln_standing: IdentifierStanding::Absent,
            household_id: self.household,
            postcode_district: self.home.district.clone(),
            year_group_given: None,
            notes: String::new(),
        };
        let reference = format!("W-{:04}", person.number);
        chunk.children.push(Made { row: (new, reference), at });
        if chance.percent(4) {
            let family_name = self.custom.family_name(chance);
            let row = FormerName {
                id: chance.id(),
                child_id: person.id,
                given_names: person.given.clone(),
                family_name,
                until_on: Some(days_after(person.born, chance.between(400, 1500)).min(made_on)),
            };
            chunk.former_names.push(Made { row, at });
        }
        if chance.percent(2) {
            let (upn, standing) = identity::former_upn(chance, person, school);
            chunk.former_upns.push(Made { row: FormerUpn { id: chance.id(), child_id: person.id, upn, standing }, at });
        }
    }

    fn write_addresses(&mut self, chunk: &mut Chunk, person: &Person, story: &Story, made_on: NaiveDate) {
        let do_not_share = self.number % 41 == 7;
        let moved_on = self.before.as_ref().map(|(_, on)| *on).filter(|on| *on > story.began_on());
        let note = if do_not_share { "Not to be given to the other parent." } else { "" };
        let mut write = |id, kind, place: &Place, from_on, to_on, note: &str, at| {
            let row = NewAddress {
                id,
                child_id: person.id,
                kind,
                lines: place.lines.clone(),
                town: place.town.to_owned(),
                postcode: place.postcode.clone(),
                postcode_standing: IdentifierStanding::Valid,
                from_on,
                to_on,
                do_not_share,
                note: note.to_owned(),
            };
            chunk.addresses.push(Made { row, at: morning_of(at) });
        };
        if let (Some(on), Some((place, _))) = (moved_on, &self.before) {
            write(self.chance.id(), AddressKind::Home, place, None, Some(days_before(on, 1)), "", made_on);
        }
        write(person.home, AddressKind::Home, &self.home, moved_on, None, note, moved_on.unwrap_or(made_on));
        if self.chance.percent(6) {
            let other = Place::anywhere(&mut self.chance);
            write(self.chance.id(), AddressKind::Additional, &other, None, None, "Every other weekend.", made_on);
        }
    }

    fn write_carers(&mut self, chunk: &mut Chunk, person: &Person, made_on: NaiveDate) {
        for grown_up in &self.grown_ups {
            let preferred_contact = self.chance.weighted(&[
                (20, PreferredContact::NotRecorded),
                (25, PreferredContact::Phone),
                (15, PreferredContact::Text),
                (30, PreferredContact::Email),
                (7, PreferredContact::Letter),
                (3, PreferredContact::HomeVisit),
            ]);
            let digital_access = self.chance.weighted(&[
                (25, DigitalAccess::NotRecorded),
                (4, DigitalAccess::None),
                (16, DigitalAccess::PhoneOnly),
                (15, DigitalAccess::Limited),
                (40, DigitalAccess::Good),
            ]);
            let row = NewCarer {
                id: self.chance.id(),
                child_id: person.id,
                name: grown_up.name.clone(),
                relationship: grown_up.relationship.to_owned(),
                parental_responsibility: self.chance.weighted(&[(85, Answer::Yes), (13, Answer::NotRecorded), (2, Answer::No)]),
                lives_with_child: if grown_up.lives_here { Answer::Yes } else { Answer::No },
                telephone: grown_up.telephone.clone(),
                email: grown_up.email.clone(),
                preferred_contact,
                digital_access,
                note: String::new(),
                until_on: None,
            };
            chunk.carers.push(Made { row, at: morning_of(made_on) });
        }
    }

    fn write_circumstances(&mut self, chunk: &mut Chunk, person: &Person, story: &Story, made_on: NaiveDate) {
        let (today, began) = (self.setting.today, story.began_on());
        let chance = &mut self.chance;
        let mut write = |chance: &mut Chance, kind, from_on: Option<NaiveDate>, to_on: Option<NaiveDate>| {
            let row = NewCircumstance {
                id: chance.id(),
                child_id: person.id,
                kind,
                from_on,
                to_on,
                ended: to_on.is_some(),
                note: String::new(),
            };
            chunk.circumstances.push(Made { row, at: morning_of(made_on) });
        };
        let years_ago =
            |chance: &mut Chance, most: i64| days_before(today, chance.between(30, most)).max(days_after(person.born, 900));
        match chance.below(100) {
            0..16 => {
                let from = chance.percent(80).then(|| years_ago(chance, 1500));
                write(chance, CircumstanceKind::SenSupport, from, None);
            }
            16..23 => {
                let from = years_ago(chance, 1500);
                write(chance, CircumstanceKind::EhcPlan, Some(from), None);
            }
            _ => {}
        }
        if self.open_to_social_care {
            let kind = chance.weighted(&[
                (50, CircumstanceKind::ChildInNeed),
                (24, CircumstanceKind::ChildProtectionPlan),
                (20, CircumstanceKind::EarlyHelp),
                (6, CircumstanceKind::LookedAfter),
            ]);
            let from = years_ago(chance, 500);
            write(chance, kind, Some(from), None);
            if kind == CircumstanceKind::ChildProtectionPlan {
                write(chance, CircumstanceKind::Section47, Some(days_before(from, 21)), Some(days_before(from, 6)));
            }
        } else if chance.percent(9) {
            let kind = chance.weighted(&[(60, CircumstanceKind::ChildInNeed), (40, CircumstanceKind::EarlyHelp)]);
            let from = days_before(began, chance.between(200, 900)).max(person.born);
            write(chance, kind, Some(from), Some(days_after(from, 150).min(made_on)));
        } else if chance.percent(1) {
            write(chance, CircumstanceKind::SocialCareUnspecified, None, None);
        }
    }

    fn write_education(&mut self, chunk: &mut Chunk, person: &Person, story: &Story, made_on: NaiveDate) {
        let began = story.began_on();
        let age = began.year() - person.born.year();
        let at = morning_of(made_on);
        if person.schooled {
            let mut until = began;
            for age in if age > 12 { vec![age, 10] } else { vec![age.max(4)] } {
                let school = self.setting.school(&mut self.chance, age);
                let from_on = NaiveDate::from_ymd_opt(person.born.year() + school.ages.0, 9, 4).filter(|from| *from < until);
                let row = NewPreviousSchool {
                    id: self.chance.id(),
                    child_id: person.id,
                    organisation_id: Some(school.agency.id),
                    name: school.agency.name.clone(),
                    from_on,
                    to_on: Some(until),
                    note: String::new(),
                };
                chunk.previous_schools.push(Made { row, at });
                until = from_on.unwrap_or(until);
            }
        }
        if self.chance.percent(62) {
            let provided_by = self.chance.weighted(&[
                (66, ProvidedBy::Parents),
                (9, ProvidedBy::Tutor),
                (12, ProvidedBy::Online),
                (8, ProvidedBy::Group),
                (3, ProvidedBy::AlternativeProvider),
                (2, ProvidedBy::NotRecorded),
            ]);
            let (provider_name, place) = match provided_by {
                ProvidedBy::Tutor => ("A private tutor", "At home"),
                ProvidedBy::Online => ("Lanternfield Online School", "Online"),
                ProvidedBy::Group => ("Marlow Cross Home Education Group", "Millpond Family Centre"),
                ProvidedBy::AlternativeProvider => ("The Ropewalk Workshop", "Wexcombe"),
                _ => ("", "At home"),
            };
            let hours = self.chance.between(4, 25);
            let row = NewProvision {
                id: self.chance.id(),
                child_id: person.id,
                provided_by,
                provider_name: provider_name.to_owned(),
                hours_per_week: self.chance.percent(70).then(|| f64::from(u8::try_from(hours).unwrap_or(0))),
                place: place.to_owned(),
                from_on: Some(began),
                to_on: None,
                note: String::new(),
            };
            chunk.provisions.push(Made { row, at });
        }
    }
}

fn grown_ups(chance: &mut Chance, custom: &Custom, name: &str) -> Vec<GrownUp> {
    let mut grown_ups = Vec::new();
    for (woman, relationship, present, lives_here) in [
        (true, "Mother", chance.percent(94), true),
        (false, "Father", chance.percent(66), chance.percent(78)),
        (true, "Grandmother", chance.percent(5), chance.percent(50)),
    ] {
        if !(present || relationship == "Grandmother" && grown_ups.is_empty()) {
            continue;
        }
        let family = if chance.percent(82) { name.to_owned() } else { custom.family_name(chance) };
        let full = format!("{} {family}", custom.adult(chance, woman));
        let at = crate::children::names::words(&full).join(".");
        let email = if chance.percent(70) { format!("{at}@post.example") } else { String::new() };
        let telephone = if chance.percent(88) { mobile(chance) } else { String::new() };
        grown_ups.push(GrownUp { name: full, relationship, lives_here, telephone, email });
    }
    grown_ups
}

fn ethnicity(chance: &mut Chance, custom: &Custom) -> Ethnicity {
    match chance.below(100) {
        0..3 => Ethnicity::Refu,
        3..9 => Ethnicity::Nobt,
        _ => chance.pick(custom.ethnicities).parse().unwrap_or(Ethnicity::Nobt),
    }
}

//! Makes a demonstration, a chunk at a time.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::family::Family;
use super::person::Person;
use super::queries::morning_of;
use super::queries::rows::{DuplicateRow, TermRow};
use super::rows::{Chunk, Made};
use super::setting::Setting;
use super::story::{Story, days_before};
use crate::children::search::terms::Terms;
use crate::contacts::standard::{Fact, Standing, Starts};
use crate::figures::model::{DayFigures, month_ends_before};

/// Children in a chunk, about: enough to make a transaction worth its commit, few enough to stay small
/// in memory.
const CHUNK: usize = 2_000;

/// What is still to be made.
pub struct Making {
    children: usize,
    next_child: usize,
    next_family: u64,
    figures: BTreeMap<NaiveDate, DayFigures>,
}

impl Making {
    /// Nothing made yet, of so many children.
    pub fn new(today: NaiveDate, children: usize) -> Self {
        let mut figures: BTreeMap<_, _> = month_ends_before(today).into_iter().map(|day| (day, DayFigures::default())).collect();
        figures.insert(days_before(today, 1), DayFigures::default());
        Self { children, next_child: 1, next_family: 1, figures }
    }

    /// The next families, or none when every child is made.
    pub fn next_chunk(&mut self, setting: &Setting) -> Option<Chunk> {
        let first = self.next_child;
        let mut chunk = Chunk::default();
        while self.next_child <= self.children && self.next_child < first + CHUNK {
            self.family(setting, &mut chunk);
        }
        chunk.terms.sort_unstable();
        (self.next_child > first).then_some(chunk)
    }

    /// Children made so far.
    pub fn made(&self) -> usize {
        self.next_child - 1
    }

    /// The figures of yesterday and of the month ends past.
    pub fn figures(self) -> BTreeMap<NaiveDate, DayFigures> {
        self.figures
    }

    fn family(&mut self, setting: &Setting, chunk: &mut Chunk) {
        let left = self.children + 1 - self.next_child;
        let size = Family::size(setting.seed, self.next_family).min(left);
        let mut family = Family::new(setting, self.next_family, size > 1);
        family.write_household(chunk);
        let mut last = None;
        for _ in 0..size {
            let person = family.person(self.next_child);
            self.child(setting, &mut family, &person, chunk);
            last = Some(person);
        }
        // Now and then somebody put the same child on the register twice.
        if let Some(person) = last.filter(|_| self.next_family % 67 == 11 && self.next_child <= self.children) {
            let again = family.the_same_again(self.next_child, &person);
            self.child(setting, &mut family, &again, chunk);
            let pair = (person.id, again.id);
            let row = DuplicateRow {
                id: family.chance.id(),
                child_id: pair.0.min(pair.1),
                other_child_id: pair.0.max(pair.1),
                evidence: "Same date of birth; the same names in the other order.".to_owned(),
                decision: "undecided",
            };
            chunk.duplicates.push(Made { row, at: morning_of(days_before(setting.today, 5)) });
        }
        self.next_family += 1;
    }

    fn child(&mut self, setting: &Setting, family: &mut Family, person: &Person, chunk: &mut Chunk) {
        let story = family.story(person);
        let facts = story.facts(&mut family.chance, setting, person.born, person.schooled);
        let before = Before::of(chunk);
        family.write_record(chunk, person, &story);
        before.write_terms(chunk, person);
        family.write_registrations(chunk, person, &story, &facts);
        let first_contact = chunk.contacts.len();
        family.write_contacts(chunk, person, &facts);
        family.write_visits(chunk, person, &story, first_contact);
        family.write_tasks(chunk, person);
        self.count(setting, &story, &facts);
        self.next_child += 1;
    }

    /// Adds the child to the figures of each month end: what the rule says of that day.
    fn count(&mut self, setting: &Setting, story: &Story, facts: &[Fact]) {
        for (day, figures) in &mut self.figures {
            let open = story.episodes.iter().find(|one| one.started_on <= *day && one.ended_on.is_none_or(|end| end > *day));
            let Some(open) = open else { continue };
            let standard = setting.standards.in_force(open.kind, story.level, *day);
            let standing = Standing::on(*day, facts, Starts { earliest: story.began_on(), open: open.started_on }, standard);
            figures.add(*day, &standing);
        }
    }
}

/// How much was in a chunk before a child, so that the child's own rows can be told from the rest.
struct Before {
    former_names: usize,
    former_upns: usize,
    carers: usize,
    addresses: usize,
}

impl Before {
    fn of(chunk: &Chunk) -> Self {
        Self {
            former_names: chunk.former_names.len(),
            former_upns: chunk.former_upns.len(),
            carers: chunk.carers.len(),
            addresses: chunk.addresses.len(),
        }
    }

    /// Writes the words by which the child written last is found, as the search keeps them.
    fn write_terms(&self, chunk: &mut Chunk, person: &Person) {
        let Some((child, reference)) = chunk.children.last().map(|made| &made.row) else { return };
        let former =
            chunk.former_names[self.former_names..].iter().flat_map(|made| [&made.row.given_names, &made.row.family_name]);
        let names = [&child.given_names, &child.family_name, &child.preferred_name].into_iter().chain(former);
        let former_upns = chunk.former_upns[self.former_upns..].iter().map(|made| &made.row.upn);
        let identifiers =
            [Some(reference), child.upn.as_ref(), child.nhs_number.as_ref()].into_iter().flatten().chain(former_upns);
        let carers = chunk.carers[self.carers..].iter().map(|made| made.row.name.as_str());
        let postcodes = chunk.addresses[self.addresses..].iter().map(|made| made.row.postcode.as_str());
        let terms = Terms::of_record(names.map(String::as_str), identifiers.map(String::as_str), carers, postcodes);
        chunk.terms.extend(terms.iter().map(|(field, term)| TermRow { field: *field, term: term.clone(), child_id: person.id }));
    }
}

//! A row meets a record: what is to be added, what the sheet says differently from the last file,
//! and where that meets something an officer has changed since, which becomes a task. Pure; the steps
//! are carried out in `queries.rs`.

mod queries;

use chrono::NaiveDate;

use super::row::{Address, Carer, Episode, Meeting, Person, Understood};
use super::words::Circumstance;
use crate::access::account::Account;
use crate::children::identifiers::Identifier;
use crate::children::model::{Child, ParentOrCarer, Sex};
use crate::children::names::{are_same, fold, joined};
use crate::children::queries::Address as AddressRow;
use crate::contacts::model::Answer;
use crate::dates::long_date;
use crate::id::Id;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// What the register holds of a child when the row meets it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose.
    pub child: Id<Child>,
    /// Who the child is.
    pub person: Person,
    /// The current home address, and whether it is not to be shared.
    pub home: Option<(Id<AddressRow>, Address, bool)>,
    /// Current parents and carers.
    pub carers: Vec<(Id<ParentOrCarer>, Carer)>,
    /// The open registration.
    pub open: Option<Open>,
    /// Ended ones: first and last day.
    pub ended: Vec<(NaiveDate, NaiveDate)>,
    /// Contacts that count, from any source.
    pub contacts: Vec<Meeting>,
    /// Days of visits still planned.
    pub visits: Vec<NaiveDate>,
    /// Previous schools.
    pub schools: Vec<String>,
    /// Needs and statuses.
    pub circumstances: Vec<Circumstance>,
    /// The notes.
    pub notes: String,
}

/// An open registration.
#[derive(Clone, Debug)]
pub struct Open {
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// The first day.
    pub started_on: NaiveDate,
    /// Why.
    pub reason: Reason,
    /// Who keeps in touch.
    pub officer: Option<Id<Account>>,
}

/// Something to be done to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Given and family name; the old ones become former names.
    Names(String, String),
    /// The name the child goes by.
    PreferredName(String),
    /// The date of birth.
    Birth(NaiveDate),
    /// The sex.
    Sex(Sex),
    /// The UPN.
    Upn(Identifier),
    /// The NHS number.
    NhsNumber(Identifier),
    /// A home address from now on, in place of the one before.
    Address {
        /// Where.
        address: Address,
        /// The one that ends.
        replaces: Option<Id<AddressRow>>,
        /// The mark goes with the child.
        do_not_share: bool,
    },
    /// The home address is not to be shared.
    DoNotShare(Id<AddressRow>),
    /// One parent or carer more.
    Carer(Carer),
    /// New details of a parent or carer.
    CarerDetails(Id<ParentOrCarer>, Carer),
    /// A registration, open or ended.
    Episode(Episode),
    /// The open registration ended.
    End(NaiveDate),
    /// The open registration is of another kind from today.
    Kind(Episode),
    /// The open registration began on another day.
    Start(NaiveDate),
    /// The open registration's reason.
    Reason(Reason, String),
    /// The open registration's officer.
    Officer(Id<Account>),
    /// A contact more.
    Contact(Meeting),
    /// A planned visit more.
    Visit(NaiveDate),
    /// A previous school more.
    School(String),
    /// A need or status more.
    Circumstance(Circumstance),
    /// Words kept on the record.
    Note(String),
    /// Something for an officer.
    Task(String),
}

impl Record {
    /// The record of a child who is only just put on the register.
    pub fn fresh(child: Id<Child>, person: Person) -> Self {
        Self {
            child,
            person,
            home: None,
            carers: Vec::new(),
            open: None,
            ended: Vec::new(),
            contacts: Vec::new(),
            visits: Vec::new(),
            schools: Vec::new(),
            circumstances: Vec::new(),
            notes: String::new(),
        }
    }
}

/// What a row does to a record. `before` is the same row in the last file; without one, the row is
/// new to this record and only adds.
pub fn merge(record: &Record, before: Option<&Understood>, now: &Understood, today: NaiveDate) -> Vec<Step> {
    let mut merging = Merging { record, before, now, today, steps: Vec::new() };
    merging.person();
    merging.address();
    merging.carer();
    merging.registration();
    merging.contact();
    merging.visit();
    merging.school();
    merging.circumstances();
    merging.words();
    merging.steps
}

struct Merging<'m> {
    record: &'m Record,
    before: Option<&'m Understood>,
    now: &'m Understood,
    today: NaiveDate,
    steps: Vec<Step>,
}

/// What to do with a value the sheet gives.
enum Carried {
    /// It is there already, or the sheet says nothing new.
    Nothing,
    /// The record follows the sheet.
    Take,
    /// Somebody changed the record since: a person decides.
    Conflict,
}

impl Merging<'_> {
    /// The rule for every single value: a cell that did not change changes nothing; one that did is
    /// followed where the record still says what the cell said before.
    fn carried<T: PartialEq>(&self, held: &T, of: impl Fn(&Understood) -> T, nothing: &T) -> Carried {
        let (now, before) = (of(self.now), self.before.map(of));
        if now == *nothing || now == *held || before.as_ref() == Some(&now) {
            return Carried::Nothing;
        }
        if before.as_ref() == Some(held) || held == nothing { Carried::Take } else { Carried::Conflict }
    }

    fn task(&mut self, sentence: String) {
        self.steps.push(Step::Task(sentence));
    }

    fn conflict(&mut self, what: &str, sheet: &str, held: &str) {
        let who = if self.before.is_some() { "The sheet now" } else { "Another row of the sheet" };
        self.task(format!("{who} says “{sheet}” for the {what}; the record says “{held}”. Decide which is right."));
    }

    fn person(&mut self) {
        let held = &self.record.person;
        let now = &self.now.person;
        self.names();
        match self.carried(&held.date_of_birth, |row| row.person.date_of_birth, &NaiveDate::MIN) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::Birth(now.date_of_birth)),
            Carried::Conflict => self.conflict("date of birth", &long_date(now.date_of_birth), &long_date(held.date_of_birth)),
        }
        match self.carried(&held.sex, |row| row.person.sex, &Sex::NotRecorded) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::Sex(now.sex)),
            Carried::Conflict => self.conflict("sex", now.sex.label(), held.sex.label()),
        }
        // Texts are compared: whether somebody verified the number is the register's own knowledge.
        match self.carried(&held.upn.text, |row| row.person.upn.text.clone(), &String::new()) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::Upn(now.upn.clone())),
            Carried::Conflict => self.conflict("UPN", &now.upn.text, &held.upn.text),
        }
        match self.carried(&held.nhs_number.text, |row| row.person.nhs_number.text.clone(), &String::new()) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::NhsNumber(now.nhs_number.clone())),
            Carried::Conflict => self.conflict("NHS number", &now.nhs_number.text, &held.nhs_number.text),
        }
        match self.carried(&held.preferred_name, |row| row.person.preferred_name.clone(), &String::new()) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::PreferredName(now.preferred_name.clone())),
            Carried::Conflict => self.conflict("preferred name", &now.preferred_name, &held.preferred_name),
        }
    }

    fn names(&mut self) {
        let names = |person: &Person| (person.given_names.clone(), person.family_name.clone());
        let held = names(&self.record.person);
        let now = names(&self.now.person);
        let [sheet, kept] = [&now, &held].map(|(given, family)| format!("{given} {family}"));
        match self.carried(&held, |row| names(&row.person), &Default::default()) {
            Carried::Nothing => {}
            Carried::Take => self.steps.push(Step::Names(now.0, now.1)),
            // Two spellings, or the names in the other order: kept, and nothing to decide.
            Carried::Conflict if self.before.is_none() || are_same((&held.0, &held.1), (&now.0, &now.1)) => {
                if held.0 != now.0 || held.1 != now.1 {
                    self.steps.push(Step::Note(format!("A row of the sheet spells the name “{sheet}”")));
                }
            }
            Carried::Conflict => self.conflict("name", &sheet, &kept),
        }
    }

    fn address(&mut self) {
        let nothing = None;
        let held = self.record.home.as_ref().map(|(_, address, _)| address.clone());
        let marked = self.record.home.as_ref().is_some_and(|(_, _, marked)| *marked);
        let newly_asked = self.now.do_not_share && !self.before.is_some_and(|before| before.do_not_share);
        let same_place = match (&held, &self.now.address) {
            (Some(held), Some(now)) => fold(&written(held)) == fold(&written(now)),
            _ => false,
        };
        match (self.carried(&held, |row| row.address.clone(), &nothing), &self.now.address) {
            (Carried::Take, Some(address)) if !same_place => self.steps.push(Step::Address {
                address: address.clone(),
                replaces: self.record.home.as_ref().map(|(id, ..)| *id),
                do_not_share: marked || self.now.do_not_share,
            }),
            (Carried::Conflict, Some(address)) if !same_place => {
                let held = held.as_ref().map(written).unwrap_or_default();
                self.conflict("address", &written(address), &held);
                self.mark(newly_asked && !marked);
            }
            _ => self.mark(newly_asked && !marked),
        }
    }

    fn mark(&mut self, wanted: bool) {
        if let (true, Some((id, ..))) = (wanted, &self.record.home) {
            self.steps.push(Step::DoNotShare(*id));
        }
    }

    fn carer(&mut self) {
        let Some(now) = self.now.carer.clone() else { return };
        let before = self.before.and_then(|before| before.carer.as_ref());
        if before == Some(&now) {
            return;
        }
        let Some((id, held)) = self.record.carers.iter().find(|(_, held)| fold(&held.name) == fold(&now.name)) else {
            self.steps.push(Step::Carer(now));
            return;
        };
        let mut details = held.clone();
        let said = |of: fn(&Carer) -> &String| (of(held).clone(), of(&now).clone(), before.map(|before| of(before).clone()));
        for (what, (kept, sheet, before), place) in [
            ("telephone number", said(|carer| &carer.telephone), &mut details.telephone),
            ("e-mail address", said(|carer| &carer.email), &mut details.email),
        ] {
            if sheet.is_empty() || sheet == kept || before.as_ref() == Some(&sheet) {
                continue;
            }
            if kept.is_empty() || before.as_ref() == Some(&kept) {
                *place = sheet;
            } else {
                let sentence =
                    format!("The sheet says “{sheet}” for a parent’s {what}; the record says “{kept}”. Decide which is right.");
                self.steps.push(Step::Task(sentence));
            }
        }
        if details != *held {
            self.steps.push(Step::CarerDetails(*id, details));
        }
    }

    fn registration(&mut self) {
        match self.before.map(|before| &before.registration) {
            None => self.another_episode(),
            Some(before) => self.same_episode(before),
        }
    }

    /// The row is new to this record: its episode is added, where it is not there yet.
    fn another_episode(&mut self) {
        let now = &self.now.registration;
        let known = now.ended_on.is_some_and(|ended| self.record.ended.contains(&(now.started_on, ended)));
        let Some(open) = &self.record.open else {
            if !known {
                self.steps.push(Step::Episode(now.clone()));
                let overlaps =
                    self.record.ended.iter().any(|(from, to)| now.started_on < *to && now.ended_on.is_none_or(|end| *from < end));
                if overlaps {
                    self.task(
                        "Two rows of the sheet give registrations of this child that overlap. Find out which dates are right."
                            .into(),
                    );
                }
            }
            return;
        };
        if let Some(ended) = now.ended_on {
            if !known {
                self.steps.push(Step::Episode(now.clone()));
                if ended > open.started_on {
                    self.task(format!("One row of the sheet says closed on {}, another says open. The registration stays open: close it if the child has left.", long_date(ended)));
                }
            }
            return;
        }
        let (open_from, open_kind, unassigned) = (open.started_on, open.kind, open.officer.is_none());
        if now.start_known && now.started_on != open_from {
            self.conflict("start of the registration", &long_date(now.started_on), &long_date(open_from));
        }
        if now.kind != open_kind {
            self.conflict("kind of registration", now.kind.label(), open_kind.label());
        }
        if let Some(officer) = now.officer.filter(|_| unassigned) {
            self.steps.push(Step::Officer(officer));
        }
    }

    /// The row was on this record before: the registration follows what changed.
    fn same_episode(&mut self, before: &Episode) {
        let now = &self.now.registration;
        match (&self.record.open, before.ended_on, now.ended_on) {
            (Some(open), None, Some(ended)) if ended >= open.started_on => {
                self.steps.push(Step::End(ended));
                return;
            }
            (Some(_), None, Some(ended)) => {
                self.task(format!(
                    "The sheet now says closed on {}, before the registration began. It stays open: close it with the true date.",
                    long_date(ended)
                ));
            }
            (None, Some(_), None) => self.reopened(),
            (None, Some(was), Some(is)) if was != is => {
                self.task(format!(
                    "The sheet now says closed on {}, no longer on {}. Correct the registration if that is right.",
                    long_date(is),
                    long_date(was)
                ));
            }
            _ => {}
        }
        if self.record.open.is_some() && now.ended_on.is_none() {
            self.open_episode(before);
        }
    }

    fn reopened(&mut self) {
        let mut episode = self.now.registration.clone();
        let last = self.record.ended.iter().map(|(_, to)| *to).max();
        if last.is_some_and(|last| episode.started_on < last) {
            episode.started_on = self.today;
        }
        self.task(format!(
            "The sheet said closed and now says open. A registration was opened from {}: correct its start if that is wrong.",
            long_date(episode.started_on)
        ));
        self.steps.push(Step::Episode(episode));
    }

    fn open_episode(&mut self, before: &Episode) {
        let Some(open) = &self.record.open else { return };
        let now = &self.now.registration;
        if now.kind != before.kind && now.kind != open.kind {
            if before.kind == open.kind {
                self.steps.push(Step::Kind(Episode { started_on: self.today, ..now.clone() }));
                return;
            }
            self.conflict("kind of registration", now.kind.label(), open.kind.label());
        }
        if now.start_known && now.started_on != open.started_on && (now.started_on != before.started_on || !before.start_known) {
            if before.start_known && before.started_on == open.started_on {
                self.steps.push(Step::Start(now.started_on));
            } else {
                self.conflict("start of the registration", &long_date(now.started_on), &long_date(open.started_on));
            }
        }
        if now.reason != Reason::NotRecorded && now.reason != before.reason && now.reason != open.reason {
            if before.reason == open.reason {
                self.steps.push(Step::Reason(now.reason, now.reason_words.clone()));
            } else {
                self.conflict("reason", now.reason.label(), open.reason.label());
            }
        }
        if now.officer_words == before.officer_words
            || now.officer_words.is_empty()
            || now.officer == open.officer && now.officer.is_some()
        {
            return;
        }
        match now.officer {
            Some(officer) if open.officer.is_none() || open.officer == before.officer => self.steps.push(Step::Officer(officer)),
            _ => self.task(format!(
                "The sheet now names “{}” as the officer. Assign the officer if that is right.",
                now.officer_words
            )),
        }
    }

    fn contact(&mut self) {
        let Some(now) = &self.now.contact else { return };
        let before = self.before.and_then(|before| before.contact.as_ref());
        if before.is_some_and(|before| (before.on, before.how, before.seen) == (now.on, now.how, now.seen)) {
            return;
        }
        let day = long_date(now.on);
        if let Some(held) = self.record.contacts.iter().find(|held| held.on == now.on && held.how == now.how) {
            if held.seen != now.seen && now.seen != Answer::NotRecorded {
                let sentence = format!(
                    "The sheet says “{}” for whether the child was seen on {day}; the record says “{}”. Correct the contact if the sheet is right.",
                    now.seen.label(),
                    held.seen.label()
                );
                self.task(sentence);
            }
            return;
        }
        let corrects =
            before.is_some_and(|before| before.on == now.on) && self.record.contacts.iter().any(|held| held.on == now.on);
        self.steps.push(Step::Contact(now.clone()));
        if corrects {
            self.task(format!(
                "The sheet now tells the contact of {day} differently. Both are kept: mark the wrong one as entered in error."
            ));
        }
    }

    fn visit(&mut self) {
        let Some(now) = self.now.visit_on else { return };
        let before = self.before.and_then(|before| before.visit_on);
        if before == Some(now) || self.record.visits.contains(&now) {
            return;
        }
        self.steps.push(Step::Visit(now));
        if let Some(before) = before.filter(|before| self.record.visits.contains(before)) {
            self.task(format!(
                "The sheet’s next visit was on {} and is now on {}. Cancel the earlier one if it is replaced.",
                long_date(before),
                long_date(now)
            ));
        }
    }

    fn school(&mut self) {
        let now = &self.now.previous_school;
        let unchanged = self.before.is_some_and(|before| before.previous_school == *now);
        if !now.is_empty() && !unchanged && !self.record.schools.iter().any(|held| joined(held) == joined(now)) {
            self.steps.push(Step::School(now.clone()));
        }
    }

    fn circumstances(&mut self) {
        let before = self.before.map(|before| before.circumstances.as_slice()).unwrap_or_default();
        for now in self.now.circumstances.iter().filter(|now| !before.contains(now)) {
            if !self.record.circumstances.contains(now) {
                self.steps.push(Step::Circumstance(*now));
            }
        }
        for gone in before.iter().filter(|gone| !gone.ended && !self.now.circumstances.contains(gone)) {
            if self.record.circumstances.contains(gone) {
                self.task(format!("The sheet no longer says “{}”. End it with its date if it is over.", gone.kind.label()));
            }
        }
    }

    fn words(&mut self) {
        let before = self.before.map(|before| before.notes.as_slice()).unwrap_or_default();
        for note in self.now.notes.iter().filter(|note| !before.contains(note) && !self.record.notes.contains(note.as_str())) {
            self.steps.push(Step::Note(note.clone()));
        }
        let before = self.before.map(|before| before.doubts.as_slice()).unwrap_or_default();
        for doubt in self.now.doubts.iter().filter(|doubt| !before.contains(doubt)) {
            self.steps.push(Step::Task(doubt.task.clone()));
        }
    }
}

fn written(address: &Address) -> String {
    [&address.lines, &address.town, &address.postcode.text]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests;

//! Who the child is, where, and with whom: what the sheet says against what the record says.

use chrono::NaiveDate;

use super::{Carried, Merging, Step};
use crate::children::model::Sex;
use crate::children::names::{are_same, fold};
use crate::dates::long_date;
use crate::imports::row::{Address, Carer, Person};

impl Merging<'_> {
    pub(super) fn person(&mut self) {
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

    pub(super) fn address(&mut self) {
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

    pub(super) fn carer(&mut self) {
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
            ("email address", said(|carer| &carer.email), &mut details.email),
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
}

fn written(address: &Address) -> String {
    [&address.lines, &address.town, &address.postcode.text]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

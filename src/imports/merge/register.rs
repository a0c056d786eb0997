//! The child's time on the register and what happened in it: what the sheet says against the record.

use super::{Merging, Step};
use crate::children::names::joined;
use crate::contacts::model::Answer;
use crate::dates::long_date;
use crate::imports::row::Episode;
use crate::registrations::reasons::Reason;

impl Merging<'_> {
    pub(super) fn registration(&mut self) {
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

    pub(super) fn contact(&mut self) {
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

    pub(super) fn visit(&mut self) {
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

    pub(super) fn school(&mut self) {
        let now = &self.now.previous_school;
        let unchanged = self.before.is_some_and(|before| before.previous_school == *now);
        if !now.is_empty() && !unchanged && !self.record.schools.iter().any(|held| joined(held) == joined(now)) {
            self.steps.push(Step::School(now.clone()));
        }
    }

    pub(super) fn circumstances(&mut self) {
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
}

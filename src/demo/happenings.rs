//! Writes down a story: registrations with their standing, contacts in words, visits, tasks.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::family::Family;
use super::person::Person;
use super::queries::morning_of;
use super::queries::rows::{ContactRow, TaskRow, VersionRow, VisitChangeRow};
use super::rows::{Chunk, Made};
use super::story::{Episode, Story, days_after, days_before};
use super::words;
use crate::contacts::model::{Answer, Concern, Mode, Outcome};
use crate::contacts::queries::NewContact;
use crate::contacts::standard::{Fact, Standing, Starts};
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::RegistrationKind;
use crate::registrations::queries::NewRegistration;
use crate::registrations::reasons::{Destination, EndReason, Reason, Source};
use crate::standings::model::Stored;
use crate::visits::model::VisitState;
use crate::visits::queries::NewVisit;

impl Family<'_> {
    /// Writes the registrations, the open one with the standing that the rule reads from the facts.
    pub fn write_registrations(&mut self, chunk: &mut Chunk, person: &Person, story: &Story, facts: &[Fact]) {
        let mut changed_before = false;
        for episode in &story.episodes {
            let stored = if episode.ended_on.is_none() { self.standing(story, facts) } else { Stored::default() };
            let new = self.registration(person, story, episode, changed_before);
            let made_on = days_after(episode.started_on, self.chance.between(0, 3)).min(self.yesterday());
            chunk.registrations.push(Made { row: (new, stored), at: morning_of(made_on) });
            changed_before = episode.changed_kind;
        }
    }

    fn standing(&self, story: &Story, facts: &[Fact]) -> Stored {
        let today = self.setting.today;
        let standard = self.setting.standards.in_force(story.last().kind, story.level, today);
        let starts = Starts { earliest: story.began_on(), open: story.last().started_on };
        Stored::from(&Standing::on(today, facts, starts, standard))
    }

    fn registration(&mut self, person: &Person, story: &Story, episode: &Episode, changed_before: bool) -> NewRegistration {
        let chance = &mut self.chance;
        let source = if changed_before { Source::KindChanged } else { source(chance, person.schooled) };
        let reason = reason(chance, episode.kind);
        let (end_reason, destination) = end(chance, episode);
        let usual = story.level == crate::registrations::model::Level::Standard;
        NewRegistration {
            id: chance.id(),
            child_id: person.id,
            kind: episode.kind,
            level: story.level,
            level_rationale: if usual { String::new() } else { chance.word(words::RATIONALE).to_owned() },
            started_on: episode.started_on,
            source,
            reason,
            reason_words: String::new(),
            officer_id: self.officer,
            officer_words: String::new(),
            ended_on: episode.ended_on,
            end_reason,
            destination,
        }
    }

    /// Writes the contacts in words, some corrected since, some marked as entered in error.
    pub fn write_contacts(&mut self, chunk: &mut Chunk, person: &Person, facts: &[Fact]) {
        let recorder = self.recorder();
        for fact in facts {
            let new = self.contact(person, fact);
            let late = self.chance.weighted(&[(60, 0), (25, 1), (10, 3), (5, 12)]);
            let recorded_at = self.during(days_after(fact.occurred_on, late).min(self.yesterday()));
            let corrected = !fact.entered_in_error && self.chance.percent(2);
            if corrected {
                let before = NewContact { notes: String::new(), ..new.clone() };
                chunk.versions.push(VersionRow {
                    id: self.chance.id(),
                    contact_id: new.id,
                    content: words::version(&before),
                    reason: self.chance.word(words::CORRECTED),
                    replaced_by: recorder.clone(),
                    replaced_at: recorded_at + TimeDelta::minutes(47),
                });
            }
            let error_reason = fact.entered_in_error.then(|| self.chance.word(words::IN_ERROR));
            let corrections = i32::from(corrected);
            chunk.contacts.push(ContactRow { new, recorded_by: recorder.clone(), recorded_at, corrections, error_reason });
        }
    }

    fn contact(&mut self, person: &Person, fact: &Fact) -> NewContact {
        let (organisation_id, practitioner) = self.observer(person, fact.agency);
        let chance = &mut self.chance;
        let told = fact.spoken_to == Answer::Yes && chance.percent(55);
        let at_home = fact.mode == Mode::HomeVisit;
        let worked =
            fact.outcome == Outcome::Completed && !matches!(fact.mode, Mode::Letter | Mode::Email | Mode::Text | Mode::Report);
        let notes = if worked { words::completed(fact.agency, fact.mode) } else { words::otherwise(fact.mode, fact.outcome) };
        NewContact {
            id: chance.id(),
            child_id: person.id,
            agency_kind: fact.agency,
            organisation_id,
            practitioner,
            occurred_on: fact.occurred_on,
            mode: fact.mode,
            outcome: fact.outcome,
            child_seen: fact.child_seen,
            spoken_to: fact.spoken_to,
            alone: fact.alone,
            not_alone_reason: if fact.alone == Answer::No && told {
                chance.word(words::NOT_ALONE).to_owned()
            } else {
                String::new()
            },
            place: words::place(fact.agency, fact.mode).to_owned(),
            address_id: at_home.then_some(person.home),
            child_said: if told { chance.word(words::SAID).to_owned() } else { String::new() },
            concern: if worked {
                chance.weighted(&[(93, Concern::None), (6, Concern::Some), (1, Concern::Urgent)])
            } else {
                Concern::None
            },
            notes: chance.word(notes).to_owned(),
            next_step: if chance.percent(14) { chance.word(words::NEXT_STEPS).to_owned() } else { String::new() },
            source: "demonstration".to_owned(),
        }
    }

    fn observer(&mut self, person: &Person, kind: AgencyKind) -> (Option<Id<crate::organisations::model::Organisation>>, String) {
        let agency = if kind == AgencyKind::School {
            let age = i32::try_from(self.setting.today.years_since(person.born).unwrap_or(10)).unwrap_or(10);
            Some(&self.setting.school(&mut self.chance, age.clamp(5, 15)).agency)
        } else {
            self.setting.agency(kind, self.number)
        };
        let practitioner = if kind == AgencyKind::EheTeam && self.chance.percent(85) {
            self.officer.and_then(|id| self.setting.staff.iter().find(|one| one.id == id)).map(|one| one.name.clone())
        } else {
            None
        };
        let practitioner =
            practitioner.or_else(|| agency.map(|agency| self.chance.pick(&agency.practitioners).clone())).unwrap_or_default();
        (agency.map(|agency| agency.id), practitioner)
    }

    /// Writes visits ahead, and some that were: done, moved, cancelled, or forgotten.
    pub fn write_visits(&mut self, chunk: &mut Chunk, person: &Person, story: &Story, first_contact: usize) {
        let done: Vec<_> = chunk.contacts[first_contact..]
            .iter()
            .filter(|contact| contact.new.agency_kind == AgencyKind::EheTeam && contact.new.mode.is_in_person())
            .map(|contact| (contact.new.id, contact.new.occurred_on, contact.new.mode))
            .collect();
        for (contact, on, mode) in done.into_iter().rev().take(2) {
            if self.chance.percent(60) {
                let mut visit = self.visit(person, on, mode, VisitState::Done);
                visit.contact_id = Some(contact);
                self.plan(chunk, visit);
            }
        }
        if story.last().ended_on.is_some() {
            return;
        }
        let today = self.setting.today;
        match self.chance.below(100) {
            0..22 => {
                let on = days_after(today, self.chance.weighted(&[(12, 0), (30, 3), (58, 21)]));
                let on = days_after(on, self.chance.between(0, 9));
                let visit = self.visit(person, on, Mode::HomeVisit, VisitState::Planned);
                self.plan(chunk, visit);
            }
            22..25 => {
                let on = days_after(today, self.chance.between(2, 40));
                let visit = self.visit(person, on, Mode::HomeVisit, VisitState::Planned);
                let was = days_before(on, self.chance.between(3, 14));
                self.change(chunk, &visit, "moved", was, Some(on));
                self.plan(chunk, visit);
            }
            25..28 => {
                let on = days_before(today, self.chance.between(1, 60));
                let visit = self.visit(person, on, Mode::HomeVisit, VisitState::Cancelled);
                self.change(chunk, &visit, "cancelled", on, None);
                self.plan(chunk, visit);
            }
            28..30 => {
                let on = days_before(today, self.chance.between(1, 30));
                let visit = self.visit(person, on, Mode::HomeVisit, VisitState::Planned);
                self.plan(chunk, visit);
            }
            _ => {}
        }
    }

    fn visit(&mut self, person: &Person, planned_on: NaiveDate, mode: Mode, state: VisitState) -> NewVisit {
        let time = if self.chance.percent(70) {
            format!("{:02}:{:02}", self.chance.between(9, 16), 15 * self.chance.between(0, 3))
        } else {
            String::new()
        };
        NewVisit {
            id: self.chance.id(),
            child_id: person.id,
            planned_on,
            planned_time: time,
            mode,
            place: words::place(AgencyKind::EheTeam, mode).to_owned(),
            purpose: self.chance.word(words::PURPOSES).to_owned(),
            goes: self.officer,
            state,
            contact_id: None,
        }
    }

    fn plan(&mut self, chunk: &mut Chunk, visit: NewVisit) {
        let planned = days_before(visit.planned_on, self.chance.between(5, 30)).min(self.yesterday());
        let at = self.during(planned);
        chunk.visits.push(Made { row: (visit, self.recorder()), at });
    }

    fn change(&mut self, chunk: &mut Chunk, visit: &NewVisit, what: &'static str, from_on: NaiveDate, to_on: Option<NaiveDate>) {
        let changed_at = self.during(days_before(from_on, 1).min(self.yesterday()));
        chunk.visit_changes.push(VisitChangeRow {
            id: self.chance.id(),
            visit_id: visit.id,
            what,
            from_on,
            to_on,
            reason: self.chance.word(words::MOVED),
            changed_by: self.recorder(),
            changed_at,
        });
    }

    /// Writes a task now and then, done or still open.
    pub fn write_tasks(&mut self, chunk: &mut Chunk, person: &Person) {
        if !self.chance.percent(12) {
            return;
        }
        let since = days_before(self.setting.today, self.chance.between(1, 90));
        let at = self.during(since);
        let done = self.chance.percent(45);
        let row = TaskRow {
            id: self.chance.id(),
            child_id: person.id,
            what: self.chance.word(words::TASKS),
            source: "officer",
            done_at: done.then(|| at + TimeDelta::hours(5)),
            done_by: done.then(|| self.recorder()),
        };
        chunk.tasks.push(Made { row, at });
    }

    /// The account that writes for this family.
    fn recorder(&self) -> String {
        self.officer.unwrap_or(self.setting.staff[0].id).to_string()
    }

    /// Some instant of a working day.
    fn during(&mut self, day: NaiveDate) -> NaiveDateTime {
        morning_of(day) + TimeDelta::minutes(self.chance.between(0, 500))
    }

    fn yesterday(&self) -> NaiveDate {
        days_before(self.setting.today, 1)
    }
}

fn source(chance: &mut super::chance::Chance, schooled: bool) -> Source {
    if schooled {
        return chance.weighted(&[
            (70, Source::School),
            (15, Source::Parent),
            (8, Source::OtherAuthority),
            (7, Source::Admissions),
        ]);
    }
    chance.weighted(&[
        (30, Source::Parent),
        (25, Source::Health),
        (18, Source::Admissions),
        (12, Source::OtherAuthority),
        (8, Source::SocialCare),
        (4, Source::PublicReferral),
        (3, Source::Police),
    ])
}

fn reason(chance: &mut super::chance::Chance, kind: RegistrationKind) -> Reason {
    // The commonest of the collection first; the rest share what is left (law-and-practice, section 5).
    let common = match kind {
        RegistrationKind::Cme => {
            [Reason::WaitingToStart, Reason::MovedInFromAuthority, Reason::ApplicationAwaitingOutcome, Reason::Unknown]
        }
        _ => [Reason::Unknown, Reason::MentalHealth, Reason::Philosophical, Reason::NoneGiven],
    };
    if chance.percent(58) { *chance.pick(&common) } else { *chance.pick(Reason::offered(kind)) }
}

fn end(chance: &mut super::chance::Chance, episode: &Episode) -> (Option<EndReason>, Option<Destination>) {
    if episode.ended_on.is_none() {
        return (None, None);
    }
    if episode.changed_kind {
        return (Some(EndReason::KindChanged), None);
    }
    let (reason, destination) = chance.weighted(&[
        (55, (EndReason::ReturnedToSchool, Destination::MainstreamSchool)),
        (6, (EndReason::ReturnedToSchool, Destination::SpecialSchool)),
        (9, (EndReason::StartedSchool, Destination::MainstreamSchool)),
        (13, (EndReason::MovedAuthority, Destination::AnotherAuthority)),
        (5, (EndReason::MovedAbroad, Destination::Abroad)),
        (12, (EndReason::OverAge, Destination::FurtherEducation)),
    ]);
    (Some(reason), Some(destination))
}

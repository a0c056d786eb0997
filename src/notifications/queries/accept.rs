//! Accepting a notification: all of it in one transaction, or none of it.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Listed, Sent};
use crate::access::account::{Account, AccountRole};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::contacts::model::{Answer, Concern, Contact, Mode, Outcome};
use crate::contacts::queries::NewContact;
use crate::dates::long_date;
use crate::db::schema::{accounts, notifications, visits};
use crate::digest::schedule::week_of;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::facts::Facts;
use crate::notifications::letters::of_a_death;
use crate::notifications::model::{LeadsTo, Notification, Status, arrival_due};
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Closing, KindChange, Level, Registration, RegistrationKind, start_fault};
use crate::registrations::queries::NewRegistration;
use crate::registrations::reasons::{Destination, EndReason, Reason, Source};
use crate::visits::model::{Visit, VisitState};

/// Whom a notification is about, as the officer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Nobody the register knows.
    NewChild,
    /// This child.
    Known(Id<Child>),
}

/// What an officer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Which notification.
    pub notification: Id<Notification>,
    /// The id of a registration it may open, minted with the form.
    pub registration: Id<Registration>,
    /// The id of a child it may add, minted with the form.
    pub new_child: Id<Child>,
    /// Who it is.
    pub child: Choice,
    /// Who keeps in touch.
    pub officer: Option<Id<Account>>,
    /// Whether that is only what the rule proposed: then a child who has an officer keeps theirs.
    pub is_by_rule: bool,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Accepts a notification with everything its ground leads to. The same form sent again changes nothing.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was decided otherwise meanwhile; `Refused` when the child or the
    /// officer cannot be the one.
    pub fn accept_notification(&mut self, accepted: &Acceptance, address: &str) -> Result<()> {
        let listed = self.notification(accepted.notification)?;
        if listed.sent.status == Status::Accepted && is_the_same(&listed, accepted) {
            return Ok(());
        }
        self.set_status(accepted.notification, Status::Accepted, "")?;
        let (sent, facts) = (&listed.sent, listed.sent.facts()?);
        match sent.ground.leads_to() {
            LeadsTo::Opens(kind) => self.open_for(&listed, &facts, kind, accepted),
            LeadsTo::AwaitsArrival => {
                let due = arrival_due(facts.day("expected_on"), self.today());
                self.note_outcome(sent.id, known(accepted), None, Some(due))?;
                self.note_sighting_of_known(sent, &facts, accepted)
            }
            LeadsTo::Nothing => {
                self.note_outcome(sent.id, known(accepted), None, None)?;
                self.note_sighting_of_known(sent, &facts, accepted)
            }
            LeadsTo::ClosesEverything => {
                self.note_outcome(sent.id, known(accepted), None, None)?;
                self.tell_managers(sent, address)?;
                known(accepted).map_or(Ok(()), |child| self.close_everything(child, &facts))
            }
        }
    }

    /// No arrival was confirmed: the child is registered as missing education.
    ///
    /// # Errors
    /// As [`Desk::accept_notification`]; `NotFound` when no arrival is awaited.
    pub fn open_as_missing(&mut self, accepted: &Acceptance) -> Result<()> {
        let listed = self.notification(accepted.notification)?;
        if listed.registration_id == Some(accepted.registration) {
            return Ok(());
        }
        self.settle_arrival(accepted.notification)?;
        self.open_for(&listed, &listed.sent.facts()?, RegistrationKind::Cme, accepted)
    }

    fn note_outcome(
        &mut self,
        notification: Id<Notification>,
        child: Option<Id<Child>>,
        registration: Option<Id<Registration>>,
        arrival_due_on: Option<NaiveDate>,
    ) -> Result<()> {
        if let Some(child) = child {
            self.heading(child)?;
        }
        diesel::update(notifications::table.filter(notifications::authority_code.eq(self.authority())).find(notification))
            .set((
                notifications::child_id.eq(child),
                notifications::registration_id.eq(registration),
                notifications::arrival_due_on.eq(arrival_due_on),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn open_for(&mut self, listed: &Listed, facts: &Facts, kind: RegistrationKind, accepted: &Acceptance) -> Result<()> {
        let sent = &listed.sent;
        if let Some(officer) = accepted.officer
            && !self.officers()?.iter().any(|(id, _)| *id == officer)
        {
            return Err(Error::refused("This officer is not one who can be given children. Nothing was changed."));
        }
        let child = match accepted.child {
            Choice::NewChild => self.add_named_child(accepted.new_child, facts)?,
            Choice::Known(child) => {
                self.heading(child)?;
                child
            }
        };
        self.add_what_the_school_told(child, sent, facts)?;
        let registration = self.register(child, sent, facts, kind, accepted)?;
        self.note_sighting(child, sent, facts)?;
        if let Some(task) = sent.ground.first_task() {
            self.add_task(Id::mint(), child, task, "notification")?;
            self.also(&Event::TaskAdded { child })?;
        }
        self.note_outcome(sent.id, Some(child), Some(registration), listed.arrival_due_on)?;
        self.refresh_standing(child)?;
        self.refresh_search_terms(&[child])?;
        self.look_for_duplicates(child)
    }

    /// Opens the registration, or changes the kind of the open one, or keeps it where it is of that kind.
    fn register(
        &mut self,
        child: Id<Child>,
        sent: &Sent,
        facts: &Facts,
        kind: RegistrationKind,
        accepted: &Acceptance,
    ) -> Result<Id<Registration>> {
        let episodes = self.episodes(child)?;
        let today = self.today();
        let reason = facts.parents_reason().filter(|reason| reason.fits(kind)).unwrap_or(sent.ground.reason());
        let reason = if reason.fits(kind) { reason } else { Reason::NotRecorded };
        let reason_words = facts.words("reason_words").to_owned();
        if let Some(open) = episodes.iter().find(|episode| episode.is_open()) {
            let registration = if open.kind == kind {
                open.id
            } else {
                let change = KindChange { id: accepted.registration, kind, on: today, reason, words: reason_words };
                self.change_kind(child, open.id, &change)?;
                self.also(&Event::KindChanged { child, registration: change.id })?;
                change.id
            };
            let keeps_theirs = accepted.is_by_rule && self.officers()?.iter().any(|(id, _)| Some(*id) == open.officer_id);
            if accepted.officer.is_some() && !keeps_theirs && self.assign(child, registration, accepted.officer)? {
                self.also(&Event::OfficerAssigned { child, registration })?;
            }
            return Ok(registration);
        }
        let last_end = episodes.iter().filter_map(|episode| episode.ended_on).max();
        let born = self.heading(child)?.date_of_birth;
        let started_on = sent.deletion_on.min(today).max(last_end.unwrap_or(NaiveDate::MIN));
        if let Some(sentence) = start_fault(started_on, today, born, last_end) {
            return Err(Error::refused(format!("{sentence}. Nothing was changed.")));
        }
        self.add_registration(&NewRegistration {
            id: accepted.registration,
            child_id: child,
            kind,
            level: Level::Standard,
            level_rationale: String::new(),
            started_on,
            source: Source::School,
            reason,
            reason_words,
            officer_id: accepted.officer,
            officer_words: String::new(),
            ended_on: None,
            end_reason: None,
            destination: None,
        })?;
        self.also(&Event::RegistrationOpened { child, registration: accepted.registration })?;
        Ok(accepted.registration)
    }

    fn note_sighting_of_known(&mut self, sent: &Sent, facts: &Facts, accepted: &Acceptance) -> Result<()> {
        let Some(child) = known(accepted) else { return Ok(()) };
        self.note_sighting(child, sent, facts)?;
        self.refresh_standing(child)
    }

    /// The last day attended: that school saw the child in person (DESIGN section 2, rule 3).
    fn note_sighting(&mut self, child: Id<Child>, sent: &Sent, facts: &Facts) -> Result<()> {
        let born = self.heading(child)?.date_of_birth;
        let Some(occurred_on) = facts.day("last_attended_on").filter(|day| (born..=self.today()).contains(day)) else {
            return Ok(());
        };
        let contact = Id::<Contact>::mint();
        self.add_contact(&NewContact {
            id: contact,
            child_id: child,
            agency_kind: AgencyKind::School,
            organisation_id: Some(sent.organisation_id),
            practitioner: facts.words("notifier_name").to_owned(),
            occurred_on,
            mode: Mode::InPersonElsewhere,
            outcome: Outcome::Completed,
            child_seen: Answer::Yes,
            spoken_to: Answer::NotRecorded,
            alone: Answer::NotRecorded,
            not_alone_reason: String::new(),
            place: sent.school.clone(),
            address_id: None,
            child_said: String::new(),
            concern: Concern::None,
            notes: format!("Last day attended, from notification {} received on {}", sent.reference, long_date(sent.received_on)),
            next_step: String::new(),
            source: "notification".into(),
        })?;
        self.also(&Event::ContactRecorded { child, contact })
    }

    fn tell_managers(&mut self, sent: &Sent, address: &str) -> Result<()> {
        let managers: Vec<Id<Account>> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::role.eq(AccountRole::Manager))
            .filter(accounts::disabled_at.is_null())
            .select(accounts::id)
            .load(self.sql())?;
        let week = week_of(self.today());
        managers.into_iter().try_for_each(|manager| self.queue(&of_a_death(&sent.reference, address, manager, week, sent.id)))
    }

    /// The child has died: nothing reminds anybody of it any more.
    fn close_everything(&mut self, child: Id<Child>, facts: &Facts) -> Result<()> {
        let today = self.today();
        let open = self.episodes(child)?.into_iter().find(|episode| episode.is_open());
        if let Some(open) = open {
            let ended_on = facts.day("deletion_on").unwrap_or(today).min(today).max(open.started_on);
            let closing =
                Closing { ended_on, reason: EndReason::Died, destination: Destination::None, words: "Told by the school".into() };
            self.close_registration(child, open.id, &closing)?;
            self.also(&Event::RegistrationClosed { child, registration: open.id })?;
        }
        let planned: Vec<Id<Visit>> = visits::table
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::child_id.eq(child))
            .filter(visits::state.eq(VisitState::Planned))
            .select(visits::id)
            .load(self.sql())?;
        for visit in planned {
            self.cancel_visit(Id::mint(), child, visit, "The child has died")?;
            self.also(&Event::VisitCancelled { child, visit })?;
        }
        for task in self.open_tasks_of(child)? {
            self.complete_task(child, task.id)?;
            self.also(&Event::TaskDone { child })?;
        }
        Ok(())
    }
}

fn known(accepted: &Acceptance) -> Option<Id<Child>> {
    match accepted.child {
        Choice::NewChild => None,
        Choice::Known(child) => Some(child),
    }
}

/// Whether this form accepted it already.
fn is_the_same(listed: &Listed, accepted: &Acceptance) -> bool {
    let child = match (accepted.child, listed.sent.ground.leads_to()) {
        (Choice::Known(child), _) => Some(child),
        (Choice::NewChild, LeadsTo::Opens(_)) => Some(accepted.new_child),
        (Choice::NewChild, _) => None,
    };
    listed.child_id == child && listed.registration_id.is_none_or(|known| known == accepted.registration || child.is_some())
}

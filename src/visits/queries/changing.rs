//! What is done to a visit: planned, concluded, moved, cancelled.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{KnownVisit, NewVisit, Plan};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::contacts::model::Contact;
use crate::db::schema::{visit_changes, visits};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::visits::model::{ChangeKind, Visit, VisitChange, VisitState};

impl<R: Staff> Desk<'_, R, Changing> {
    /// Plans a visit.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the id was used before.
    pub fn add_visit(&mut self, visit: &NewVisit) -> Result<()> {
        let (authority, now, planner) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(visits::table)
            .values((visit, visits::authority_code.eq(authority), visits::created_by.eq(planner), visits::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Plans a visit to a child of this authority.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's; `Conflict` when the id was used before.
    pub fn plan_visit(&mut self, visit: &NewVisit) -> Result<()> {
        self.heading(visit.child_id)?;
        let sentence = "This form was already used for something else. Nothing was changed: open the record and look.";
        self.add_visit(visit).map_err(|error| if error.is_already_there() { Error::Conflict(sentence.into()) } else { error })
    }

    /// A visit has become a contact.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Conflict` when it has its outcome or was cancelled.
    pub fn conclude_visit(&mut self, child: Id<Child>, visit: Id<Visit>, contact: Id<Contact>) -> Result<()> {
        let known = self.visit(child, visit)?;
        self.still_planned(&known)?;
        diesel::update(visits::table.find(visit))
            .set((visits::state.eq(VisitState::Done), visits::contact_id.eq(contact)))
            .execute(self.sql())?;
        Ok(())
    }

    /// The contact that a visit became was marked as entered in error: the visit has no outcome again,
    /// and is back on the lists.
    ///
    /// # Errors
    /// `Database`.
    pub fn withdraw_outcome(&mut self, child: Id<Child>, contact: Id<Contact>, reason: &str) -> Result<()> {
        let concluded: Vec<(Id<Visit>, NaiveDate)> = visits::table
            .filter(visits::authority_code.eq(self.authority()))
            .filter(visits::child_id.eq(child))
            .filter(visits::contact_id.eq(contact))
            .select((visits::id, visits::planned_on))
            .load(self.sql())?;
        for (visit, planned_on) in concluded {
            self.keep_visit_change(Id::mint(), visit, ChangeKind::OutcomeWithdrawn, planned_on, None, reason)?;
            diesel::update(visits::table.find(visit))
                .set((visits::state.eq(VisitState::Planned), visits::contact_id.eq(None::<Id<Contact>>)))
                .execute(self.sql())?;
        }
        Ok(())
    }

    /// Moves a visit to another day or time, or gives it to somebody else; `id` names the change.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Conflict` when it has its outcome or was cancelled, or
    /// is not what the form was opened on.
    pub fn move_visit(
        &mut self,
        id: Id<VisitChange>,
        (child, visit): (Id<Child>, Id<Visit>),
        to: Plan,
        opened: &str,
        reason: &str,
    ) -> Result<()> {
        let known = self.visit(child, visit)?;
        self.still_planned(&known)?;
        if !meanwhile::is_as_opened(&known.plan(), opened, known.plan() == to)? {
            return Ok(());
        }
        let (to_on, time, goes) = to;
        self.keep_visit_change(id, visit, ChangeKind::Moved, known.planned_on, Some(to_on), reason)?;
        diesel::update(visit_changes::table.find(id))
            .set((visit_changes::goes_before.eq(known.goes), visit_changes::goes.eq(goes)))
            .execute(self.sql())?;
        diesel::update(visits::table.find(visit))
            .set((visits::planned_on.eq(to_on), visits::planned_time.eq(time), visits::goes.eq(goes)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Cancels a visit; `id` names the change.
    ///
    /// # Errors
    /// As [`Desk::move_visit`].
    pub fn cancel_visit(&mut self, id: Id<VisitChange>, child: Id<Child>, visit: Id<Visit>, reason: &str) -> Result<()> {
        let known = self.visit(child, visit)?;
        self.still_planned(&known)?;
        self.keep_visit_change(id, visit, ChangeKind::Cancelled, known.planned_on, None, reason)?;
        diesel::update(visits::table.find(visit)).set(visits::state.eq(VisitState::Cancelled)).execute(self.sql())?;
        Ok(())
    }

    fn still_planned(&self, visit: &KnownVisit) -> Result<()> {
        match visit.state {
            VisitState::Planned => Ok(()),
            VisitState::Done => {
                Err(Error::Conflict("The outcome of this visit is already recorded. Nothing was changed.".into()))
            }
            VisitState::Cancelled => Err(Error::Conflict("This visit was cancelled. Nothing was changed.".into())),
        }
    }

    fn keep_visit_change(
        &mut self,
        id: Id<VisitChange>,
        visit: Id<Visit>,
        what: ChangeKind,
        from_on: NaiveDate,
        to_on: Option<NaiveDate>,
        reason: &str,
    ) -> Result<()> {
        let (authority, now, actor) = (self.authority(), self.now(), self.who().actor.as_str());
        diesel::insert_into(visit_changes::table)
            .values((
                visit_changes::id.eq(id),
                visit_changes::authority_code.eq(authority),
                visit_changes::visit_id.eq(visit),
                visit_changes::what.eq(what),
                visit_changes::from_on.eq(from_on),
                visit_changes::to_on.eq(to_on),
                visit_changes::reason.eq(reason),
                visit_changes::changed_by.eq(actor),
                visit_changes::changed_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| {
                let sentence = "This change was already made. Nothing was changed again.";
                if error.is_already_there() { Error::Conflict(sentence.into()) } else { error }
            })?;
        Ok(())
    }
}

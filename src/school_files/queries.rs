//! Drafts from files, and several notifications sent at once: each in one transaction.

use diesel::prelude::*;

use super::given::Given;
use super::outcome::{Chosen, Establishment, Known, Outcome};
use crate::access::role::{AtSchool, SendsLetters};
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::db::schema::{notifications, organisations};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::{Answers, NewNotification};
use crate::notifications::model::{Draft, Notification};
use crate::organisations::changes::may_notify;
use crate::organisations::model::{Organisation, OrganisationStatus};

/// A school with its numbers.
type SchoolRow =
    (Id<Organisation>, Option<String>, Option<String>, Option<String>, OrganisationStatus, Option<chrono::NaiveDate>);

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// My schools, by the numbers under which files name them.
    fn my_establishments(&mut self) -> Result<Vec<Establishment>> {
        let (mine, today) = (self.my_school_ids()?, self.today());
        let rows: Vec<SchoolRow> = organisations::table
            .filter(organisations::id.eq_any(mine))
            .select((
                organisations::id,
                organisations::urn,
                organisations::la_code,
                organisations::establishment_number,
                organisations::status,
                organisations::closed_on,
            ))
            .load(self.sql())?;
        let school = |(id, urn, authority, number, status, closed_on): SchoolRow| {
            let number = format!("{}{}", authority.unwrap_or_default(), number.unwrap_or_default());
            Establishment { id, urn, number, may_notify: may_notify(status, closed_on, today) }
        };
        Ok(rows.into_iter().map(school).collect())
    }

    /// Who is among the drafts and the notifications of my schools already.
    fn known_pupils(&mut self) -> Result<Known> {
        let (mine, today, mut known) = (self.my_school_ids()?, self.today(), Known::default());
        for draft in self.my_drafts()? {
            known.add_draft(draft.organisation_id, draft.id, &draft.answers()?, today);
        }
        let ours = notifications::table
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::organisation_id.eq_any(mine));
        let waiting: Vec<(Id<Notification>, Id<Organisation>, String, String)> = ours
            .clone()
            .filter(notifications::is_waiting)
            .order(notifications::id.desc())
            .select((notifications::id, notifications::organisation_id, notifications::reference, notifications::answers))
            .load(self.sql())?;
        for (id, school, reference, answers) in waiting {
            known.add_waiting(school, id, &reference, &serde_json::from_str::<Answers>(&answers)?, today);
        }
        known.add_sent(ours.select((notifications::id, notifications::reference)).load(self.sql())?);
        Ok(known)
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// Begins a draft for each pupil who has none; answers what became of each, in their order.
    ///
    /// # Errors
    /// `Database`: then no draft is begun.
    pub(super) fn begin_from_files(&mut self, pupils: &[&Given], chosen: &Chosen) -> Result<Vec<Outcome>> {
        let (schools, mut known, today) = (self.my_establishments()?, self.known_pupils()?, self.today());
        let mut outcomes = Vec::with_capacity(pupils.len());
        for given in pupils {
            outcomes.push(match known.decide(given, &schools, chosen, today)? {
                Ok(new) => {
                    self.begin_draft(new.id, new.school, new.ground, &new.answers)?;
                    self.also(&Event::NotificationBegun { draft: new.id })?;
                    known.add_draft(new.school, new.id, &new.answers, today);
                    Outcome::Begun(new.id)
                }
                Err(outcome) => outcome,
            });
        }
        Ok(outcomes)
    }
}

impl<R: AtSchool + SendsLetters> Desk<'_, R, Changing> {
    /// Sends several drafts at once, with one receipt; one that was sent already is not sent again. Answers
    /// how many were.
    ///
    /// # Errors
    /// `Refused` when one of them is not complete or is gone: then none is sent.
    pub(super) fn send_together(&mut self, drafts: &[Id<Draft>], home: &str) -> Result<usize> {
        let (today, mut references) = (self.today(), Vec::new());
        for id in drafts {
            let draft = match self.my_draft(*id) {
                Ok(draft) => draft,
                Err(Error::NotFound) if self.my_notification(id.cast()).is_ok() => continue,
                Err(Error::NotFound) => return Err(Error::refused(GONE)),
                Err(error) => return Err(error),
            };
            let new = NewNotification::read(id.cast(), draft.organisation_id, draft.ground, &draft.answers()?, today)
                .map_err(|_| Error::refused(UNFINISHED))?;
            references.push(self.keep_notification(&new)?);
            self.also(&Event::NotificationSent { notification: id.cast() })?;
        }
        if let Some(first) = drafts.first() {
            self.queue_receipt(&references, first.cast(), home)?;
        }
        Ok(references.len())
    }
}

const GONE: &str = "One of these was deleted meanwhile. Nothing was sent: look at the list again.";
const UNFINISHED: &str = "One of these was changed meanwhile and is not complete. Nothing was sent: look at the list again.";

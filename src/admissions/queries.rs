//! Returns of new pupils in the database. A school reaches those of its own schools, and no register; what
//! became of one it does not learn, because that would tell who was on the register.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Admission, NewAdmission, Outcome, ends_on};
use crate::access::role::{AtSchool, Staff};
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::search::FoundChild;
use crate::dates::long_date;
use crate::db::dialect::direct;
use crate::db::schema::{admissions, notifications, organisations};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::facts::Facts;
use crate::notifications::model::Notification;
use crate::organisations::model::Organisation;
use crate::registrations::model::{Closing, Registration, RegistrationKind};
use crate::registrations::reasons::{Destination, EndReason};

/// A return, as either side may see it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = admissions)]
pub struct AdmissionRow {
    /// What addresses carry.
    pub id: Id<Admission>,
    /// The school.
    pub organisation_id: Id<Organisation>,
    /// Its name.
    #[diesel(select_expression = organisations::name)]
    pub school: String,
    /// What kind of school it is, in the words of the government's list.
    #[diesel(select_expression = organisations::school_type)]
    pub school_type: Option<String>,
    answers: String,
    /// When the name was entered in the admission register.
    pub entered_on: NaiveDate,
    /// Where the pupil was before.
    pub came_from: String,
    /// When it was received, UTC.
    pub received_at: NaiveDateTime,
    /// The day in London.
    pub received_on: NaiveDate,
    /// What became of it.
    pub outcome: Outcome,
    /// The registration it closed.
    pub registration_id: Option<Id<Registration>>,
    /// The notification whose awaited arrival it settled.
    pub notification_id: Option<Id<Notification>>,
}

impl AdmissionRow {
    /// What was answered.
    ///
    /// # Errors
    /// `Internal` when the row is damaged.
    pub fn answers(&self) -> Result<Answers> {
        Ok(serde_json::from_str(&self.answers)?)
    }

    /// Whether what was confirmed is what a form's code names.
    fn was_confirmed_as(&self, code: &str) -> bool {
        let named = |id: &str| code.split('.').any(|part| part == id);
        self.registration_id.is_none_or(|id| named(id.as_str())) && self.notification_id.is_none_or(|id| named(id.as_str()))
    }
}

/// An arrival that is awaited: a notification that was accepted.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// Which.
    pub notification: Id<Notification>,
    /// What people say.
    pub reference: String,
    /// The pupil's name in it.
    pub name: String,
    child: Option<Id<Child>>,
    answers: Answers,
}

/// What a return may be about.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The child of the register; none where only an arrival is awaited.
    pub child: Option<FoundChild>,
    /// What speaks for and against it.
    pub evidence: String,
    /// The registration that would close, and what it is.
    pub closes: Option<(Id<Registration>, RegistrationKind)>,
    /// The arrivals that would be settled.
    pub settles: Vec<Awaited>,
}

impl Proposal {
    /// What a form sends for it: everything that would be changed, so that what has changed since the form was
    /// opened is no longer the same (decision record 0015).
    pub fn code(&self) -> String {
        let child = self.child.iter().map(|child| child.id.to_string());
        let closes = self.closes.iter().map(|(registration, _)| registration.to_string());
        let settles = self.settles.iter().map(|awaited| awaited.notification.to_string());
        child.chain(closes).chain(settles).collect::<Vec<_>>().join(".")
    }

    /// Whether confirming it would change anything.
    pub fn is_open(&self) -> bool {
        self.closes.is_some() || !self.settles.is_empty()
    }
}

/// Rows of a list.
pub const MOST: usize = 100;

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// What my schools returned, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn my_admissions(&mut self) -> Result<Vec<AdmissionRow>> {
        let mine = self.my_school_ids()?;
        let rows: Vec<AdmissionRow> = admissions::table
            .inner_join(organisations::table)
            .filter(admissions::authority_code.eq(self.authority()))
            .filter(admissions::organisation_id.eq_any(mine))
            .order((admissions::received_at.desc(), admissions::id.desc()))
            .limit(i64::try_from(MOST).unwrap_or(i64::MAX))
            .select(AdmissionRow::as_select())
            .load(self.sql())?;
        self.showing(rows.len());
        Ok(rows)
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// Keeps a return; the same form sent again changes nothing.
    ///
    /// # Errors
    /// `NotFound` when the school is not mine; `Conflict` when the id was used otherwise.
    pub fn send_admission(&mut self, new: &NewAdmission) -> Result<()> {
        self.my_school(new.organisation)?;
        let (authority, now, today) = (self.authority(), self.now(), self.today());
        let answers = serde_json::to_string(&new.answers)?;
        let known: Option<(Id<Organisation>, String, NaiveDate)> = admissions::table
            .filter(admissions::authority_code.eq(authority))
            .filter(admissions::id.eq(new.id))
            .select((admissions::organisation_id, admissions::answers, admissions::entered_on))
            .first(self.sql())
            .optional()?;
        if let Some(known) = known {
            let is_same = known == (new.organisation, answers, new.entered_on);
            return if is_same { Ok(()) } else { Err(used_before()) };
        }
        let by = self.who().answers_for_it().ok_or_else(|| Error::internal("nobody answers for a return"))?;
        diesel::insert_into(admissions::table)
            .values((
                (admissions::id.eq(new.id), admissions::authority_code.eq(authority)),
                (admissions::organisation_id.eq(new.organisation), admissions::answers.eq(answers)),
                (admissions::entered_on.eq(new.entered_on), admissions::came_from.eq(&new.came_from)),
                (admissions::sent_by.eq(by), admissions::received_at.eq(now), admissions::received_on.eq(today)),
                admissions::outcome.eq(Outcome::Waiting),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { used_before() } else { error })?;
        Ok(())
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The returns that wait, the oldest first; or those that are decided, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn admissions(&mut self, are_waiting: bool) -> Result<Vec<AdmissionRow>> {
        let query = admissions::table
            .inner_join(organisations::table)
            .filter(admissions::authority_code.eq(self.authority()))
            .limit(i64::try_from(MOST).unwrap_or(i64::MAX))
            .select(AdmissionRow::as_select())
            .into_boxed();
        let query = if are_waiting {
            query.filter(admissions::outcome.eq(Outcome::Waiting)).order((admissions::received_at, admissions::id))
        } else {
            query
                .filter(admissions::outcome.eq_any([Outcome::Confirmed, Outcome::SetAside]))
                .order((admissions::received_at.desc(), admissions::id.desc()))
        };
        let rows: Vec<AdmissionRow> = query.load(self.sql())?;
        self.showing(rows.len());
        Ok(rows)
    }

    /// How many wait.
    ///
    /// # Errors
    /// `Database`.
    pub fn admissions_waiting(&mut self) -> Result<i64> {
        let ours = admissions::table.filter(admissions::authority_code.eq(self.authority()));
        Ok(direct!(self.sql(), |conn| ours.filter(admissions::outcome.eq(Outcome::Waiting)).count().get_result(conn))?)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn admission(&mut self, admission: Id<Admission>) -> Result<AdmissionRow> {
        Ok(admissions::table
            .inner_join(organisations::table)
            .filter(admissions::authority_code.eq(self.authority()))
            .filter(admissions::id.eq(admission))
            .select(AdmissionRow::as_select())
            .first(self.sql())?)
    }

    /// Whom a return may be about: children of the register who are like the pupil, and pupils whose arrival
    /// is awaited.
    ///
    /// # Errors
    /// `Database`.
    pub fn proposals(&mut self, row: &AdmissionRow) -> Result<Vec<Proposal>> {
        let (answers, today) = (row.answers()?, self.today());
        let (awaited, keys) = (self.awaited()?, answers.pupil_keys(today));
        let mut proposals = Vec::new();
        for alike in self.possible_matches(&Facts::of(super::model::AS_FOR, &answers).person())? {
            let child = alike.child.id;
            proposals.push(Proposal {
                child: Some(alike.child),
                evidence: alike.evidence,
                closes: self.open_registration(child)?,
                settles: awaited.iter().filter(|one| one.child == Some(child)).cloned().collect(),
            });
        }
        let told = |one: &Awaited| {
            proposals.iter().any(|proposal| proposal.settles.iter().any(|known| known.notification == one.notification))
        };
        let alike = |one: &&Awaited| one.answers.pupil_keys(today).iter().any(|key| keys.contains(key)) && !told(one);
        let further: Vec<Proposal> = awaited.iter().filter(alike).map(of_awaited).collect();
        proposals.extend(further);
        Ok(proposals)
    }

    fn open_registration(&mut self, child: Id<Child>) -> Result<Option<(Id<Registration>, RegistrationKind)>> {
        let open = self.episodes(child)?.into_iter().find(|episode| episode.is_open());
        Ok(open.map(|episode| (episode.id, episode.kind)))
    }

    fn awaited(&mut self) -> Result<Vec<Awaited>> {
        type Row = (Id<Notification>, String, String, Option<Id<Child>>);
        let mut rows: Vec<Row> = notifications::table
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::arrival_due_on.is_not_null())
            .filter(notifications::arrival_settled_at.is_null())
            .select((notifications::id, notifications::reference, notifications::answers, notifications::child_id))
            .load(self.sql())?;
        // Not by the database, which would read all notifications in that order.
        rows.sort_unstable_by_key(|row| row.0);
        let awaited = |(notification, reference, answers, child): Row| {
            let answers: Answers = serde_json::from_str(&answers)?;
            Ok(Awaited { notification, reference, name: answers.pupil().unwrap_or_default(), child, answers })
        };
        rows.into_iter().map(awaited).collect()
    }
}

fn of_awaited(awaited: &Awaited) -> Proposal {
    Proposal {
        child: None,
        evidence: "The arrival of this pupil is awaited.".into(),
        closes: None,
        settles: vec![awaited.clone()],
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// An officer confirms who the pupil is: the registration is closed and awaited arrivals are settled. The
    /// same form sent again changes nothing.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was decided otherwise meanwhile; `Refused` when nothing of the one chosen is
    /// open, or it is not what it was when the form was opened.
    pub fn confirm_admission(
        &mut self,
        admission: Id<Admission>,
        code: &str,
        (reason, destination): (EndReason, Destination),
    ) -> Result<()> {
        let row = self.admission(admission)?;
        match row.outcome {
            Outcome::Confirmed if row.was_confirmed_as(code) => return Ok(()),
            Outcome::Confirmed | Outcome::SetAside => return Err(decided_meanwhile()),
            Outcome::Waiting => {}
        }
        let proposals = self.proposals(&row)?;
        let Some(chosen) = proposals.into_iter().find(|proposal| proposal.code() == code) else {
            return Err(Error::refused(CHANGED));
        };
        if !chosen.is_open() {
            return Err(Error::refused(NOTHING_OPEN));
        }
        if let Some((child, (registration, _))) = chosen.child.as_ref().map(|child| child.id).zip(chosen.closes) {
            let started = self.episode(child, registration)?.started_on;
            let words = format!("{} returned a new pupil, entered on {}", row.school, long_date(row.entered_on));
            let closing = Closing { ended_on: ends_on(row.entered_on, started), reason, destination, words };
            self.close_registration(child, registration, &closing)?;
            self.also(&Event::RegistrationClosed { child, registration })?;
        }
        for awaited in &chosen.settles {
            self.settle_arrival(awaited.notification)?;
            self.also(&Event::ArrivalConfirmed { notification: awaited.notification })?;
        }
        let settled = chosen.settles.first().map(|awaited| awaited.notification);
        self.decide(admission, Outcome::Confirmed, (chosen.closes.map(|(registration, _)| registration), settled))
    }

    /// Nobody the register knows, or nothing of theirs is open.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was confirmed meanwhile.
    pub fn set_admission_aside(&mut self, admission: Id<Admission>) -> Result<()> {
        match self.admission(admission)?.outcome {
            Outcome::SetAside => Ok(()),
            Outcome::Confirmed => Err(decided_meanwhile()),
            Outcome::Waiting => self.decide(admission, Outcome::SetAside, (None, None)),
        }
    }

    fn decide(
        &mut self,
        admission: Id<Admission>,
        outcome: Outcome,
        (registration, notification): (Option<Id<Registration>>, Option<Id<Notification>>),
    ) -> Result<()> {
        let (authority, now, account) = (self.authority(), self.now(), self.account());
        let waiting = admissions::table
            .filter(admissions::authority_code.eq(authority))
            .filter(admissions::id.eq(admission))
            .filter(admissions::outcome.eq(Outcome::Waiting));
        let changed = diesel::update(waiting)
            .set((
                admissions::outcome.eq(outcome),
                admissions::registration_id.eq(registration),
                admissions::notification_id.eq(notification),
                admissions::decided_by.eq(account),
                admissions::decided_at.eq(now),
            ))
            .execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(decided_meanwhile()) }
    }
}

const NOTHING_OPEN: &str = "Nothing of this child is open: there is no registration to close and no arrival awaited.";
const CHANGED: &str = "What the register knows has changed since you opened this. Nothing was changed: look at it again.";

fn used_before() -> Error {
    Error::Conflict("This form was sent before, with something else in it. Nothing was changed: open it again.".into())
}

fn decided_meanwhile() -> Error {
    Error::Conflict("This was decided after you opened it. Nothing was changed: look at what it says now.".into())
}

//! Registrations in the database. The columns of the standing are written by `standings` alone.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Begun, Change, Closing, KindChange, Level, Registration, RegistrationChange, RegistrationKind};
use super::reasons::{Destination, EndReason, Reason, Source};
use crate::access::account::{Account, AccountRole};
use crate::access::role::{Manages, Staff};
use crate::access::{Changing, Desk};
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::db::dialect::direct;
use crate::db::schema::{accounts, registration_changes, registrations};
use crate::error::{Error, Result};
use crate::id::Id;

/// A registration about to be opened, or brought in already ended.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = registrations)]
pub struct NewRegistration {
    /// Minted with the form.
    pub id: Id<Registration>,
    /// Whose.
    pub child_id: Id<Child>,
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// How closely the authority keeps in touch.
    pub level: Level,
    /// Why that level.
    pub level_rationale: String,
    /// Never in the future.
    pub started_on: NaiveDate,
    /// How the authority came to know.
    pub source: Source,
    /// Why; one that fits the kind.
    pub reason: Reason,
    /// The reason as it was given.
    pub reason_words: String,
    /// Who keeps in touch.
    pub officer_id: Option<Id<Account>>,
    /// The officer's name as a file gave it, where no account matched.
    pub officer_words: String,
    /// Never in the future, never before the start; none while open.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended; none while open.
    pub end_reason: Option<EndReason>,
    /// Where the child went; none while open.
    pub destination: Option<Destination>,
}

/// A registration as it stands.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = registrations)]
#[allow(missing_docs, reason = "the fields are those of NewRegistration, described there")]
pub struct Episode {
    pub id: Id<Registration>,
    pub kind: RegistrationKind,
    pub level: Level,
    pub level_rationale: String,
    pub started_on: NaiveDate,
    pub source: Source,
    pub reason: Reason,
    pub reason_words: String,
    pub officer_id: Option<Id<Account>>,
    pub officer_words: String,
    pub ended_on: Option<NaiveDate>,
    pub end_reason: Option<EndReason>,
    pub destination: Option<Destination>,
    pub created_at: NaiveDateTime,
}

impl Episode {
    /// How it began.
    pub fn begun(&self) -> Begun {
        Begun { started_on: self.started_on, source: self.source, reason: self.reason, reason_words: self.reason_words.clone() }
    }

    /// The latest of a child's registrations, the latest first: the one that can be reopened. One that a
    /// merge ended is not it: another went on in its place.
    pub fn latest(episodes: &[Self]) -> Option<&Self> {
        episodes.iter().find(|episode| episode.end_reason != Some(EndReason::Merged))
    }

    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        self.ended_on.is_none()
    }
}

/// Something that happened to a registration, kept for good.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = registration_changes)]
#[allow(missing_docs, reason = "the table’s columns: what it was before and what it became")]
pub struct KeptChange {
    pub id: Id<RegistrationChange>,
    pub child_id: Id<Child>,
    pub registration_id: Id<Registration>,
    pub what: Change,
    pub level_before: Option<Level>,
    pub level: Option<Level>,
    pub officer_before: Option<Id<Account>>,
    pub officer_id: Option<Id<Account>>,
    pub ended_on: Option<NaiveDate>,
    pub end_reason: Option<EndReason>,
    pub destination: Option<Destination>,
    pub words: String,
    pub changed_by: String,
    pub changed_at: NaiveDateTime,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child's registrations, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn episodes(&mut self, child: Id<Child>) -> Result<Vec<Episode>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| registrations::table
            .filter(registrations::authority_code.eq(authority))
            .filter(registrations::child_id.eq(child))
            .order((registrations::started_on.desc(), registrations::created_at.desc(), registrations::id.desc()))
            .select(Episode::as_select())
            .load(conn))?)
    }

    /// One registration of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn episode(&mut self, child: Id<Child>, registration: Id<Registration>) -> Result<Episode> {
        Ok(registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::child_id.eq(child))
            .filter(registrations::id.eq(registration))
            .select(Episode::as_select())
            .first(self.sql())?)
    }

    /// What happened to the child's registrations, in the order it happened.
    ///
    /// # Errors
    /// `Database`.
    pub fn registration_changes(&mut self, child: Id<Child>) -> Result<Vec<KeptChange>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| registration_changes::table
            .filter(registration_changes::authority_code.eq(authority))
            .filter(registration_changes::child_id.eq(child))
            .order((registration_changes::changed_at, registration_changes::id))
            .select(KeptChange::as_select())
            .load(conn))?)
    }

    /// Who may be given children: this authority's officers and managers who can sign in, by name.
    ///
    /// # Errors
    /// `Database`.
    pub fn officers(&mut self) -> Result<Vec<(Id<Account>, String)>> {
        Ok(accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::role.eq(AccountRole::Officer).or(accounts::role.eq(AccountRole::Manager)))
            .filter(accounts::disabled_at.is_null())
            .order((accounts::name, accounts::id))
            .select((accounts::id, accounts::name))
            .load(self.sql())?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds a registration, open or ended, as it is. Call `refresh_standing` when the child's contacts
    /// are in too.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the child has an open one.
    pub fn add_registration(&mut self, registration: &NewRegistration) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(registrations::table)
            .values((registration, registrations::authority_code.eq(authority), registrations::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Closes the child's open registration and takes it off the lists.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was closed otherwise in the meantime.
    pub fn close_registration(&mut self, child: Id<Child>, registration: Id<Registration>, closing: &Closing) -> Result<()> {
        let episode = self.episode(child, registration)?;
        if !episode.is_open() {
            let same = (episode.ended_on, episode.end_reason, episode.destination)
                == (Some(closing.ended_on), Some(closing.reason), Some(closing.destination));
            return if same { Ok(()) } else { Err(ended_meanwhile()) };
        }
        self.end(child, registration, closing)?;
        self.keep_change(KeptChange {
            ended_on: Some(closing.ended_on),
            end_reason: Some(closing.reason),
            destination: Some(closing.destination),
            words: closing.words.clone(),
            ..self.change_of(child, &episode, Change::Closed)
        })
    }

    fn end(&mut self, child: Id<Child>, registration: Id<Registration>, closing: &Closing) -> Result<()> {
        self.clear_standing(child)?;
        diesel::update(registrations::table.find(registration))
            .set((
                registrations::ended_on.eq(Some(closing.ended_on)),
                registrations::end_reason.eq(Some(closing.reason)),
                registrations::destination.eq(Some(closing.destination)),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Ends the open registration and opens one of another kind on the same day. The clock of being
    /// seen goes on from the earliest registration: no fresh grace (DESIGN section 2, rule 5).
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the registration ended otherwise in the meantime.
    pub fn change_kind(&mut self, child: Id<Child>, registration: Id<Registration>, change: &KindChange) -> Result<()> {
        let old = self.episode(child, registration)?;
        if !old.is_open() {
            let begun = self.episode(child, change.id).map_err(|_| ended_meanwhile())?;
            let same = (begun.kind, begun.started_on, begun.reason) == (change.kind, change.on, change.reason);
            return if same { Ok(()) } else { Err(ended_meanwhile()) };
        }
        let closing =
            Closing { ended_on: change.on, reason: EndReason::KindChanged, destination: Destination::None, words: String::new() };
        self.end(child, registration, &closing)?;
        self.add_registration(&NewRegistration {
            id: change.id,
            child_id: child,
            kind: change.kind,
            level: old.level,
            level_rationale: old.level_rationale,
            started_on: change.on,
            source: Source::KindChanged,
            reason: change.reason,
            reason_words: change.words.clone(),
            officer_id: old.officer_id,
            officer_words: old.officer_words,
            ended_on: None,
            end_reason: None,
            destination: None,
        })?;
        self.refresh_standing(child)
    }

    /// Sets how closely the authority keeps in touch, and why.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the registration has ended.
    pub fn set_level(&mut self, child: Id<Child>, registration: Id<Registration>, level: Level, rationale: &str) -> Result<()> {
        let episode = self.episode(child, registration)?;
        if !episode.is_open() {
            return Err(ended_meanwhile());
        }
        if episode.level == level && episode.level_rationale == rationale {
            return Ok(());
        }
        diesel::update(registrations::table.find(registration))
            .set((registrations::level.eq(level), registrations::level_rationale.eq(rationale)))
            .execute(self.sql())?;
        self.keep_change(KeptChange {
            level_before: Some(episode.level),
            level: Some(level),
            words: rationale.to_owned(),
            ..self.change_of(child, &episode, Change::LevelSet)
        })?;
        self.refresh_standing(child)
    }

    /// Puts right how a registration began; what it said before is kept, and the due dates follow.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn correct_registration(
        &mut self,
        child: Id<Child>,
        registration: Id<Registration>,
        new: &Begun,
        opened: &str,
        why: &str,
    ) -> Result<()> {
        let episode = self.episode(child, registration)?;
        let before = episode.begun();
        if !meanwhile::is_as_opened(&before, opened, before == *new)? || before == *new {
            return Ok(());
        }
        diesel::update(registrations::table.find(registration))
            .set((
                registrations::started_on.eq(new.started_on),
                registrations::source.eq(new.source),
                registrations::reason.eq(new.reason),
                registrations::reason_words.eq(&new.reason_words),
            ))
            .execute(self.sql())?;
        self.keep_change(KeptChange {
            words: format!("{}. Before, it said: {}.", why.trim_end_matches('.'), before.in_words()),
            ..self.change_of(child, &episode, Change::Corrected)
        })?;
        self.refresh_standing(child)
    }

    /// Gives an open registration to an officer, or to nobody; answers whether that was a change.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the registration has ended; `Refused` when the officer cannot have
    /// children.
    pub fn assign(&mut self, child: Id<Child>, registration: Id<Registration>, officer: Option<Id<Account>>) -> Result<bool> {
        let episode = self.episode(child, registration)?;
        if !episode.is_open() {
            return Err(ended_meanwhile());
        }
        if episode.officer_id == officer {
            return Ok(false);
        }
        if let Some(officer) = officer
            && !self.officers()?.iter().any(|(known, _)| *known == officer)
        {
            return Err(Error::refused("This officer is not one who can be given children. Nothing was changed."));
        }
        self.set_officer(child, officer)?;
        self.keep_change(KeptChange {
            officer_before: episode.officer_id,
            officer_id: officer,
            ..self.change_of(child, &episode, Change::OfficerAssigned)
        })?;
        Ok(true)
    }

    fn change_of(&self, child: Id<Child>, episode: &Episode, what: Change) -> KeptChange {
        KeptChange {
            id: Id::mint(),
            child_id: child,
            registration_id: episode.id,
            what,
            level_before: None,
            level: None,
            officer_before: None,
            officer_id: None,
            ended_on: None,
            end_reason: None,
            destination: None,
            words: String::new(),
            changed_by: self.who().actor.clone(),
            changed_at: self.now(),
        }
    }

    fn keep_change(&mut self, change: KeptChange) -> Result<()> {
        let authority = self.authority();
        diesel::insert_into(registration_changes::table)
            .values((change, registration_changes::authority_code.eq(authority)))
            .execute(self.sql())?;
        Ok(())
    }
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Reopens the child's last registration as if it had never ended; how it had ended is kept.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is open already or another came after it.
    pub fn reopen_registration(&mut self, child: Id<Child>, registration: Id<Registration>, words: &str) -> Result<()> {
        let episodes = self.episodes(child)?;
        let episode = episodes.iter().find(|episode| episode.id == registration).ok_or(Error::NotFound)?;
        if episodes.iter().any(Episode::is_open) || Episode::latest(&episodes).is_none_or(|latest| latest.id != registration) {
            return Err(Error::Conflict(
                "The child has a later registration, or this one is open already. Nothing was changed.".into(),
            ));
        }
        diesel::update(registrations::table.find(registration))
            .set((
                registrations::ended_on.eq(None::<NaiveDate>),
                registrations::end_reason.eq(None::<EndReason>),
                registrations::destination.eq(None::<Destination>),
            ))
            .execute(self.sql())?;
        self.keep_change(KeptChange {
            ended_on: episode.ended_on,
            end_reason: episode.end_reason,
            destination: episode.destination,
            words: words.to_owned(),
            ..self.change_of(child, episode, Change::Reopened)
        })?;
        self.refresh_standing(child)
    }
}

fn ended_meanwhile() -> Error {
    Error::Conflict("The registration has ended since you opened the page. Nothing was changed: look at the record.".into())
}

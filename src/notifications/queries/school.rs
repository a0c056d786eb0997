//! What a school may do: write, send, and follow its own notifications.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Sent;
use super::register::of_siblings;
use crate::access::role::{AtSchool, Role, SendsLetters};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, authorities, notification_drafts as drafts, notifications, organisations};
use crate::digest::schedule::week_of;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::{Answers, NewNotification};
use crate::notifications::letters::Receipt;
use crate::notifications::model::{Draft, Ground, Notification, Section, Status};
use crate::organisations::changes::may_notify;
use crate::organisations::model::Organisation;
use crate::school_accounts::queries::MySchool;

/// A notification a school is writing.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub struct DraftRow {
    /// What addresses carry; the notification will have the same.
    pub id: Id<Draft>,
    /// The school.
    pub organisation_id: Id<Organisation>,
    /// Its name.
    #[diesel(select_expression = organisations::name)]
    pub school: String,
    /// Who began it.
    #[diesel(select_expression = accounts::name)]
    pub begun_by: String,
    /// Why the name comes off.
    pub ground: Ground,
    answers: String,
    /// When it was last saved, UTC.
    pub updated_at: NaiveDateTime,
}

impl DraftRow {
    /// What is answered so far, as typed.
    ///
    /// # Errors
    /// `Internal` when the row is damaged.
    pub fn answers(&self) -> Result<Answers> {
        Ok(serde_json::from_str(&self.answers)?)
    }
}

/// A notification in a school's list.
pub type MyNotification = Sent;

/// The last row of a page: the next begins after it.
pub type Place = (NaiveDateTime, Id<Notification>);

/// What a school may have begun and not sent, all together; its list shows no more.
pub const MOST_DRAFTS: usize = 1_000;

/// For a school that closed so long ago that its last returns must be in.
pub const CLOSED: &str = "Your school is closed on the government’s list, so that no new notification can be begun. If a name still has to come off, ring the authority.";

/// A place as an address carries it: the instant in microseconds, and the id.
pub fn place_text((instant, id): Place) -> String {
    format!("{}_{id}", instant.and_utc().timestamp_micros())
}

/// The place an address carries; none where it is none.
pub fn place(text: &str) -> Option<Place> {
    let (instant, id) = text.split_once('_')?;
    Some((chrono::DateTime::from_timestamp_micros(instant.parse().ok()?)?.naive_utc(), id.parse().ok()?))
}

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// Those of my schools for which anything new may be told.
    ///
    /// # Errors
    /// `Refused` when every one of them closed long ago.
    pub fn my_schools_that_notify(&mut self) -> Result<Vec<MySchool>> {
        let (mut schools, today) = (self.my_schools()?, self.today());
        let all = schools.len();
        schools.retain(|school| may_notify(school.status, school.closed_on, today));
        if schools.is_empty() && all > 0 { Err(Error::refused(CLOSED)) } else { Ok(schools) }
    }

    /// What is still being written at my schools, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn my_drafts(&mut self) -> Result<Vec<DraftRow>> {
        let mine = self.my_school_ids()?;
        Ok(drafts::table
            .inner_join(organisations::table)
            .inner_join(accounts::table)
            .filter(drafts::authority_code.eq(self.authority()))
            .filter(drafts::organisation_id.eq_any(mine))
            .order(drafts::id.desc())
            .limit(i64::try_from(MOST_DRAFTS).unwrap_or(i64::MAX))
            .select(DraftRow::as_select())
            .load(self.sql())?)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn my_draft(&mut self, draft: Id<Draft>) -> Result<DraftRow> {
        let mine = self.my_school_ids()?;
        Ok(drafts::table
            .inner_join(organisations::table)
            .inner_join(accounts::table)
            .filter(drafts::authority_code.eq(self.authority()))
            .filter(drafts::organisation_id.eq_any(mine))
            .filter(drafts::id.eq(draft))
            .select(DraftRow::as_select())
            .first(self.sql())?)
    }

    /// What my schools sent, the latest first: those after a place, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn my_notifications(&mut self, after: Option<Place>, limit: usize) -> Result<Vec<MyNotification>> {
        let mine = self.my_school_ids()?;
        let mut query = notifications::table
            .inner_join(organisations::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::organisation_id.eq_any(mine))
            .order((notifications::received_at.desc(), notifications::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(Sent::as_select())
            .into_boxed();
        if let Some((instant, id)) = after {
            let same_instant = notifications::received_at.eq(instant).and(notifications::id.lt(id));
            query = query.filter(notifications::received_at.lt(instant).or(same_instant));
        }
        Ok(query.load(self.sql())?)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn my_notification(&mut self, notification: Id<Notification>) -> Result<MyNotification> {
        let mine = self.my_school_ids()?;
        Ok(notifications::table
            .inner_join(organisations::table)
            .filter(notifications::authority_code.eq(self.authority()))
            .filter(notifications::organisation_id.eq_any(mine))
            .filter(notifications::id.eq(notification))
            .select(Sent::as_select())
            .first(self.sql())?)
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// Begins to write, with what is answered already; the same form sent again changes nothing.
    ///
    /// # Errors
    /// `NotFound` when the school is not mine; `Refused` when it closed long ago; `Conflict` when the id was
    /// used otherwise.
    pub fn begin_draft(&mut self, id: Id<Draft>, school: Id<Organisation>, ground: Ground, answers: &Answers) -> Result<()> {
        let mine = self.my_school(school)?;
        if !may_notify(mine.status, mine.closed_on, self.today()) {
            return Err(Error::refused(CLOSED));
        }
        if let Ok(known) = self.my_draft(id) {
            let is_same = (known.organisation_id, known.ground) == (school, ground);
            return if is_same { Ok(()) } else { Err(used_before()) };
        }
        let (authority, now, account) = (self.authority(), self.now(), self.who().actor.clone());
        diesel::insert_into(drafts::table)
            .values((
                drafts::id.eq(id),
                drafts::authority_code.eq(authority),
                drafts::organisation_id.eq(school),
                drafts::account_id.eq(account),
                drafts::ground.eq(ground),
                drafts::answers.eq(serde_json::to_string(answers)?),
                drafts::created_at.eq(now),
                drafts::updated_at.eq(now),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { used_before() } else { error })?;
        Ok(())
    }

    /// Keeps the answers of one page as typed, also where they are wrong: nothing typed is lost.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn save_section(&mut self, draft: Id<Draft>, section: Section, sent: &Answers) -> Result<Answers> {
        let answers = self.my_draft(draft)?.answers()?.with_section(section, sent);
        let now = self.now();
        diesel::update(drafts::table.filter(drafts::authority_code.eq(self.authority())).filter(drafts::id.eq(draft)))
            .set((drafts::answers.eq(serde_json::to_string(&answers)?), drafts::updated_at.eq(now)))
            .execute(self.sql())?;
        Ok(answers)
    }

    /// Another ground: what was answered stays, and is sent as far as the new ground asks it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn change_ground(&mut self, draft: Id<Draft>, ground: Ground) -> Result<()> {
        self.my_draft(draft)?;
        let now = self.now();
        diesel::update(drafts::table.filter(drafts::authority_code.eq(self.authority())).filter(drafts::id.eq(draft)))
            .set((drafts::ground.eq(ground), drafts::updated_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Deletes what was never sent, with its files.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn discard_draft(&mut self, draft: Id<Draft>) -> Result<()> {
        self.my_draft(draft)?;
        self.detach_all(draft)?;
        self.drop_unsent(draft)
    }

    fn drop_unsent(&mut self, draft: Id<Draft>) -> Result<()> {
        diesel::delete(drafts::table.filter(drafts::authority_code.eq(self.authority())).filter(drafts::id.eq(draft)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Sends a notification: from now on what it says never changes. Answers its reference. Nobody is written
    /// to: that is [`queue_receipt`](Self::queue_receipt).
    ///
    /// # Errors
    /// `NotFound` when the school is not mine; `Conflict` when the id was used for anything else.
    pub fn keep_notification(&mut self, new: &NewNotification) -> Result<String> {
        let answers = serde_json::to_string(&new.answers)?;
        if let Ok(known) = self.my_notification(new.id) {
            let is_same = (known.ground, &known.answers, known.organisation_id) == (new.ground, &answers, new.organisation);
            return if is_same { Ok(known.reference) } else { Err(used_before()) };
        }
        self.my_school(new.organisation)?;
        let (authority, now, today) = (self.authority(), self.now(), self.today());
        let by = self.who().answers_for_it().ok_or_else(|| Error::internal("nobody answers for a notification"))?;
        let facts = new.facts();
        let siblings = of_siblings(self.sql(), authority, &facts)?;
        let urgent: Vec<&str> = facts.urgent(siblings, today).into_iter().map(|why| why.code()).collect();
        let reference = self.next_notification_reference()?;
        diesel::insert_into(notifications::table)
            .values((
                (notifications::id.eq(new.id), notifications::authority_code.eq(authority)),
                (notifications::organisation_id.eq(new.organisation), notifications::reference.eq(&reference)),
                (notifications::ground.eq(new.ground), notifications::answers.eq(answers)),
                (notifications::sent_by.eq(by), notifications::received_at.eq(now)),
                (notifications::received_on.eq(today), notifications::deletion_on.eq(facts.day("deletion_on").unwrap_or(today))),
                (notifications::urgent.eq(urgent.join(",")), notifications::is_urgent.eq(!urgent.is_empty())),
                (notifications::is_waiting.eq(true), notifications::status.eq(Status::Received)),
                (notifications::status_at.eq(now), notifications::words.eq("")),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { used_before() } else { error })?;
        self.drop_unsent(new.id.cast())?;
        Ok(reference)
    }
}

impl<R: AtSchool + SendsLetters> Desk<'_, R, Changing> {
    /// Sends a notification, with a receipt. Answers its reference.
    ///
    /// # Errors
    /// As [`keep_notification`](Self::keep_notification).
    pub fn send_notification(&mut self, new: &NewNotification, home: &str) -> Result<String> {
        let is_new = self.my_notification(new.id).is_err();
        let reference = self.keep_notification(new)?;
        if is_new {
            self.queue_receipt(std::slice::from_ref(&reference), new.id, home)?;
        }
        Ok(reference)
    }

    /// Queues one receipt for what was sent together, the first of which has this id. It names nobody.
    ///
    /// # Errors
    /// `Database`.
    pub fn queue_receipt(&mut self, references: &[String], first: Id<Notification>, home: &str) -> Result<()> {
        let (account, today) = (self.account(), self.today());
        match account.filter(|_| !references.is_empty()) {
            Some(account) => self.queue(&Receipt { references, address: home }.letter(account, week_of(today), first)),
            None => Ok(()),
        }
    }
}

impl<R: Role> Desk<'_, R, Changing> {
    fn next_notification_reference(&mut self) -> Result<String> {
        let authority = self.authority();
        diesel::update(authorities::table.find(authority))
            .set(authorities::next_notification.eq(authorities::next_notification + 1))
            .execute(self.sql())?;
        let next: i32 = authorities::table.find(authority).select(authorities::next_notification).first(self.sql())?;
        Ok(format!("N-{:04}", next - 1))
    }
}

fn used_before() -> Error {
    Error::Conflict("This form was sent before, with something else in it. Nothing was changed: open it again.".into())
}

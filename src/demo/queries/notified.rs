//! Writes what schools notified.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::morning_of;
use crate::access::{Changing, Desk, role};
use crate::attachments::model::{Attachment, Format, Purpose, Scan};
use crate::db::schema::{
    attachments, authorities, children, notification_checks as checks, notification_drafts as drafts,
    notification_messages as messages, notifications, registrations, school_accounts,
};
use crate::demo::chance::Chance;
use crate::demo::notified::{Named, TOLD, letter, notification};
use crate::demo::setting::Setting;
use crate::demo::story::{days_after, days_before};
use crate::demo::terms::holidays;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::answers::NewNotification;
use crate::notifications::facts::OfSiblings;
use crate::notifications::model::{Check, Draft, Ground, Message, Notification, Status, arrival_due};
use crate::registrations::model::RegistrationKind;
use crate::web::token;

/// How far a notification has come, besides its status.
#[derive(Default)]
struct Outcome {
    words: &'static str,
    child: Option<String>,
    registration: Option<String>,
    arrival_due_on: Option<NaiveDate>,
}

impl Desk<'_, role::System, Changing> {
    /// Writes notifications in each state, the files of some, a draft, and who acts for the schools.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_notifications(&mut self, setting: &Setting) -> Result<()> {
        let mut chance = Chance::new(setting.seed, u64::MAX - 1);
        let authority = self.authority();
        for school in &setting.schools_notifying {
            diesel::insert_into(school_accounts::table)
                .values((
                    (school_accounts::authority_code.eq(authority), school_accounts::organisation_id.eq(school)),
                    (school_accounts::account_id.eq(setting.school_user.id), school_accounts::administers.eq(true)),
                    school_accounts::created_at.eq(morning_of(days_before(setting.today, 60))),
                ))
                .execute(self.sql())?;
        }
        let mut chance_of_days = Chance::new(setting.seed, u64::MAX - 2);
        for holiday in holidays(setting.today) {
            self.add_holiday(chance_of_days.id(), &holiday)?;
        }
        let mut number = self.add_one_about_a_child(setting, &mut chance)?;
        for told in TOLD.iter().rev() {
            let (id, received) = (chance.id::<Notification>(), days_before(setting.today, told.days_ago));
            let Some(new) = told.notification(id, setting.schools_notifying[told.school], received) else { continue };
            let awaits = told.status == Status::Accepted;
            let due = awaits.then(|| arrival_due(new.facts().day("expected_on"), days_after(received, 1)));
            let words = if told.status == Status::NotAccepted { told.words } else { "" };
            number += 1;
            let outcome = Outcome { words, arrival_due_on: due, ..Outcome::default() };
            self.add_notification(setting, number, &new, received, told.status, &outcome)?;
            if told.status == Status::MoreInformationNeeded {
                self.add_question(setting, chance.id(), &new, told.words, received)?;
            }
            if told.status == Status::BeingChecked {
                self.add_check(setting, id, received)?;
            }
            if told.has_file {
                self.add_file(setting, chance.id(), &new, received)?;
            }
        }
        self.add_draft(setting, chance.id())?;
        self.add_admissions(setting)?;
        let next = authorities::next_notification.eq(number + 1);
        diesel::update(authorities::table.find(authority)).set(next).execute(self.sql())?;
        Ok(())
    }

    /// The notification by which a child of the register came; answers how many there are then.
    fn add_one_about_a_child(&mut self, setting: &Setting, chance: &mut Chance) -> Result<i32> {
        type Found = (String, String, String, String, NaiveDate, NaiveDate);
        let found: Option<Found> = children::table
            .inner_join(registrations::table)
            .filter(children::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::kind.eq(RegistrationKind::Ehe))
            .order(children::reference)
            .select((
                children::id,
                registrations::id,
                children::given_names,
                children::family_name,
                children::date_of_birth,
                registrations::started_on,
            ))
            .first(self.sql())
            .optional()?;
        let id = chance.id::<Notification>();
        let Some((child, registration, given_names, family_name, born, received)) = found else { return Ok(0) };
        let named = Named { given_names, family_name, born };
        let school = setting.schools_notifying[0];
        let Some(new) = notification(id, school, Ground::HomeEducation, &named, received, &[]) else { return Ok(0) };
        let outcome = Outcome { child: Some(child), registration: Some(registration), ..Outcome::default() };
        self.add_notification(setting, 1, &new, received, Status::Accepted, &outcome)?;
        Ok(1)
    }

    fn add_notification(
        &mut self,
        setting: &Setting,
        number: i32,
        new: &NewNotification,
        received: NaiveDate,
        status: Status,
        outcome: &Outcome,
    ) -> Result<()> {
        let authority = self.authority();
        let facts = new.facts();
        let urgent: Vec<&str> = facts.urgent(OfSiblings::default(), received).into_iter().map(|why| why.code()).collect();
        let decider = setting.staff[0].id;
        diesel::insert_into(notifications::table)
            .values((
                (notifications::id.eq(new.id), notifications::authority_code.eq(authority)),
                (notifications::organisation_id.eq(new.organisation), notifications::reference.eq(format!("N-{number:04}"))),
                (notifications::ground.eq(new.ground), notifications::answers.eq(serde_json::to_string(&new.answers)?)),
                (notifications::sent_by.eq(setting.school_user.id), notifications::received_at.eq(morning_of(received))),
                (notifications::received_on.eq(received), notifications::deletion_on.eq(days_after(received, 1))),
                (notifications::urgent.eq(urgent.join(",")), notifications::is_urgent.eq(!urgent.is_empty())),
                (notifications::is_waiting.eq(status.is_waiting()), notifications::status.eq(status)),
                (notifications::status_at.eq(later(received)), notifications::words.eq(outcome.words)),
                (notifications::child_id.eq(&outcome.child), notifications::registration_id.eq(&outcome.registration)),
                notifications::arrival_due_on.eq(outcome.arrival_due_on),
                notifications::decided_by.eq((!status.is_waiting()).then_some(decider)),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn add_question(
        &mut self,
        setting: &Setting,
        id: Id<Message>,
        new: &NewNotification,
        words: &str,
        received: NaiveDate,
    ) -> Result<()> {
        let authority = self.authority();
        diesel::insert_into(messages::table)
            .values((
                (messages::id.eq(id), messages::authority_code.eq(authority), messages::organisation_id.eq(new.organisation)),
                (messages::notification_id.eq(new.id), messages::from_school.eq(false)),
                (messages::account_id.eq(setting.staff[0].id), messages::words.eq(words), messages::sent_at.eq(later(received))),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn add_check(&mut self, setting: &Setting, notification: Id<Notification>, received: NaiveDate) -> Result<()> {
        let authority = self.authority();
        diesel::insert_into(checks::table)
            .values((
                (checks::authority_code.eq(authority), checks::notification_id.eq(notification)),
                (checks::what.eq(Check::AddressConfirmed), checks::account_id.eq(setting.staff[0].id)),
                checks::checked_at.eq(later(received)),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn add_file(&mut self, setting: &Setting, id: Id<Attachment>, new: &NewNotification, received: NaiveDate) -> Result<()> {
        let authority = self.authority();
        let given = new.facts().words("given_names").to_owned();
        let bytes = letter(&format!("I have decided to educate {given} at home from next Monday."));
        diesel::insert_into(attachments::table)
            .values((
                (attachments::id.eq(id), attachments::authority_code.eq(authority)),
                (attachments::organisation_id.eq(new.organisation), attachments::notification_id.eq(new.id.as_str())),
                (attachments::what.eq(Purpose::ParentsNotice), attachments::file_name.eq("letter.pdf")),
                (attachments::format.eq(Format::Pdf), attachments::sha256.eq(token::digest_of(&bytes))),
                (attachments::size.eq(i32::try_from(bytes.len()).unwrap_or(i32::MAX)), attachments::bytes.eq(bytes)),
                (attachments::account_id.eq(setting.school_user.id), attachments::added_at.eq(morning_of(received))),
                (attachments::scan.eq(Scan::Waiting), attachments::finding.eq(""), attachments::attempts.eq(0)),
                attachments::next_try_at.eq(morning_of(received)),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    fn add_draft(&mut self, setting: &Setting, id: Id<Draft>) -> Result<()> {
        let (authority, at) = (self.authority(), morning_of(days_before(setting.today, 1)));
        diesel::insert_into(drafts::table)
            .values((
                (drafts::id.eq(id), drafts::authority_code.eq(authority)),
                (drafts::organisation_id.eq(setting.schools_notifying[0]), drafts::account_id.eq(setting.school_user.id)),
                (drafts::ground.eq(Ground::AfterLeave), drafts::answers.eq(r#"{"given_names":"Nadia","family_name":"Crewe"}"#)),
                (drafts::created_at.eq(at), drafts::updated_at.eq(at)),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

/// When somebody looked at what came on a day: the same day, and never in the future.
fn later(received: NaiveDate) -> NaiveDateTime {
    morning_of(received) + TimeDelta::hours(3)
}

//! What schools sent, and who acts for them.

use std::borrow::Cow;

use diesel::prelude::*;

use super::{CHUNK, Value};
use crate::access::{Desk, Reading, role};
use crate::db::schema::{notification_checks as checks, notification_messages, notifications, school_accounts};
use crate::error::Result;
use crate::exports::folder::{Cell, Folder};

impl Desk<'_, role::System, Reading> {
    pub(super) fn write_notifications(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, notifications: notification_id = id, organisation_id = organisation_id, reference = reference,
            ground = ground, answers = answers, sent_by = sent_by, received_at = received_at, received_on = received_on,
            deletion_on = deletion_on, urgent = urgent, is_urgent = is_urgent, is_waiting = is_waiting, status = status,
            status_at = status_at, words = words, child_id = child_id, registration_id = registration_id,
            arrival_due_on = arrival_due_on, arrival_settled_at = arrival_settled_at, decided_by = decided_by);
        write_table!(self, folder, notification_messages: notification_message_id = id, organisation_id = organisation_id,
            notification_id = notification_id, from_school = from_school, account_id = account_id, words = words,
            sent_at = sent_at);
        self.write_checks(folder)?;
        self.write_school_accounts(folder)
    }

    fn write_checks(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let rows: Vec<(String, String, String, chrono::NaiveDateTime)> = checks::table
            .filter(checks::authority_code.eq(authority))
            .order((checks::notification_id, checks::what))
            .select((checks::notification_id, checks::what, checks::account_id, checks::checked_at))
            .load(self.sql())?;
        let header = ["authority_code", "notification_id", "what", "account_id", "checked_at"];
        let mut sheet = folder.begin("notification_checks", &header)?;
        for (notification, what, account, at) in &rows {
            sheet.write(&[Cow::Borrowed(authority), notification.cell(), what.cell(), account.cell(), at.cell()])?;
        }
        sheet.end().map(drop)
    }

    fn write_school_accounts(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let rows: Vec<(String, String, bool, chrono::NaiveDateTime)> = school_accounts::table
            .filter(school_accounts::authority_code.eq(authority))
            .order((school_accounts::organisation_id, school_accounts::account_id))
            .select((
                school_accounts::organisation_id,
                school_accounts::account_id,
                school_accounts::administers,
                school_accounts::created_at,
            ))
            .load(self.sql())?;
        let header = ["authority_code", "organisation_id", "account_id", "administers", "created_at"];
        let mut sheet = folder.begin("school_accounts", &header)?;
        for (school, account, administers, at) in &rows {
            sheet.write(&[Cow::Borrowed(authority), school.cell(), account.cell(), administers.cell(), at.cell()])?;
        }
        sheet.end().map(drop)
    }
}

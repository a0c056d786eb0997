//! What schools sent, and who acts for them.

use std::borrow::Cow;

use diesel::prelude::*;

use super::{CHUNK, Value};
use crate::access::{Desk, Reading, role};
use crate::attachments::model::{Format, Scan};
use crate::db::schema::{
    admissions, attachments, notification_checks as checks, notification_messages, notifications, officer_shares,
    organisation_changes as changes, school_accounts, school_holidays as holidays,
};
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
        write_table!(self, folder, admissions: admission_id = id, organisation_id = organisation_id, answers = answers,
            entered_on = entered_on, came_from = came_from, sent_by = sent_by, received_at = received_at,
            received_on = received_on, outcome = outcome, registration_id = registration_id,
            notification_id = notification_id, decided_by = decided_by, decided_at = decided_at);
        self.write_attachments(folder)?;
        self.write_checks(folder)?;
        self.write_school_accounts(folder)?;
        self.write_officer_shares(folder)?;
        self.write_school_holidays(folder)
    }

    /// The files of notifications that were sent: a row each, and beside the tables each file itself. One
    /// that no scanner has let through keeps an ending that opens nothing.
    fn write_attachments(&mut self, folder: &mut Folder) -> Result<()> {
        #[derive(Queryable, Selectable)]
        #[diesel(table_name = attachments)]
        struct Row {
            id: String,
            organisation_id: String,
            notification_id: String,
            what: String,
            file_name: String,
            format: Format,
            size: i32,
            sha256: String,
            account_id: String,
            added_at: chrono::NaiveDateTime,
            scan: Scan,
            finding: String,
            attempts: i32,
            next_try_at: Option<chrono::NaiveDateTime>,
            scanned_at: Option<chrono::NaiveDateTime>,
        }
        let authority = self.authority();
        let rows: Vec<Row> = attachments::table
            .inner_join(notifications::table)
            .filter(attachments::authority_code.eq(authority))
            .order(attachments::id)
            .select(Row::as_select())
            .load(self.sql())?;
        let header =
            ["authority_code", "attachment_id", "organisation_id", "notification_id", "what", "file_name", "format", "size"];
        let further = ["sha256", "account_id", "added_at", "scan", "finding", "attempts", "next_try_at", "scanned_at", "file"];
        let mut sheet = folder.begin("attachments", &[&header[..], &further].concat())?;
        for row in &rows {
            let file = match row.scan {
                Scan::Refused => None,
                Scan::Clean => Some(format!("{}.{}", row.id, row.format)),
                Scan::Waiting => Some(format!("{}.{}.not-scanned", row.id, row.format)),
            };
            if let Some(name) = &file {
                let bytes: Vec<u8> = attachments::table.find(&row.id).select(attachments::bytes).first(self.sql())?;
                folder.keep("attachments", name, &bytes)?;
            }
            let file = file.map(|name| format!("attachments/{name}"));
            let format = Cow::Borrowed(row.format.code());
            let of = [row.id.cell(), row.organisation_id.cell(), row.notification_id.cell(), row.what.cell()];
            let told = [row.file_name.cell(), format, row.size.cell(), row.sha256.cell(), row.account_id.cell()];
            let then = [row.added_at.cell(), Cow::Borrowed(row.scan.code()), row.finding.cell(), row.attempts.cell()];
            let last = [row.next_try_at.cell(), row.scanned_at.cell(), file.cell()];
            sheet.write(&[&[Cow::Borrowed(authority)][..], &of, &told, &then, &last].concat())?;
        }
        sheet.end().map(drop)
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

    /// What happened to these organisations.
    pub(super) fn write_changes_of(&mut self, organisations: &[String], folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let header =
            ["authority_code", "organisation_change_id", "organisation_id", "what", "said_before", "says_now", "noticed_at"];
        let mut sheet = folder.begin("organisation_changes", &header)?;
        for some in organisations.chunks(500) {
            let rows: Vec<(String, String, String, String, String, chrono::NaiveDateTime)> = changes::table
                .filter(changes::organisation_id.eq_any(some))
                .order((changes::organisation_id, changes::noticed_at, changes::id))
                .select((
                    changes::id,
                    changes::organisation_id,
                    changes::what,
                    changes::said_before,
                    changes::says_now,
                    changes::noticed_at,
                ))
                .load(self.sql())?;
            for (id, of, what, before, now, at) in &rows {
                let cells = [id.cell(), of.cell(), what.cell(), before.cell(), now.cell(), at.cell()];
                sheet.write(&[&[Cow::Borrowed(authority)], &cells[..]].concat())?;
            }
        }
        sheet.end().map(drop)
    }

    fn write_officer_shares(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let rows: Vec<(String, String, String)> = officer_shares::table
            .filter(officer_shares::authority_code.eq(authority))
            .order((officer_shares::what, officer_shares::share))
            .select((officer_shares::what, officer_shares::share, officer_shares::account_id))
            .load(self.sql())?;
        let mut sheet = folder.begin("officer_shares", &["authority_code", "what", "share", "account_id"])?;
        for (what, share, account) in &rows {
            sheet.write(&[Cow::Borrowed(authority), what.cell(), share.cell(), account.cell()])?;
        }
        sheet.end().map(drop)
    }

    fn write_school_holidays(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let rows: Vec<(String, String, chrono::NaiveDate, chrono::NaiveDate)> = holidays::table
            .filter(holidays::authority_code.eq(authority))
            .order((holidays::first_on, holidays::id))
            .select((holidays::id, holidays::name, holidays::first_on, holidays::last_on))
            .load(self.sql())?;
        let header = ["authority_code", "school_holiday_id", "name", "first_on", "last_on"];
        let mut sheet = folder.begin("school_holidays", &header)?;
        for (id, name, first, last) in &rows {
            sheet.write(&[Cow::Borrowed(authority), id.cell(), name.cell(), first.cell(), last.cell()])?;
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

//! One of everything a school has: for whoever acts for one their own, else another's.

use std::collections::BTreeMap;

use diesel::prelude::*;
use seen::access::account::{Account, AccountRole};
use seen::clock::Clock;
use seen::db::AnyConnection;
use seen::db::schema::{
    accounts, admissions, attachments, memberships, notification_drafts as drafts, notifications, organisations, school_accounts,
    school_keys,
};
use seen::id::Id;

use super::World;

/// By the word that stands before the id in an address.
pub fn parts(conn: &mut AnyConnection, authority: &str, email: &str) -> BTreeMap<&'static str, String> {
    let own: Option<String> = school_accounts::table
        .inner_join(accounts::table)
        .filter(accounts::email.eq(email))
        .select(school_accounts::organisation_id)
        .first(conn)
        .optional()
        .expect("the schools are read");
    let school = own.unwrap_or_else(|| add_school(conn, authority));
    let colleague = add_colleague(conn, authority, &school);
    let notification = add_notification(conn, authority, &school, &colleague);
    let draft = add_draft(conn, authority, &school, &colleague);
    let sent = add_file(conn, authority, &school, &colleague, &notification);
    let unsent = add_file(conn, authority, &school, &colleague, &draft);
    let admission = add_admission(conn, authority, &school, &colleague);
    let key = add_key(conn, authority, &school, &colleague);
    BTreeMap::from([
        ("keys", key),
        ("admissions", admission),
        ("school-accounts", school),
        ("people", colleague),
        ("notifications", notification),
        ("unsent", draft),
        ("files", sent),
        ("remove", unsent),
    ])
}

fn mint() -> String {
    Id::<World>::mint().to_string()
}

fn add_school(conn: &mut AnyConnection, authority: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(organisations::table)
        .values((
            (organisations::id.eq(&id), organisations::kind.eq("school"), organisations::name.eq("Vine Street Primary")),
            (
                organisations::search_name.eq("vine street primary"),
                organisations::status.eq("open"),
                organisations::address.eq(""),
            ),
            (organisations::postcode.eq(""), organisations::telephone.eq(""), organisations::head_teacher.eq("")),
            (organisations::created_at.eq(now), organisations::updated_at.eq(now)),
        ))
        .execute(conn)
        .expect("the school is added");
    diesel::insert_into(memberships::table)
        .values((
            memberships::authority_code.eq(authority),
            memberships::organisation_id.eq(&id),
            memberships::created_at.eq(now),
        ))
        .execute(conn)
        .expect("the authority uses the school");
    id
}

fn add_colleague(conn: &mut AnyConnection, authority: &str, school: &str) -> String {
    let (id, now) = (Id::<Account>::mint().to_string(), Clock::system().now());
    diesel::insert_into(accounts::table)
        .values((
            (accounts::id.eq(&id), accounts::authority_code.eq(authority), accounts::email.eq(format!("{id}@school.example"))),
            (accounts::name.eq("Colleague"), accounts::role.eq(AccountRole::School), accounts::totp_last_step.eq(0_i64)),
            accounts::created_at.eq(now),
        ))
        .execute(conn)
        .expect("the colleague is added");
    diesel::insert_into(school_accounts::table)
        .values((
            (school_accounts::authority_code.eq(authority), school_accounts::organisation_id.eq(school)),
            (school_accounts::account_id.eq(&id), school_accounts::administers.eq(false), school_accounts::created_at.eq(now)),
        ))
        .execute(conn)
        .expect("the colleague acts for the school");
    id
}

fn add_key(conn: &mut AnyConnection, authority: &str, school: &str, by: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(school_keys::table)
        .values((
            (school_keys::id.eq(&id), school_keys::authority_code.eq(authority), school_keys::organisation_id.eq(school)),
            (school_keys::name.eq("A system"), school_keys::secret_hash.eq(&id), school_keys::account_id.eq(by)),
            (school_keys::created_at.eq(now), school_keys::used_in_minute.eq(0)),
        ))
        .execute(conn)
        .expect("the key is made");
    id
}

fn add_notification(conn: &mut AnyConnection, authority: &str, school: &str, by: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(notifications::table)
        .values((
            (notifications::id.eq(&id), notifications::authority_code.eq(authority), notifications::organisation_id.eq(school)),
            (
                notifications::reference.eq(format!("N-{}", &id[24..])),
                notifications::ground.eq("f"),
                notifications::answers.eq("{}"),
            ),
            (notifications::sent_by.eq(by), notifications::received_at.eq(now), notifications::received_on.eq(now.date())),
            (notifications::deletion_on.eq(now.date()), notifications::urgent.eq(""), notifications::is_urgent.eq(false)),
            (notifications::is_waiting.eq(true), notifications::status.eq("received"), notifications::status_at.eq(now)),
            notifications::words.eq(""),
        ))
        .execute(conn)
        .expect("the notification is sent");
    id
}

fn add_admission(conn: &mut AnyConnection, authority: &str, school: &str, by: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(admissions::table)
        .values((
            (admissions::id.eq(&id), admissions::authority_code.eq(authority), admissions::organisation_id.eq(school)),
            (admissions::answers.eq("{}"), admissions::came_from.eq(""), admissions::outcome.eq("waiting")),
            (admissions::sent_by.eq(by), admissions::received_at.eq(now), admissions::received_on.eq(now.date())),
            admissions::entered_on.eq(now.date()),
        ))
        .execute(conn)
        .expect("the new pupil is told of");
    id
}

fn add_draft(conn: &mut AnyConnection, authority: &str, school: &str, by: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(drafts::table)
        .values((
            (drafts::id.eq(&id), drafts::authority_code.eq(authority), drafts::organisation_id.eq(school)),
            (drafts::account_id.eq(by), drafts::ground.eq("f"), drafts::answers.eq("{}")),
            (drafts::created_at.eq(now), drafts::updated_at.eq(now)),
        ))
        .execute(conn)
        .expect("the draft is begun");
    id
}

fn add_file(conn: &mut AnyConnection, authority: &str, school: &str, by: &str, came_with: &str) -> String {
    let (id, now) = (mint(), Clock::system().now());
    diesel::insert_into(attachments::table)
        .values((
            (attachments::id.eq(&id), attachments::authority_code.eq(authority), attachments::organisation_id.eq(school)),
            (attachments::notification_id.eq(came_with), attachments::what.eq("other"), attachments::file_name.eq("letter.pdf")),
            (attachments::format.eq("pdf"), attachments::size.eq(4), attachments::sha256.eq("0".repeat(64))),
            (attachments::account_id.eq(by), attachments::added_at.eq(now), attachments::scan.eq("waiting")),
            (attachments::finding.eq(""), attachments::attempts.eq(0), attachments::bytes.eq(&b"%PDF"[..])),
        ))
        .execute(conn)
        .expect("the file is attached");
    id
}

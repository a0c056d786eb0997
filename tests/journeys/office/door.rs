//! The tests' own door: an account and a session are written straight into the database, so that a
//! story about children need not begin with a password. How people really get in is told in the
//! stories about signing in.

use diesel::prelude::*;
use seen::access::account::{Account, AccountRole, SecondFactorRule, SessionStage};
use seen::db::schema::{accounts, sessions};
use seen::id::Id;
use seen::web::token;

use super::Office;
use super::person::Person;

/// The secret behind the second factors of those who need one.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

pub(super) fn let_in(office: &Office, authority: &str, name: &str, role: AccountRole, number: usize) -> Person {
    let account = Id::<Account>::mint();
    let (cookie, form_token) = (token::mint(), token::mint());
    let email = format!("{}.{number}@{authority}.example", name.to_lowercase().replace(' ', "."));
    let now = office.clock().now();
    let mut conn = office.database();
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(account),
            accounts::authority_code.eq(authority),
            accounts::email.eq(&email),
            accounts::name.eq(name),
            accounts::role.eq(role),
            // Without the second factor its role needs, a session is only good for setting one up.
            accounts::totp_secret.eq(SecondFactorRule::ManagersAndAdministrators.requires(role).then_some(SECRET)),
            accounts::totp_last_step.eq(0_i64),
            accounts::created_at.eq(now),
        ))
        .execute(&mut conn)
        .expect("the account is added");
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token::digest(&cookie)),
            sessions::account_id.eq(account),
            sessions::form_token.eq(&form_token),
            sessions::stage.eq(SessionStage::Full),
            sessions::started_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::client_address.eq("127.0.0.1"),
            sessions::client_name.eq("journeys"),
        ))
        .execute(&mut conn)
        .expect("the session is added");
    Person::signed_in(&office.address, account, name, &email, &cookie, form_token)
}

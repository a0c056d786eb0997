//! A password is set anew because somebody else knows the old one: whatever they had begun with it comes too late.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use diesel::prelude::*;
use seen::access::account::{AccountRole, SessionStage};
use seen::db::schema::{accounts, sessions};
use tokio::time::sleep;

use crate::office::{Form, Office, Page, Person};

const EMAIL: &str = "amina.khan@wexcombe.example";
const OLD: &str = "lantern harbour thistle";
const NEW: &str = "copper meadow nineteen";
const INTRUDERS: &str = "velvet anchor sunday";

async fn with_amina() -> Office {
    let office = Office::open().await;
    office.register().add_account(EMAIL, "Amina Khan", AccountRole::Officer, OLD).await.expect("the account is added");
    office
}

/// Follows a link the administrator made, and has typed the new password.
async fn sets_new_password(office: &Office) -> (Person, Form) {
    let ada = office.administrator("Ada").await;
    let page = ada.click(&ada.get("/accounts").await, "Amina Khan").await;
    let page = ada.send(page.form("Make a link to reset the password")).await;
    let link = page.texts("#link").concat();
    let link = &link[link.find("/link?").expect("a link on the page")..];
    let amina = office.stranger();
    let form = amina.get(link).await.form("Set password").with("password", NEW);
    (amina, form)
}

async fn signs_in(office: &Office, password: &str) -> (Person, Page) {
    let person = office.stranger();
    let form = person.get("/sign-in").await.form("Sign in").with("email", EMAIL).with("password", password);
    let answer = person.send(form).await;
    (person, answer)
}

/// Passwords are hashed one at a time, so while the `first` one asked for is at it the other has read what it needs.
async fn at_once(first: (&Person, Form), second: (&Person, Form)) -> (Page, Page) {
    tokio::join!(first.0.send(first.1), async {
        sleep(Duration::from_millis(2)).await;
        second.0.send(second.1).await
    })
}

fn sessions_of_amina(office: &Office) -> i64 {
    let hers = accounts::table.filter(accounts::email.eq(EMAIL)).select(accounts::id);
    let of_amina = sessions::table.filter(sessions::account_id.eq_any(hers)).count();
    of_amina.get_result(&mut office.database()).expect("sessions are counted")
}

#[actix_web::test]
async fn whoever_was_signing_in_with_the_old_one_is_not() {
    let office = with_amina().await;
    // A hash of another cost would be made anew: that must not undo the new password either.
    let before = Argon2::default().hash_password(OLD.as_bytes()).expect("it is hashed").to_string();
    diesel::update(accounts::table.filter(accounts::email.eq(EMAIL)))
        .set(accounts::password_hash.eq(before))
        .execute(&mut office.database())
        .expect("it is as it was before");
    let (amina, new_password) = sets_new_password(&office).await;
    let intruder = office.stranger();
    let form = intruder.get("/sign-in").await.form("Sign in").with("email", EMAIL).with("password", OLD);
    let (set, _) = at_once((&amina, new_password), (&intruder, form)).await;
    assert_eq!(set.location(), "/sign-in?done=password-set", "{set}");
    assert_eq!(sessions_of_amina(&office), 0);
    assert_eq!(intruder.get("/account").await.location(), "/sign-in");
    let (_, refused) = signs_in(&office, OLD).await;
    assert_eq!(refused.faults(), ["The email address or the password is not right"]);
    assert_eq!(signs_in(&office, NEW).await.1.location(), "/");
}

#[actix_web::test]
async fn whoever_was_choosing_another_has_not() {
    let office = with_amina().await;
    let (amina, new_password) = sets_new_password(&office).await;
    let (intruder, _) = signs_in(&office, OLD).await;
    let form = intruder.get("/account/password").await.form("Change password");
    let form = form.with("current", OLD).with("password", INTRUDERS);
    let (_, set) = at_once((&intruder, form), (&amina, new_password)).await;
    assert_eq!(set.location(), "/sign-in?done=password-set", "{set}");
    assert_eq!(sessions_of_amina(&office), 0);
    assert_eq!(signs_in(&office, INTRUDERS).await.1.status(), 422);
    assert_eq!(signs_in(&office, NEW).await.1.location(), "/");
}

#[actix_web::test]
async fn whoever_was_setting_up_a_second_factor_has_not() {
    let office = with_amina().await;
    let (amina, new_password) = sets_new_password(&office).await;
    let (intruder, _) = signs_in(&office, OLD).await;
    let page = intruder.get("/second-factor").await;
    let code = crate::second_factor::code_of(&office, &page.texts(".seen-copy").concat());
    let form = page.form("Set up").with("code", &code).with("password", OLD);
    let (set, _) = at_once((&amina, new_password), (&intruder, form)).await;
    assert_eq!(set.location(), "/sign-in?done=password-set", "{set}");
    assert_eq!(sessions_of_amina(&office), 0);
    let (amina, answer) = signs_in(&office, NEW).await;
    assert_eq!(answer.location(), "/", "nobody asks her for a code of the intruder's");
    assert_eq!(amina.get("/account").await.status(), 200);
}

#[actix_web::test]
async fn one_password_given_leads_to_one_session() {
    let office = with_amina().await;
    let (first, _) = signs_in(&office, OLD).await;
    let page = first.get("/second-factor").await;
    let code = crate::second_factor::code_of(&office, &page.texts(".seen-copy").concat());
    let codes = first.send(page.form("Set up").with("code", &code).with("password", OLD)).await;
    let codes = codes.texts(".seen-codes li");
    let (amina, answer) = signs_in(&office, OLD).await;
    let page = amina.follow(&answer).await;
    let (one, other) = (page.form("Continue").with("code", &codes[0]), page.form("Continue").with("code", &codes[1]));
    let (one, other) = tokio::join!(amina.send(one), amina.send(other));
    let mut led_to = [one.location(), other.location()];
    led_to.sort_unstable();
    assert_eq!(led_to, ["/", "/sign-in"]);
    let full = sessions::table.filter(sessions::stage.eq(SessionStage::Full)).count();
    let full: i64 = full.get_result(&mut office.database()).expect("sessions are counted");
    assert_eq!(full, 2, "the browser it was set up in, and one more");
}

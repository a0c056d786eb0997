//! Getting in, being kept out, and getting out again.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use chrono::TimeDelta;
use diesel::prelude::*;
use seen::access::account::AccountRole;
use seen::db::schema::{accounts, audit, sessions};

use crate::office::{Office, Page, Person};

const EMAIL: &str = "amina.khan@wexcombe.example";
const PASSWORD: &str = "lantern harbour thistle";

async fn with_amina(role: AccountRole) -> Office {
    let office = Office::open().await;
    office.register().add_account(EMAIL, "Amina Khan", role, PASSWORD).await.expect("the account is added");
    office
}

async fn tries(person: &Person, email: &str, password: &str) -> Page {
    let form = person.get("/sign-in").await.form("Sign in");
    person.send(form.with("email", email).with("password", password)).await
}

fn events(office: &Office) -> Vec<String> {
    audit::table.order(audit::id).select(audit::event).load(&mut office.database()).expect("the trail is read")
}

#[actix_web::test]
async fn an_officer_signs_in_and_out_again() {
    let office = with_amina(AccountRole::Officer).await;
    let amina = office.stranger();
    let page = amina.get("/account").await;
    assert_eq!((page.status(), page.location()), (303, "/sign-in"), "{page}");
    let answer = tries(&amina, " Amina.Khan@Wexcombe.example ", PASSWORD).await;
    assert_eq!((answer.status(), answer.location()), (303, "/"), "{answer}");
    let account = amina.get("/account").await;
    assert!(account.has_link("Amina Khan, officer"), "{account}");
    assert_eq!(amina.get("/sign-in").await.location(), "/");
    let out = amina.send(account.form("/sign-out")).await;
    assert_eq!(out.location(), "/sign-in?done=signed-out");
    assert!(out.header("clear-site-data").contains("cookies"), "{out}");
    assert_eq!(amina.get("/account").await.location(), "/sign-in");
    let left: i64 = sessions::table.count().get_result(&mut office.database()).expect("sessions are counted");
    assert_eq!(left, 0, "the row of the session is gone");
    assert!(events(&office).ends_with(&["signed_in".into(), "signed_out".into()]));
}

#[actix_web::test]
async fn signing_in_gives_a_new_session_and_ends_the_one_before() {
    let office = with_amina(AccountRole::Officer).await;
    let amina = office.stranger();
    tries(&amina, EMAIL, PASSWORD).await;
    let hash = |office: &Office| -> Vec<String> {
        sessions::table.select(sessions::token_hash).load(&mut office.database()).expect("sessions are read")
    };
    let first = hash(&office);
    let page = amina.get("/account").await;
    amina.send(page.form("/sign-out")).await;
    tries(&amina, EMAIL, PASSWORD).await;
    let second = hash(&office);
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first, second);
}

#[actix_web::test]
async fn nothing_tells_whether_an_account_exists() {
    let office = with_amina(AccountRole::Officer).await;
    let stranger = office.stranger();
    let wrong = tries(&stranger, EMAIL, "not the password").await;
    let unknown = tries(&stranger, "nobody@wexcombe.example", "not the password").await;
    assert_eq!((wrong.status(), unknown.status()), (422, 422));
    assert_eq!(wrong.faults(), unknown.faults());
    assert_eq!(wrong.source().replace(EMAIL, "-"), unknown.source().replace("nobody@wexcombe.example", "-"));
    assert!(!wrong.source().contains("not the password"), "a password is never shown again");
    for _ in 0..5 {
        tries(&stranger, EMAIL, "not the password").await;
        tries(&stranger, "nobody@wexcombe.example", "not the password").await;
    }
    let wrong = tries(&stranger, EMAIL, "not the password").await;
    let unknown = tries(&stranger, "nobody@wexcombe.example", "not the password").await;
    assert_eq!((wrong.status(), wrong.faults()), (unknown.status(), unknown.faults()));
    assert_eq!(wrong.status(), 429, "{wrong}");
}

#[actix_web::test]
async fn a_password_hashed_at_another_cost_is_right_and_hashed_anew() {
    let office = with_amina(AccountRole::Officer).await;
    let before = Argon2::default().hash_password(PASSWORD.as_bytes()).expect("it is hashed").to_string();
    let stored = |office: &Office| -> Option<String> {
        let of_amina = accounts::table.filter(accounts::email.eq(EMAIL)).select(accounts::password_hash);
        of_amina.first(&mut office.database()).expect("the hash is read")
    };
    let cost = |hash: Option<String>| hash.and_then(|hash| hash.rsplitn(3, '$').nth(2).map(str::to_owned));
    let of_today = cost(stored(&office));
    diesel::update(accounts::table.filter(accounts::email.eq(EMAIL)))
        .set(accounts::password_hash.eq(&before))
        .execute(&mut office.database())
        .expect("it is as it was before");
    let amina = office.stranger();
    assert_eq!(tries(&amina, EMAIL, "not the password").await.status(), 422);
    assert_eq!(stored(&office), Some(before), "a wrong guess leaves it");
    assert_eq!(tries(&amina, EMAIL, PASSWORD).await.location(), "/");
    assert_eq!(cost(stored(&office)), of_today);
    assert_eq!(amina.get("/account").await.status(), 200, "and she is still signed in");
    assert_eq!(tries(&office.stranger(), EMAIL, PASSWORD).await.location(), "/");
}

#[actix_web::test]
async fn a_disabled_account_is_refused_like_a_wrong_password() {
    let office = with_amina(AccountRole::Officer).await;
    let ada = office.administrator("Ada").await;
    let amina = office.stranger();
    tries(&amina, EMAIL, PASSWORD).await;
    assert_eq!(amina.get("/account").await.status(), 200);
    let list = ada.get("/accounts").await;
    let page = ada.click(&list, "Amina Khan").await;
    let page = ada.does(page.form("Disable the account")).await;
    assert!(page.text().contains("Disabled since"), "{page}");
    assert_eq!(amina.get("/account").await.location(), "/sign-in", "her session ended at once");
    let refused = tries(&amina, EMAIL, PASSWORD).await;
    assert_eq!(refused.faults(), ["The email address or the password is not right"]);
    let page = ada.does(page.form("Enable the account")).await;
    assert!(page.text().contains("Active"), "{page}");
    assert_eq!(tries(&amina, EMAIL, PASSWORD).await.status(), 303);
}

#[actix_web::test]
async fn guesses_must_wait_ever_longer_also_after_a_restart() {
    let mut office = with_amina(AccountRole::Officer).await;
    let guesser = office.stranger();
    for _ in 0..5 {
        assert_eq!(tries(&guesser, EMAIL, "a wrong password").await.status(), 422);
    }
    let paused = tries(&guesser, EMAIL, PASSWORD).await;
    assert_eq!(paused.faults(), ["There were too many attempts to sign in. Try again in 1 minute"]);
    office.restarts().await;
    let guesser = office.stranger();
    assert_eq!(tries(&guesser, EMAIL, PASSWORD).await.status(), 429, "the right password does not help either");
    office.clock().advance(TimeDelta::seconds(31));
    assert_eq!(tries(&guesser, EMAIL, "a wrong password").await.status(), 422);
    office.clock().advance(TimeDelta::seconds(31));
    assert_eq!(tries(&guesser, EMAIL, PASSWORD).await.status(), 429, "the second pause is longer than the first");
    office.clock().advance(TimeDelta::seconds(31));
    assert_eq!(tries(&guesser, EMAIL, PASSWORD).await.status(), 303);
    let page = guesser.get("/account").await;
    guesser.send(page.form("/sign-out")).await;
    assert_eq!(tries(&guesser, EMAIL, "a wrong password").await.status(), 422, "success has cleared the count");
}

#[actix_web::test]
async fn a_page_of_another_site_cannot_sign_anybody_in() {
    let office = with_amina(AccountRole::Officer).await;
    let stranger = office.stranger();
    stranger.get("/sign-in").await;
    let token = stranger.form_token();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("form_token", token.as_str())];
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = stranger.request(reqwest::Method::POST, "/sign-in").header(header, value).form(&fields);
        let answer = stranger.answer(request).await;
        assert_eq!((answer.status(), answer.heading().as_str()), (403, "This form is out of date"), "{answer}");
    }
    let without = stranger.request(reqwest::Method::POST, "/sign-in").form(&fields[..2]);
    assert_eq!(stranger.answer(without).await.status(), 403);
}

#[actix_web::test]
async fn somebody_changes_the_password_and_is_signed_out_elsewhere() {
    let office = with_amina(AccountRole::Officer).await;
    let (here, there) = (office.stranger(), office.stranger());
    tries(&here, EMAIL, PASSWORD).await;
    tries(&there, EMAIL, PASSWORD).await;
    let form = here.get("/account/password").await.form("Change password");
    let wrong = here.send(form.with("current", "something else").with("password", "candle meadow river")).await;
    assert_eq!(wrong.faults(), ["Enter the password you sign in with now"]);
    let short = here.send(wrong.form("Change password").with("current", PASSWORD).with("password", "short")).await;
    assert_eq!(short.faults(), ["Your password must have at least 12 characters"]);
    let done = here.does(short.form("Change password").with("current", PASSWORD).with("password", "candle meadow river")).await;
    assert!(done.done().contains("Your password is changed"), "{done}");
    assert_eq!(there.get("/account").await.location(), "/sign-in");
    assert_eq!(tries(&there, EMAIL, PASSWORD).await.status(), 422);
    assert_eq!(tries(&there, EMAIL, "candle meadow river").await.status(), 303);
    let page = here.get("/account").await;
    assert_eq!(page.rows("tbody").len(), 2, "{page}");
    here.send(page.form("Sign out everywhere")).await;
    assert_eq!(there.get("/account").await.location(), "/sign-in");
}

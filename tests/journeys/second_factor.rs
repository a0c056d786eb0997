//! A manager signs in with a code besides the password.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::access::account::AccountRole;
use seen::access::second_factor::KEY_FILE;
use seen::db::schema::accounts;
use totp_rs::{Builder, Secret};

use crate::office::{Office, Page, Person};

const EMAIL: &str = "mina@wexcombe.example";
const PASSWORD: &str = "lantern harbour thistle";

async fn with_mina() -> Office {
    let office = Office::open().await;
    office.register().add_account(EMAIL, "Mina", AccountRole::Manager, PASSWORD).await.expect("the account is added");
    office
}

async fn gives_password(person: &Person) -> Page {
    let form = person.get("/sign-in").await.form("Sign in");
    let answer = person.send(form.with("email", EMAIL).with("password", PASSWORD)).await;
    assert_eq!(answer.status(), 303, "{answer}");
    person.follow(&answer).await
}

/// The code an app with this key shows now.
pub fn code_of(office: &Office, key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).expect("the key is base32");
    let totp = Builder::new().with_secret(secret).build().expect("a generator");
    totp.generate(u64::try_from(office.clock().now().and_utc().timestamp()).expect("after 1970")).to_string()
}

/// Sets the factor up; the key and the recovery codes.
async fn enrols(office: &Office, mina: &Person) -> (String, Vec<String>) {
    let page = gives_password(mina).await;
    assert_eq!(page.heading(), "Set up a second factor", "{page}");
    let key = page.texts(".seen-copy").concat();
    let codes = mina.send(page.form("Set up").with("code", &code_of(office, &key))).await;
    assert_eq!((codes.status(), codes.heading().as_str()), (200, "Your recovery codes"), "{codes}");
    (key, codes.texts(".seen-codes li"))
}

#[actix_web::test]
async fn a_manager_sets_a_second_factor_up_before_anything_else() {
    let office = with_mina().await;
    let mina = office.stranger();
    let page = gives_password(&mina).await;
    assert_eq!(page.heading(), "Set up a second factor");
    for path in ["/children", "/account", "/account/password"] {
        assert_eq!(mina.get(path).await.location(), "/sign-in", "{path} is not open yet");
    }
    let wrong = mina.send(page.form("Set up").with("code", "000000")).await;
    assert_eq!(wrong.status(), 422, "{wrong}");
    assert_eq!(wrong.texts(".seen-copy"), page.texts(".seen-copy"), "the key stays the same while she tries");
    let again = office.stranger();
    let (_, codes) = enrols(&office, &again).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(again.get("/account").await.status(), 200);
}

#[actix_web::test]
async fn a_code_is_good_once() {
    let office = with_mina().await;
    let (key, _) = enrols(&office, &office.stranger()).await;
    let used = code_of(&office, &key);
    let mina = office.stranger();
    let page = gives_password(&mina).await;
    assert_eq!(page.heading(), "Enter your code");
    assert_eq!(mina.get("/account").await.location(), "/sign-in");
    assert_eq!(mina.get("/second-factor").await.location(), "/sign-in/code", "nobody enrols anew with a password alone");
    let replayed = mina.send(page.form("Continue").with("code", &used)).await;
    assert_eq!(replayed.status(), 422, "the code that set it up is spent: {replayed}");
    office.clock().advance(TimeDelta::seconds(60));
    let next = code_of(&office, &key);
    let answer = mina.send(replayed.form("Continue").with("code", &next)).await;
    assert_eq!((answer.status(), answer.location()), (303, "/"), "{answer}");
    let onlooker = office.stranger();
    let page = gives_password(&onlooker).await;
    assert_eq!(onlooker.send(page.form("Continue").with("code", &next)).await.status(), 422);
}

/// The secret as it lies in the database.
fn stored(office: &Office) -> String {
    let secret = accounts::table.filter(accounts::email.eq(EMAIL)).select(accounts::totp_secret.assume_not_null());
    secret.first(&mut office.database()).expect("the account is read")
}

/// Half a minute later, gives the password and the code of a key.
async fn signs_in(office: &Office, key: &str) -> Page {
    office.clock().advance(TimeDelta::seconds(60));
    let mina = office.stranger();
    let page = gives_password(&mina).await;
    mina.send(page.form("Continue").with("code", &code_of(office, key))).await
}

#[actix_web::test]
async fn whoever_reads_the_database_cannot_make_codes() {
    let mut office = with_mina().await;
    let (key, recovery) = enrols(&office, &office.stranger()).await;
    assert!(!stored(&office).contains(&key.replace(' ', "")), "it is encrypted: {}", stored(&office));
    office.restarts().await;
    assert_eq!(signs_in(&office, &key).await.status(), 303, "the key outlives a restart");

    // A copy of the database on a machine without the key.
    std::fs::remove_file(office.house().config().data_dir.join(KEY_FILE)).expect("the key is in the data folder");
    let refused = signs_in(&office, &key).await;
    assert_eq!(refused.status(), 422, "{refused}");
    assert!(refused.says("Use a recovery code"), "{refused}");
    let mina = office.stranger();
    let page = gives_password(&mina).await;
    assert_eq!(mina.send(page.form("Continue").with("code", &recovery[0])).await.status(), 303);
}

#[actix_web::test]
async fn a_secret_from_before_they_were_encrypted_is_encrypted_with_the_next_code() {
    let office = with_mina().await;
    let (key, _) = enrols(&office, &office.stranger()).await;
    let open = key.replace(' ', "");
    diesel::update(accounts::table.filter(accounts::email.eq(EMAIL)))
        .set(accounts::totp_secret.eq(&open))
        .execute(&mut office.database())
        .expect("the account is as it was then");
    for _ in 0..2 {
        assert_eq!(signs_in(&office, &key).await.status(), 303);
        assert!(!stored(&office).contains(&open));
    }
}

#[actix_web::test]
async fn a_recovery_code_signs_in_once() {
    let office = with_mina().await;
    let (_, codes) = enrols(&office, &office.stranger()).await;
    let mina = office.stranger();
    let page = gives_password(&mina).await;
    let answer = mina.send(page.form("Continue").with("code", &codes[3].to_uppercase())).await;
    assert_eq!(answer.status(), 303, "{answer}");
    let account = mina.get("/account").await;
    assert!(account.text().contains("9 of your recovery codes are left"), "{account}");
    let again = office.stranger();
    let page = gives_password(&again).await;
    assert_eq!(again.send(page.form("Continue").with("code", &codes[3])).await.status(), 422);
}

#[actix_web::test]
async fn codes_cannot_be_guessed() {
    let office = with_mina().await;
    let (key, _) = enrols(&office, &office.stranger()).await;
    office.clock().advance(TimeDelta::seconds(60));
    let guesser = office.stranger();
    let mut page = gives_password(&guesser).await;
    for _ in 0..5 {
        page = guesser.send(page.form("Continue").with("code", "000000")).await;
        assert_eq!(page.status(), 422, "{page}");
    }
    let paused = guesser.send(page.form("Continue").with("code", &code_of(&office, &key))).await;
    assert_eq!(paused.status(), 429, "{paused}");
}

#[actix_web::test]
async fn whoever_becomes_a_manager_needs_one_at_once() {
    let office = Office::open().await;
    let (ada, oli) = (office.administrator("Ada").await, office.officer("Oli").await);
    assert_eq!(oli.get("/account").await.status(), 200);
    let page = ada.get(&format!("/accounts/{}", oli.id())).await;
    ada.does(page.form("Save").with("role", "manager")).await;
    assert_eq!(oli.get("/account").await.location(), "/sign-in");
    assert_eq!(oli.get("/sign-in").await.location(), "/second-factor");
}

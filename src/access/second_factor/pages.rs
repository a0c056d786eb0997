//! The page that asks for a code, and the page that sets the second factor up.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::model::{Enrolment, enrolment, matching_step, mint_recovery_codes, tidy_code};
use super::queries::Proven;
use super::seal::Seal;
use crate::access::account::SessionStage;
use crate::access::actor::System;
use crate::access::client::Client;
use crate::access::house::House;
use crate::access::password;
use crate::access::session::{self, Session};
use crate::access::sign_in::{lead_on, way_on};
use crate::access::throttle::{Attempt, Subject, minutes_until};
use crate::access::who::Who;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::web::frame::home;
use crate::web::page::render;
use crate::web::{Faults, Form, filters};

/// Asks for a code.
#[derive(Template)]
#[template(path = "second_factor/ask.html")]
struct AskPage {
    faults: Faults,
}

/// Sets a second factor up, or a new one.
#[derive(Template)]
#[template(path = "second_factor/set_up.html")]
struct SetUpPage {
    enrolment: Enrolment,
    /// Already signed in, so that the password is asked for too.
    is_renewal: bool,
    is_required: bool,
    faults: Faults,
}

/// The recovery codes, this once.
#[derive(Template)]
#[template(path = "second_factor/codes.html")]
struct CodesPage {
    codes: Vec<String>,
    way_on: &'static str,
}

#[derive(Default, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// `GET /sign-in/code`
pub(super) async fn ask(request: HttpRequest) -> Result<HttpResponse> {
    let session = session_of(&request)?;
    if session.stage != SessionStage::AwaitsSecondFactor {
        return Ok(elsewhere(&session));
    }
    Ok(render(&request, &AskPage { faults: Faults::none() }, StatusCode::OK))
}

/// `POST /sign-in/code`
pub(super) async fn check(house: web::Data<House>, request: HttpRequest, Form(form): Form<CodeForm>) -> Result<HttpResponse> {
    let session = session_of(&request)?;
    if session.stage != SessionStage::AwaitsSecondFactor {
        return Ok(elsewhere(&session));
    }
    let mut faults = Faults::none();
    let client = Client::of(&request, house.config());
    let (by_account, by_address) = (Subject::second_factor(session.account), Subject::address(client.address));
    if form.code.trim().is_empty() {
        faults.add("code", "Enter the code from your app");
    } else if let Some(sentence) = must_wait(&house, vec![by_account.clone(), by_address.clone()]).await? {
        faults.add("code", sentence);
        return Ok(render(&request, &AskPage { faults }, StatusCode::TOO_MANY_REQUESTS));
    }
    if !faults.is_empty() {
        return Ok(render(&request, &AskPage { faults }, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (account, hash, seal) = (session.account, session.token_hash.clone(), Seal::of(house.config()));
    let signed_in = System::on_behalf_of(&house, who(&session))
        .change(Event::SignedIn {}, move |desk| {
            desk.give_up_session(&hash)?;
            match desk.spend_code(account, seal, &form.code)? {
                None => return Err(Error::refused("The code is not right, or has been used already. Wait for the next one")),
                Some(Proven::ByRecoveryCode) => desk.also(&Event::RecoveryCodeUsed {})?,
                Some(Proven::ByApp) => {}
            }
            desk.start_session(account, SessionStage::Full, &client)
        })
        .await;
    match signed_in {
        Ok(token) => {
            house.attempt_succeeded(by_account, Some(by_address)).await?;
            Ok(lead_on(&house, token, home(session.role)))
        }
        Err(Error::Refused(sentence)) => {
            house.sign_in_failed(Some(who(&session))).await?;
            faults.add("code", sentence);
            Ok(render(&request, &AskPage { faults }, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

/// `GET /second-factor`
pub(super) async fn show(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse> {
    let session = session_of(&request)?;
    if session.stage == SessionStage::AwaitsSecondFactor {
        return Ok(elsewhere(&session));
    }
    set_up_page(&house, &request, &session, Faults::none(), StatusCode::OK).await
}

/// `POST /second-factor`: answered with the recovery codes themselves, which exist nowhere else.
pub(super) async fn set_up(house: web::Data<House>, request: HttpRequest, Form(form): Form<CodeForm>) -> Result<HttpResponse> {
    let session = session_of(&request)?;
    if session.stage == SessionStage::AwaitsSecondFactor {
        return Ok(elsewhere(&session));
    }
    let mut faults = Faults::none();
    let offered = offered(&house, &request, &session).await?;
    let step = matching_step(&offered.secret, &tidy_code(&form.code), house.clock().now())?;
    if step.is_none() {
        faults.add("code", "That is not the code the app shows for this key. Wait for the next one and enter it");
    }
    if session.is_full()
        && let Some(sentence) = password_fault(&house, &session, form.password).await?
    {
        faults.add("password", sentence);
    }
    let Some(step) = step.filter(|_| faults.is_empty()) else {
        return set_up_page(&house, &request, &session, faults, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let codes = mint_recovery_codes();
    let (account, hash, kept) = (session.account, session.token_hash.clone(), codes.clone());
    let secret = Seal::of(house.config())?.close(account, &offered.secret)?;
    let (client, is_new_sign_in) = (Client::of(&request, house.config()), !session.is_full());
    let token = System::on_behalf_of(&house, who(&session))
        .change(Event::SecondFactorSetUp {}, move |desk| {
            desk.give_up_session(&hash)?;
            desk.keep_factor(account, &secret, step, &kept)?;
            desk.end_sessions_of(account)?;
            if is_new_sign_in {
                desk.also(&Event::SignedIn {})?;
            }
            desk.start_session(account, SessionStage::Full, &client)
        })
        .await?;
    let secure = house.config().is_secure();
    let way_on = if is_new_sign_in { home(session.role) } else { "/account?done=second-factor" };
    let mut response = render(&request, &CodesPage { codes, way_on }, StatusCode::OK);
    let cookie = session::cookie(session::cookie_name(secure), token, secure);
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}

fn session_of(request: &HttpRequest) -> Result<Session> {
    request.extensions().get::<Session>().cloned().ok_or(Error::SignInNeeded)
}

fn who(session: &Session) -> Who {
    Who::account(&session.authority, session.account, session.role, &session.name)
}

fn elsewhere(session: &Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("Location", way_on(session.stage, session.role))).finish()
}

async fn must_wait(house: &House, subjects: Vec<Subject>) -> Result<Option<String>> {
    Ok(match house.begin_attempt(subjects).await? {
        Attempt::Allowed => None,
        Attempt::NotBefore(instant) => {
            let pause = minutes_until(instant, house.clock().now());
            Some(format!("There were too many attempts. Try again in {pause}"))
        }
    })
}

/// Somebody at a computer that was left open cannot change how its owner signs in.
pub(in crate::access) async fn password_fault(house: &House, session: &Session, typed: String) -> Result<Option<String>> {
    let subject = Subject::second_factor(session.account);
    if let Some(sentence) = must_wait(house, vec![subject.clone()]).await? {
        return Ok(Some(sentence));
    }
    let stored = house.password_hash_of(session.account).await?;
    if !password::is_right(typed, stored).await? {
        return Ok(Some("Enter the password you sign in with now".into()));
    }
    house.attempt_succeeded(subject, None).await?;
    Ok(None)
}

async fn offered(house: &House, request: &HttpRequest, session: &Session) -> Result<Enrolment> {
    let token = session::token_of(request, house.config().is_secure()).ok_or(Error::SignInNeeded)?;
    let email = house.email_of(session.account).await?;
    enrolment(&token, &session.authority_name, &email)
}

async fn set_up_page(
    house: &House,
    request: &HttpRequest,
    session: &Session,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse> {
    let page = SetUpPage {
        enrolment: offered(house, request, session).await?,
        is_renewal: session.is_full(),
        is_required: session.second_factor.requires(session.role),
        faults,
    };
    Ok(render(request, &page, status))
}

//! The sign-in page.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, LOCATION};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::queries::Candidate;
use super::{NOT_RIGHT, lead_on, way_on};
use crate::access::account::{SessionStage, tidy_email};
use crate::access::actor::System;
use crate::access::client::Client;
use crate::access::house::House;
use crate::access::password;
use crate::access::session::{self, Session};
use crate::access::throttle::{Attempt, Subject, minutes_until};
use crate::access::who::Who;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::web::filters;
use crate::web::page::render;
use crate::web::{Faults, Form, Posted, Reply, token};

#[derive(Template)]
#[template(path = "sign_in/show.html")]
pub(super) struct SignInPage {
    form: SignInForm,
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(super) struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

impl SignInForm {
    fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        if self.email.trim().is_empty() {
            faults.add("email", "Enter your email address");
        }
        if self.password.is_empty() {
            faults.add("password", "Enter your password");
        }
        faults
    }

    /// The page again, with the e-mail address that was typed and never the password.
    fn again(self, request: &HttpRequest, faults: Faults, status: StatusCode) -> HttpResponse {
        render(request, &SignInPage { form: Self { password: String::new(), ..self }, faults }, status)
    }
}

/// `GET /sign-in`
pub(super) async fn show(request: HttpRequest) -> Reply<SignInPage> {
    match request.extensions().get::<Session>() {
        Some(session) => Reply::go_to(way_on(session.stage, session.role)),
        None => Reply::Show(SignInPage { form: SignInForm::default(), faults: Faults::none() }),
    }
}

/// `POST /sign-in`
pub(super) async fn sign_in(house: web::Data<House>, request: HttpRequest, Form(form): Form<SignInForm>) -> Result<HttpResponse> {
    let faults = form.faults();
    if !faults.is_empty() {
        return Ok(form.again(&request, faults, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let client = Client::of(&request, house.config());
    let email = tidy_email(&form.email).unwrap_or_else(|| form.email.trim().to_lowercase());
    let (by_email, by_address) = (Subject::email(&email), Subject::address(client.address));
    if let Attempt::NotBefore(instant) = house.begin_attempt(vec![by_email.clone(), by_address.clone()]).await? {
        let pause = minutes_until(instant, house.clock().now());
        let mut faults = Faults::none();
        faults.add("email", format!("There were too many attempts to sign in. Try again in {pause}"));
        return Ok(form.again(&request, faults, StatusCode::TOO_MANY_REQUESTS));
    }
    let candidate = house.candidate(email).await?;
    let stored = candidate.as_ref().and_then(|candidate| candidate.password_hash.clone());
    let is_right = password::is_right(form.password.clone(), stored.clone()).await?;
    let (Some(candidate), Some(stored)) = (candidate.clone().filter(|_| is_right), stored) else {
        return not_right(&house, &request, form, candidate).await;
    };
    let stage = SessionStage::after_password(candidate.second_factor, candidate.role, candidate.has_factor);
    let event = if stage == SessionStage::Full { Event::SignedIn {} } else { Event::PasswordAccepted {} };
    let id = candidate.id;
    let earlier = session::token_of(&request, house.config().is_secure());
    let anew = password::hash_anew(form.password.clone(), &stored).await?;
    let signed_in = System::on_behalf_of(&house, candidate.who())
        .change(event, move |desk| {
            desk.keep_password(id, &stored, anew.as_deref())?;
            if let Some(earlier) = earlier {
                desk.end_session(&token::digest(&earlier))?;
            }
            desk.start_session(id, stage, &client)
        })
        .await;
    match signed_in {
        Ok(token) => {
            house.attempt_succeeded(by_email, Some(by_address)).await?;
            Ok(lead_on(&house, token, way_on(stage, candidate.role)))
        }
        Err(Error::Refused(_)) => not_right(&house, &request, form, Some(candidate)).await,
        Err(error) => Err(error),
    }
}

/// The same answer to a wrong password, an address without an account, and a password that is not the one any more.
async fn not_right(house: &House, request: &HttpRequest, form: SignInForm, candidate: Option<Candidate>) -> Result<HttpResponse> {
    house.sign_in_failed(candidate.map(|candidate| candidate.who())).await?;
    let mut faults = Faults::none();
    faults.add("email", NOT_RIGHT);
    Ok(form.again(request, faults, StatusCode::UNPROCESSABLE_ENTITY))
}

/// `POST /sign-out`: from any stage.
pub(super) async fn sign_out(house: web::Data<House>, request: HttpRequest, _: Posted) -> Result<HttpResponse> {
    let session = request.extensions().get::<Session>().cloned();
    if let Some(session) = session {
        let who = Who::account(&session.authority, session.account, session.role, &session.name);
        let system = System::on_behalf_of(&house, who);
        system.change(Event::SignedOut {}, move |desk| desk.end_session(&session.token_hash)).await?;
    }
    Ok(signed_out(&house, "/sign-in?done=signed-out"))
}

/// Leads on without a session, and has the browser forget what it kept.
pub(in crate::access) fn signed_out(house: &House, path: &'static str) -> HttpResponse {
    let secure = house.config().is_secure();
    let mut gone = session::cookie(session::cookie_name(secure), String::new(), secure);
    gone.make_removal();
    HttpResponse::SeeOther()
        .cookie(gone)
        .insert_header((header::HeaderName::from_static("clear-site-data"), "\"cache\", \"cookies\", \"storage\""))
        .insert_header((LOCATION, path))
        .finish()
}

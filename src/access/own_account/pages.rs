//! `/account`: for everybody who is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::queries::OwnAccount;
use crate::access::account::SessionStage;
use crate::access::client::Client;
use crate::access::house::House;
use crate::access::second_factor::password_fault;
use crate::access::session::Session;
use crate::access::sign_in::{lead_on, signed_out};
use crate::access::{SignedIn, password};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::web::page::render;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

#[derive(Template)]
#[template(path = "own_account/show.html")]
pub(super) struct AccountPage {
    name: String,
    role: &'static str,
    authority: String,
    own: OwnAccount,
    this_session: String,
    is_factor_required: bool,
}

/// `GET /account`
pub(super) async fn show(me: SignedIn, request: HttpRequest) -> Result<Page<AccountPage>> {
    let session = session_of(&request)?;
    let own = me.read(|desk| desk.own_account()).await?;
    Ok(Page(AccountPage {
        is_factor_required: session.second_factor.requires(session.role),
        name: session.name,
        role: session.role.label(),
        authority: session.authority_name,
        own,
        this_session: session.token_hash,
    }))
}

#[derive(Template)]
#[template(path = "own_account/password.html")]
pub(super) struct PasswordPage {
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

/// `GET /account/password`
pub(super) async fn password(_me: SignedIn, request: HttpRequest) -> HttpResponse {
    render(&request, &PasswordPage { faults: Faults::none() }, StatusCode::OK)
}

/// `POST /account/password`: ends every other session.
pub(super) async fn change_password(me: SignedIn, request: HttpRequest, Form(form): Form<PasswordForm>) -> Result<HttpResponse> {
    let (house, session) = (me.house(), session_of(&request)?);
    let email = house.email_of(session.account).await?;
    let mut faults = Faults::none();
    if let Some(sentence) = password_fault(house, &session, form.current).await? {
        faults.add("current", sentence);
    }
    faults.take("password", password::check(&form.password, &session.name, &email));
    if !faults.is_empty() {
        return Ok(render(&request, &PasswordPage { faults }, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let hash = password::hash(form.password).await?;
    let client = Client::of(&request, house.config());
    let token = me
        .change(Event::PasswordChanged {}, move |desk| {
            desk.give_up_session(&session.token_hash)?;
            desk.set_password(session.account, &hash)?;
            desk.start_session(session.account, SessionStage::Full, &client)
        })
        .await?;
    Ok(lead_on(house, token, "/account?done=password-changed"))
}

#[derive(Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    session: String,
}

/// `POST /account/end-session`
pub(super) async fn end_one(me: SignedIn, Form(form): Form<EndForm>) -> Result<Reply<PasswordPage>> {
    me.change(Event::SessionEnded {}, move |desk| desk.end_own_session(&form.session)).await?;
    Ok(Reply::go_to("/account?done=session-ended"))
}

/// `POST /account/sign-out-everywhere`: here too.
pub(super) async fn sign_out_everywhere(me: SignedIn, house: web::Data<House>, _: Posted) -> Result<HttpResponse> {
    let account = me.who().account.ok_or(Error::SignInNeeded)?;
    me.change(Event::SignedOutEverywhere {}, move |desk| desk.end_sessions_of(account)).await?;
    Ok(signed_out(&house, "/sign-in?done=signed-out-everywhere"))
}

fn session_of(request: &HttpRequest) -> Result<Session> {
    request.extensions().get::<Session>().cloned().ok_or(Error::SignInNeeded)
}

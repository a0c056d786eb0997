//! Sessions: rows in the database, so that they work on every node, end at once, and are listed.
//! The cookie carries a random token; the database only its SHA-256 (decision record 0003).

use actix_web::body::{EitherBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use chrono::{NaiveDateTime, TimeDelta};

use super::account::SessionStage;
use super::house::House;
use super::key::is_for_systems;
pub use super::queries::Session;
use crate::config::{ABSOLUTE_HOURS, IDLE_MINUTES};
use crate::error::Result;
use crate::web::token;

/// The password was right and the rest is due: after this many minutes it begins anew.
const UNFINISHED_MINUTES: i64 = 15;

impl Session {
    /// Signed in, second factor included.
    pub fn is_full(&self) -> bool {
        self.stage == SessionStage::Full
    }

    /// Whether it has been idle, or has lasted, for too long.
    fn has_ended(&self, now: NaiveDateTime) -> bool {
        let lasts = if self.is_full() { TimeDelta::hours(ABSOLUTE_HOURS) } else { TimeDelta::minutes(UNFINISHED_MINUTES) };
        self.last_used_at + TimeDelta::minutes(IDLE_MINUTES) <= now || self.started_at + lasts <= now
    }

    /// Without the second factor that is now required of this role, there is one to set up first:
    /// also in the middle of a session, when the role or the rule has changed.
    fn held_to_the_rule_of_now(mut self) -> Self {
        if self.is_full() && !self.has_factor && self.second_factor.requires(self.role) {
            self.stage = SessionStage::AwaitsEnrolment;
        }
        self
    }
}

/// What a form carries before anybody is signed in: the same value as a cookie of its own.
#[derive(Clone)]
pub struct FormToken(pub String);

/// The name of the session's cookie: `__Host-` where browsers reach us over TLS.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-seen" } else { "seen" }
}

fn form_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-seen-form" } else { "seen-form" }
}

/// A cookie for this site alone, out of reach of scripts; it ends with the browser.
pub fn cookie(name: &'static str, value: String, secure: bool) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).secure(secure).same_site(SameSite::Lax).finish()
}

/// Finds who is signed in before anything else happens.
///
/// # Errors
/// Those of what follows.
pub async fn with_session<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let house = request.app_data::<web::Data<House>>().cloned();
    // Front-end files are the same for everybody, and a system shows a key: no cookie counts there.
    let needs_none = request.path().starts_with("/assets/") || is_for_systems(request.path());
    let Some(house) = house.filter(|_| !needs_none) else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let secure = house.config().is_secure();
    match signed_in(&house, request.request(), secure).await {
        Ok(Some(session)) => {
            request.extensions_mut().insert(session);
            return next.call(request).await.map(ServiceResponse::map_into_left_body);
        }
        Ok(None) => {}
        Err(error) => return Ok(request.error_response(error).map_into_right_body()),
    }
    let given =
        request.cookie(form_cookie_name(secure)).map(|cookie| cookie.value().to_owned()).filter(|value| value.len() == 64);
    let (form_token, is_new) = given.map_or_else(|| (token::mint(), true), |known| (known, false));
    request.extensions_mut().insert(FormToken(form_token.clone()));
    let mut answered = next.call(request).await?;
    if is_new {
        let cookie = cookie(form_cookie_name(secure), form_token, secure);
        answered.response_mut().add_cookie(&cookie).map_err(actix_web::error::ErrorInternalServerError)?;
    }
    Ok(answered.map_into_left_body())
}

async fn signed_in(house: &House, request: &HttpRequest, secure: bool) -> Result<Option<Session>> {
    let Some(token) = token_of(request, secure) else { return Ok(None) };
    let now = house.clock().now();
    let session = house.session(token::digest(&token)).await?.filter(|session| !session.has_ended(now));
    if let Some(session) = &session
        && session.last_used_at + TimeDelta::minutes(1) <= now
    {
        house.session_used(session.token_hash.clone()).await?;
    }
    Ok(session.map(Session::held_to_the_rule_of_now))
}

/// The token in the session's cookie, where there is one.
pub fn token_of(request: &HttpRequest, secure: bool) -> Option<String> {
    request.cookie(cookie_name(secure)).map(|cookie| cookie.value().to_owned()).filter(|token| token.len() == 64)
}

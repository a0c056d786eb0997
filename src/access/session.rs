//! Sessions: rows in the database, so that they work on every node, end at once, and are listed.
//! The cookie carries a random token; the database only its SHA-256 (decision record 0003).

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::account::{Account, AccountRole, SecondFactorRule, SessionStage};
use super::house::House;
use crate::config::{ABSOLUTE_HOURS, IDLE_MINUTES};
use crate::db::AnyConnection;
use crate::db::schema::{accounts, authorities, sessions};
use crate::error::Result;
use crate::id::Id;
use crate::web::token;

/// Somebody who gave the right password, and how far they have come.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// The row's key: the SHA-256 of the cookie's token.
    pub token_hash: String,
    /// Whose it is.
    #[diesel(column_name = account_id)]
    pub account: Id<Account>,
    /// What every form of this session carries.
    pub form_token: String,
    /// How far it has come.
    pub stage: SessionStage,
    /// When it began, UTC.
    pub started_at: NaiveDateTime,
    /// When it was last used, UTC, to the minute.
    pub last_used_at: NaiveDateTime,
    /// The account's role now.
    #[diesel(select_expression = accounts::role)]
    pub role: AccountRole,
    /// The account's name.
    #[diesel(select_expression = accounts::name)]
    pub name: String,
    /// The authority's code.
    #[diesel(select_expression = authorities::code)]
    pub authority: String,
    /// The authority's name.
    #[diesel(select_expression = authorities::name)]
    pub authority_name: String,
    /// The data are invented.
    #[diesel(select_expression = authorities::demonstration)]
    pub demonstration: bool,
    /// Who needs a second factor here.
    #[diesel(select_expression = authorities::second_factor)]
    pub second_factor: SecondFactorRule,
}

impl Session {
    /// Signed in, second factor included.
    pub fn is_full(&self) -> bool {
        self.stage == SessionStage::Full
    }
}

/// What a form carries before anybody is signed in: the same value as a cookie of its own.
#[derive(Clone)]
pub struct FormToken(pub String);

/// The session of a token, unless it has ended or its account is disabled.
pub(super) fn find(conn: &mut AnyConnection, token_hash: &str, now: NaiveDateTime) -> Result<Option<Session>> {
    let session = sessions::table
        .inner_join(accounts::table.inner_join(authorities::table))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(accounts::disabled_at.is_null())
        .select(Session::as_select())
        .first(conn)
        .optional()?;
    Ok(session.filter(|session| {
        session.last_used_at + TimeDelta::minutes(IDLE_MINUTES) > now
            && session.started_at + TimeDelta::hours(ABSOLUTE_HOURS) > now
    }))
}

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
pub async fn with_session(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let house = request.app_data::<web::Data<House>>().cloned();
    let Some(house) = house else { return next.call(request).await };
    let secure = house.config().is_secure();
    if let Some(session) = signed_in(&house, request.request(), secure).await? {
        request.extensions_mut().insert(session);
        return next.call(request).await;
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
    Ok(answered)
}

async fn signed_in(house: &House, request: &HttpRequest, secure: bool) -> Result<Option<Session>> {
    let Some(cookie) = request.cookie(cookie_name(secure)).filter(|cookie| cookie.value().len() == 64) else {
        return Ok(None);
    };
    let hash = token::digest(cookie.value());
    let now = house.clock().now();
    let session = house.database.read(move |conn| find(conn, &hash, now)).await?;
    if let Some(session) = &session
        && session.last_used_at + TimeDelta::minutes(1) <= now
    {
        let hash = session.token_hash.clone();
        house.database.write(move |conn| touch(conn, &hash, now)).await?;
    }
    Ok(session)
}

fn touch(conn: &mut AnyConnection, token_hash: &str, now: NaiveDateTime) -> Result<()> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::last_used_at.eq(now)).execute(conn)?;
    Ok(())
}

//! Signing in with an e-mail address and a password, and signing out.
//!
//! Nothing in an answer, nor the time it takes, tells whether an e-mail address has an account.

mod pages;
mod queries;

use actix_web::http::header::{HeaderValue, LOCATION};
use actix_web::{HttpResponse, web};

pub(super) use pages::signed_out;

use super::account::{AccountRole, SessionStage};
use super::house::House;
use super::session;

/// Said whatever it is that was wrong.
const NOT_RIGHT: &str = "The email address or the password is not right";

/// `/sign-in`, `/sign-out`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/sign-in").get(pages::show).post(pages::sign_in))
        .service(web::resource("/sign-out").post(pages::sign_out));
}

/// Where a session goes on from here: to its second factor, or to the first place of its role.
pub(super) fn way_on(stage: SessionStage, role: AccountRole) -> &'static str {
    match stage {
        SessionStage::AwaitsSecondFactor => "/sign-in/code",
        SessionStage::AwaitsEnrolment => "/second-factor",
        SessionStage::Full => crate::web::frame::home(role),
    }
}

/// Leads on with the cookie of a new session.
pub(super) fn lead_on(house: &House, token: String, path: &'static str) -> HttpResponse {
    let secure = house.config().is_secure();
    HttpResponse::SeeOther()
        .cookie(session::cookie(session::cookie_name(secure), token, secure))
        .insert_header((LOCATION, HeaderValue::from_static(path)))
        .finish()
}

//! The second factor: a code from an app on one's telephone (TOTP, RFC 6238), or one of ten recovery
//! codes. Whoever must have one and has none sets it up before anything else.

pub mod model;
mod pages;
mod queries;
mod seal;

use actix_web::web;

use crate::config::Config;
use crate::error::Result;

pub(super) use pages::password_fault;
pub use seal::KEY_FILE;

/// Whether codes can be checked with the key of these settings, said at start and not at the first
/// sign-in.
///
/// # Errors
/// `Refused` when there is a key and it cannot be used.
pub fn check_key(config: &Config) -> Result<()> {
    seal::Seal::check(config)
}

/// `/sign-in/code`, `/second-factor`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/sign-in/code").get(pages::ask).post(pages::check))
        .service(web::resource("/second-factor").get(pages::show).post(pages::set_up));
}

//! The second factor: a code from an app on one's telephone (TOTP, RFC 6238), or one of ten recovery
//! codes. Whoever must have one and has none sets it up before anything else.

pub mod model;
mod pages;
mod queries;
mod seal;

use actix_web::web;

pub(super) use pages::password_fault;
pub use seal::KEY_FILE;

/// `/sign-in/code`, `/second-factor`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/sign-in/code").get(pages::ask).post(pages::check))
        .service(web::resource("/second-factor").get(pages::show).post(pages::set_up));
}

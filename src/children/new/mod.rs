//! Putting a child on the register for the first time: after a search, with the first registration,
//! and with a look at who it may be already.

mod alike;
mod form;
mod pages;
mod queries;

use actix_web::web;

/// `/children/new`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/children/new").get(pages::show).post(pages::send));
}

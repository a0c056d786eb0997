//! The audit trail as an auditor reads it: who did or saw what, and when. It shows references of
//! children and never their names, leads to no record, and changes nothing.

pub mod model;
mod pages;
mod queries;

use actix_web::web;

/// `/audit`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/audit").get(pages::show));
}

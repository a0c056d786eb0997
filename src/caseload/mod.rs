//! Who keeps in touch with whom: the children by officer, and many of them given to another at once.

mod pages;
mod queries;
pub mod rule;

use actix_web::web;

/// `/caseload`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/caseload").get(pages::show).post(pages::assign));
    rule::routes(service);
}

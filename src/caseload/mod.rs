//! Who keeps in touch with whom: the children by officer, and many of them given to another at once.

mod pages;
mod queries;
pub mod rule;

use actix_web::web;

/// `/caseload`
pub fn routes(service: &mut web::ServiceConfig) {
    service.route("/caseload", web::get().to(pages::show)).route("/caseload", web::post().to(pages::assign));
    rule::routes(service);
}

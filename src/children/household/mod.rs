//! Who lives together: children of one household, siblings above all.

mod pages;
mod queries;

use actix_web::web;

/// `/children/{child}/household`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/household", web::get().to(pages::show))
        .route("/children/{child}/household", web::post().to(pages::join))
        .route("/children/{child}/household/leave", web::post().to(pages::leave));
}

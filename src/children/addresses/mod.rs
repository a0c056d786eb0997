//! Where a child lives and lived. An address is ended, never deleted; what one said before it was
//! corrected stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::AddressRow;

/// `/children/{child}/addresses/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/addresses/new", web::get().to(pages::add))
        .route("/children/{child}/addresses/new", web::post().to(pages::send_new))
        .route("/children/{child}/addresses/{address}", web::get().to(pages::change))
        .route("/children/{child}/addresses/{address}", web::post().to(pages::send_changed));
}

//! Special educational needs, help and protection, each with its dates. What a row said before it was corrected
//! stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::CircumstanceRow;

/// `/children/{child}/circumstances/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/circumstances/new", web::get().to(pages::add))
        .route("/children/{child}/circumstances/new", web::post().to(pages::send_new))
        .route("/children/{child}/circumstances/{row}", web::get().to(pages::change))
        .route("/children/{child}/circumstances/{row}", web::post().to(pages::send_changed));
}

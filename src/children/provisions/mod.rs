//! Education provided: by whom, for how long, where. What a row said before it was corrected stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::ProvisionRow;

/// `/children/{child}/provisions/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/provisions/new", web::get().to(pages::add))
        .route("/children/{child}/provisions/new", web::post().to(pages::send_new))
        .route("/children/{child}/provisions/{row}", web::get().to(pages::change))
        .route("/children/{child}/provisions/{row}", web::post().to(pages::send_changed));
}

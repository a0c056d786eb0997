//! Parents and carers. Somebody who no longer is one is ended, not deleted; what was said of one before it
//! was corrected stays in the note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::CarerRow;

/// `/children/{child}/carers/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/carers/new", web::get().to(pages::add))
        .route("/children/{child}/carers/new", web::post().to(pages::send_new))
        .route("/children/{child}/carers/{row}", web::get().to(pages::change))
        .route("/children/{child}/carers/{row}", web::post().to(pages::send_changed));
}

//! The schools a child went to: one of our list, or a name as given. What a row said before it was
//! corrected stays in its note.

mod pages;
mod queries;

use actix_web::web;

pub use queries::PreviousSchoolRow;

/// `/children/{child}/schools/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/schools/new", web::get().to(pages::add))
        .route("/children/{child}/schools/new", web::post().to(pages::send_new))
        .route("/children/{child}/schools/{row}", web::get().to(pages::change))
        .route("/children/{child}/schools/{row}", web::post().to(pages::send_changed));
}

//! The schools a child went to: one of our list, or a name as given.

mod pages;
mod queries;

use actix_web::web;

pub use queries::PreviousSchoolRow;

/// `/children/{child}/schools/new`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/schools/new", web::get().to(pages::add))
        .route("/children/{child}/schools/new", web::post().to(pages::send));
}

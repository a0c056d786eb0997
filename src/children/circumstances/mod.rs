//! Special educational needs, help and protection, each with its dates. What a row said before it was corrected
//! stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::CircumstanceRow;

/// `/children/{child}/circumstances/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/circumstances/new").get(pages::add).post(pages::send_new))
        .service(web::resource("/circumstances/{row}").get(pages::change).post(pages::send_changed));
}

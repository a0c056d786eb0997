//! The schools a child went to: one of our list, or a name as given. What a row said before it was
//! corrected stays in its note.

mod pages;
mod queries;

use actix_web::web;

pub use queries::PreviousSchoolRow;

/// `/children/{child}/schools/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/schools/new").get(pages::add).post(pages::send_new))
        .service(web::resource("/schools/{row}").get(pages::change).post(pages::send_changed));
}

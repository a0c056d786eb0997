//! Education provided: by whom, for how long, where. What a row said before it was corrected stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::ProvisionRow;

/// `/children/{child}/provisions/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/provisions/new").get(pages::add).post(pages::send_new))
        .service(web::resource("/provisions/{row}").get(pages::change).post(pages::send_changed));
}

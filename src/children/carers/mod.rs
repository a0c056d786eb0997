//! Parents and carers. Somebody who no longer is one is ended, not deleted; what was said of one before it
//! was corrected stays in the note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::CarerRow;

/// `/children/{child}/carers/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/carers/new").get(pages::add).post(pages::send_new))
        .service(web::resource("/carers/{row}").get(pages::change).post(pages::send_changed));
}

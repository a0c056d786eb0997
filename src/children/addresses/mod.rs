//! Where a child lives and lived. An address is ended, never deleted; what one said before it was
//! corrected stays in its note.

pub mod form;
mod pages;
mod queries;

use actix_web::web;

pub use queries::AddressRow;

/// `/children/{child}/addresses/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/addresses/new").get(pages::add).post(pages::send_new))
        .service(web::resource("/addresses/{address}").get(pages::change).post(pages::send_changed));
}

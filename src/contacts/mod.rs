//! What happened between agencies and families, and the rule that judges it.
//!
//! An officer records a contact in a minute, her own or that of whoever saw the child. What was
//! recorded can be corrected, with a reason, or marked as entered in error; nothing is ever lost, and
//! the clocks follow in the same transaction.

use actix_web::web;

mod correct;
pub mod form;
pub mod grounds;
pub mod model;
mod pages;
pub mod queries;
pub mod standard;

/// `/children/{child}/contacts/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/contacts/new").get(pages::new).post(pages::record))
        .service(web::resource("/contacts/{contact}").get(pages::show))
        .service(web::resource("/contacts/{contact}/correct").get(correct::show).post(correct::save))
        .service(web::resource("/contacts/{contact}/in-error").get(correct::ask).post(correct::mark));
}

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

/// `/children/{id}/contacts/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{id}/contacts/new", web::get().to(pages::new))
        .route("/children/{id}/contacts/new", web::post().to(pages::record))
        .route("/children/{id}/contacts/{contact}", web::get().to(pages::show))
        .route("/children/{id}/contacts/{contact}/correct", web::get().to(correct::show))
        .route("/children/{id}/contacts/{contact}/correct", web::post().to(correct::save))
        .route("/children/{id}/contacts/{contact}/in-error", web::get().to(correct::ask))
        .route("/children/{id}/contacts/{contact}/in-error", web::post().to(correct::mark));
}

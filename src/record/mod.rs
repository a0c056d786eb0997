//! The record of one child: the verdict on top, the four clocks, who has been in contact, a timeline
//! of everything, and who opened it. Every tab is an address of its own; every opening is audited.

mod clocks;
mod entries;
mod head;
mod months;
mod pages;
mod queries;
mod timeline;

use actix_web::web;

/// `/children/{child}` and its tabs.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}", web::get().to(pages::timeline::show))
        .route("/children/{child}/family", web::get().to(pages::tabs::family))
        .route("/children/{child}/education", web::get().to(pages::tabs::education))
        .route("/children/{child}/identifiers", web::get().to(pages::tabs::identifiers))
        .route("/children/{child}/history", web::get().to(pages::tabs::history))
        .route("/children/{child}/opened", web::get().to(pages::opened::show));
}

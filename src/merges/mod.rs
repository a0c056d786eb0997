//! Two records that are one child become one record; and, where that was a mistake, two again.
//!
//! The retired record leaves the table of children, so that no list, count or search can show it; its id
//! leads to the kept one for ever (docs/decisions/0018).

pub mod choosing;
pub mod leading_on;
pub mod model;
mod pages;
pub mod parting;
pub mod queries;
pub mod whole;

use actix_web::web;

/// `/children/{child}/merge…` and `/children/{child}/split/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/merge", web::get().to(pages::second::show))
        .route("/children/{child}/merge", web::post().to(pages::second::send))
        .route("/children/{child}/merge/{other}", web::get().to(pages::join::show))
        .route("/children/{child}/merge/{other}", web::post().to(pages::join::send))
        .route("/children/{child}/split/{merge}", web::get().to(pages::split::show))
        .route("/children/{child}/split/{merge}", web::post().to(pages::split::send));
}

#[cfg(test)]
mod model_tests;

//! Contacts that are planned and have not happened yet.
//!
//! A visit stays on the lists until somebody says what came of it: its day may pass, it never
//! disappears by itself. Its outcome is a contact; moved or cancelled, it keeps the reason.

use actix_web::web;

mod change;
mod list;
pub mod model;
mod pages;
pub mod queries;

/// `/visits` and `/children/{id}/visits/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/visits", web::get().to(list::show))
        .route("/children/{id}/visits/new", web::get().to(pages::new))
        .route("/children/{id}/visits/new", web::post().to(pages::plan))
        .route("/children/{id}/visits/{visit}", web::get().to(pages::show))
        .route("/children/{id}/visits/{visit}/move", web::get().to(change::ask_to_move))
        .route("/children/{id}/visits/{visit}/move", web::post().to(change::move_it))
        .route("/children/{id}/visits/{visit}/cancel", web::get().to(change::ask_to_cancel))
        .route("/children/{id}/visits/{visit}/cancel", web::post().to(change::cancel));
}

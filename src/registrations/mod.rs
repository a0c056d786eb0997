//! The child’s episodes on the register: opened, closed, reopened, corrected, changed in kind, set to a level,
//! given to an officer. Every change moves the child’s standing in the same transaction.

pub mod model;
mod pages;
pub mod queries;
pub mod reasons;

use actix_web::web;

/// `/children/{child}/registrations/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/children/{child}/registrations/new", web::get().to(pages::open::show))
        .route("/children/{child}/registrations/new", web::post().to(pages::open::send))
        .route("/children/{child}/registrations/{registration}/close", web::get().to(pages::close::show))
        .route("/children/{child}/registrations/{registration}/close", web::post().to(pages::close::send))
        .route("/children/{child}/registrations/{registration}/reopen", web::get().to(pages::reopen::show))
        .route("/children/{child}/registrations/{registration}/reopen", web::post().to(pages::reopen::send))
        .route("/children/{child}/registrations/{registration}/correct", web::get().to(pages::correct::show))
        .route("/children/{child}/registrations/{registration}/correct", web::post().to(pages::correct::send))
        .route("/children/{child}/registrations/{registration}/kind", web::get().to(pages::kind::show))
        .route("/children/{child}/registrations/{registration}/kind", web::post().to(pages::kind::send))
        .route("/children/{child}/registrations/{registration}/level", web::get().to(pages::level::show))
        .route("/children/{child}/registrations/{registration}/level", web::post().to(pages::level::send))
        .route("/children/{child}/registrations/{registration}/officer", web::get().to(pages::officer::show))
        .route("/children/{child}/registrations/{registration}/officer", web::post().to(pages::officer::send));
}

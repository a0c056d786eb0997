//! The child’s episodes on the register: opened, closed, reopened, changed in kind, set to a level,
//! given to an officer. Every change moves the child’s standing in the same transaction.

pub mod model;
mod pages;
pub mod queries;
pub mod reasons;

use actix_web::web::{ServiceConfig, get, post};

/// `/children/{child}/registrations/…`
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/children/{child}/registrations/new", get().to(pages::open::show))
        .route("/children/{child}/registrations/new", post().to(pages::open::send))
        .route("/children/{child}/registrations/{registration}/close", get().to(pages::close::show))
        .route("/children/{child}/registrations/{registration}/close", post().to(pages::close::send))
        .route("/children/{child}/registrations/{registration}/reopen", get().to(pages::reopen::show))
        .route("/children/{child}/registrations/{registration}/reopen", post().to(pages::reopen::send))
        .route("/children/{child}/registrations/{registration}/kind", get().to(pages::kind::show))
        .route("/children/{child}/registrations/{registration}/kind", post().to(pages::kind::send))
        .route("/children/{child}/registrations/{registration}/level", get().to(pages::level::show))
        .route("/children/{child}/registrations/{registration}/level", post().to(pages::level::send))
        .route("/children/{child}/registrations/{registration}/officer", get().to(pages::officer::show))
        .route("/children/{child}/registrations/{registration}/officer", post().to(pages::officer::send));
}

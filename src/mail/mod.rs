//! Letters by e-mail: written to an outbox in the transaction that decides them, sent from there, by
//! one node at a time, again and again until they are sent or given up where people can see it.

pub mod model;
mod pages;
pub mod queries;
pub mod sender;
pub mod transport;

use actix_web::web;

pub use transport::Post;

/// `/mail`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/mail", web::get().to(pages::list))
        .route("/mail/resend", web::post().to(pages::resend_failed))
        .route("/mail/{letter}/resend", web::post().to(pages::resend));
}

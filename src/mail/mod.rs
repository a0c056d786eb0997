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
        .service(web::resource("/mail").get(pages::list))
        .service(web::resource("/mail/resend").post(pages::resend_failed))
        .service(web::resource("/mail/{letter}/resend").post(pages::resend));
}

//! Two records that may be one child: found by the engine, weighed, decided by people, remembered.
//!
//! Whenever a child is added or its facts change, the records like it come onto the queue
//! ([`Desk::look_for_duplicates`](crate::access::Desk::look_for_duplicates)), each with its weight, the model
//! that reckoned it, and a digest of what was compared; [`model::step`] says when a pair is asked about
//! again. No decision here merges: that is a page of its own (`merges`), to which *the same child* leads.

use actix_web::web;

pub mod beside;
pub mod model;
mod pages;
pub mod queries;

/// `/duplicates`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/duplicates").get(pages::list))
        .service(web::resource("/duplicates/{pair}").get(pages::show).post(pages::decide));
}

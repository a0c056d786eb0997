//! Two records that may be one child: found by imports, decided by people, remembered.
//!
//! No decision here merges: that is a page of its own (`merges`). Where somebody says it is the same
//! child, both records stay, and each says so of the other until they are merged.

use actix_web::web;

pub mod model;
mod pages;
pub mod queries;

/// `/duplicates`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/duplicates", web::get().to(pages::list))
        .route("/duplicates/{pair}", web::get().to(pages::show))
        .route("/duplicates/{pair}", web::post().to(pages::decide));
}

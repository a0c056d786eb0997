//! The interface for management information systems: the same notification as the form's, read by the
//! same reader, sent by a school's key (decision record 0024; `docs/api.md`).

mod answered;
mod asked;
mod body;
mod document;
mod pages;
mod queries;

use actix_web::web;

/// What is sent is a few kilobytes; a larger body is refused unread.
const LARGEST: usize = 256 * 1024;

/// `/api/v1…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(
            web::resource("/api/v1/notifications").app_data(web::PayloadConfig::new(LARGEST)).get(pages::list).post(pages::send),
        )
        .service(web::resource("/api/v1/notifications/{notification}").get(pages::show))
        .service(web::resource("/api/v1/openapi.json").get(document::describe));
}

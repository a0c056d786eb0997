//! What somebody still has to do about a child: what an import could not understand, what an officer
//! noted by hand.

use actix_web::web;

pub mod model;
mod pages;
pub mod queries;

/// `/tasks`, `/tasks/done` and `/children/{id}/tasks/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/tasks", web::get().to(pages::list))
        .route("/children/{id}/tasks/new", web::get().to(pages::new))
        .route("/children/{id}/tasks/new", web::post().to(pages::add))
        .route("/children/{id}/tasks/{task}/done", web::post().to(pages::done))
        .route("/children/{id}/tasks/{task}/reopen", web::post().to(pages::reopen))
        .route("/tasks/done", web::get().to(pages::done_lately));
}

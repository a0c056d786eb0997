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

/// `/visits`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/visits").get(list::show));
}

/// `/children/{child}/visits/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/visits/new").get(pages::new).post(pages::plan))
        .service(web::resource("/visits/{visit}").get(pages::show))
        .service(web::resource("/visits/{visit}/move").get(change::ask_to_move).post(change::move_it))
        .service(web::resource("/visits/{visit}/cancel").get(change::ask_to_cancel).post(change::cancel));
}

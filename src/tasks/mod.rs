//! What somebody still has to do about a child: what an import could not understand, what an officer
//! noted by hand.

use actix_web::web;

pub mod model;
mod pages;
pub mod queries;

/// `/tasks` and `/tasks/done`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/tasks").get(pages::list)).service(web::resource("/tasks/done").get(pages::done_lately));
}

/// `/children/{child}/tasks/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/tasks/new").get(pages::new).post(pages::add))
        .service(web::resource("/tasks/{task}/done").post(pages::done))
        .service(web::resource("/tasks/{task}/reopen").post(pages::reopen));
}

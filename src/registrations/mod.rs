//! The child’s episodes on the register: opened, closed, reopened, corrected, changed in kind, set to a level,
//! given to an officer. Every change moves the child’s standing in the same transaction.

mod kind;
pub mod model;
mod pages;
pub mod queries;
pub mod reasons;

use actix_web::web;

/// `/children/{child}/registrations/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/registrations/new").get(pages::open::show).post(pages::open::send))
        .service(web::resource("/registrations/{registration}/close").get(pages::close::show).post(pages::close::send))
        .service(web::resource("/registrations/{registration}/reopen").get(pages::reopen::show).post(pages::reopen::send))
        .service(web::resource("/registrations/{registration}/correct").get(pages::correct::show).post(pages::correct::send))
        .service(web::resource("/registrations/{registration}/kind").get(pages::kind::show).post(pages::kind::send))
        .service(web::resource("/registrations/{registration}/level").get(pages::level::show).post(pages::level::send))
        .service(web::resource("/registrations/{registration}/officer").get(pages::officer::show).post(pages::officer::send));
}

//! Who lives together: children of one household, siblings above all.

mod pages;
mod queries;

use actix_web::web;

/// `/children/{child}/household`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/household").get(pages::show).post(pages::join))
        .service(web::resource("/household/leave").post(pages::leave));
}

//! Two records that are one child become one record; and, where that was a mistake, two again.
//!
//! The retired record leaves the table of children, so that no list, count or search can show it; its id
//! leads to the kept one for ever (docs/decisions/0018).

pub mod choosing;
pub mod journal;
pub mod leading_on;
pub mod model;
mod pages;
pub mod parting;
pub mod queries;
pub mod whole;

use actix_web::web;

/// `/children/{child}/merge…` and `/children/{child}/split/…`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/merge").get(pages::second::show).post(pages::second::send))
        .service(web::resource("/merge/{other}").get(pages::join::show).post(pages::join::send))
        .service(web::resource("/split/{merge}").get(pages::split::show).post(pages::split::send));
}

#[cfg(test)]
mod model_tests;

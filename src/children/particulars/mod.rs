//! What a child is known by: names, date of birth, identifiers and the other particulars. A name or
//! UPN that changes is kept among the former ones.

pub mod form;
pub mod model;
mod pages;
mod queries;

use actix_web::web;

pub use queries::{ChildRow, FormerNameRow, FormerUpnRow};

/// `/children/{child}/edit`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service.service(web::resource("/edit").get(pages::show).post(pages::send));
}

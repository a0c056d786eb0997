//! The settings of an authority: what it is called, who needs a second factor, how its references
//! begin.

pub mod model;
mod pages;
mod queries;

use actix_web::web;

/// `/settings`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/settings").get(pages::show).post(pages::change));
}

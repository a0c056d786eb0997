//! Which days are school days: not a weekend, not a bank holiday, and not in the holidays that the
//! authority has entered. What is told after so many school days asks here.

pub mod model;
mod pages;
mod queries;

use actix_web::web;

/// `/school-days`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school-days").get(pages::list).post(pages::add))
        .service(web::resource("/school-days/{holiday}/remove").post(pages::remove));
}

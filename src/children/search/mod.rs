//! Finding a child: by names in any order, date of birth, UPN, NHS number, reference, parent or
//! postcode. What was asked for stays on the server; addresses of pages carry an opaque id.

pub mod asked;
mod pages;
mod queries;
pub mod terms;

use actix_web::web;

pub use queries::FoundChild;

/// `/children` and `/children/found`.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/children").get(pages::ask))
        .service(web::resource("/children/found").post(pages::search))
        .service(web::resource("/children/found/{search}").get(pages::found));
}

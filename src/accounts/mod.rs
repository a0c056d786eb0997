//! The accounts people sign in with: who may use the register, and as what. An administrator keeps
//! them and sees no children.

pub mod command;
mod pages;
mod queries;

use actix_web::web;

/// `/accounts…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/accounts").get(pages::list))
        .service(web::resource("/accounts/new").get(pages::invitation::new).post(pages::invitation::invite))
        .service(web::resource("/accounts/{account}").get(pages::show).post(pages::change))
        .service(web::resource("/accounts/{account}/link").post(pages::invitation::offer))
        .service(web::resource("/accounts/{account}/disable").post(pages::disable))
        .service(web::resource("/accounts/{account}/enable").post(pages::enable))
        .service(web::resource("/accounts/{account}/remove-second-factor").post(pages::remove_factor));
}

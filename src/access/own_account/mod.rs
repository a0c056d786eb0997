//! One's own account: what it is, where it is signed in, its password and second factor.

mod pages;
mod queries;

use actix_web::web;

/// `/account…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/account").get(pages::show))
        .service(web::resource("/account/password").get(pages::password).post(pages::change_password))
        .service(web::resource("/account/end-session").post(pages::end_one))
        .service(web::resource("/account/sign-out-everywhere").post(pages::sign_out_everywhere));
}

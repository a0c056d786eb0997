//! The people of schools: an account that acts for one school or several, sees their notifications and
//! nothing else. The authority's administrator invites them on the school's page, or the school's own
//! administrator does (decision record 0019).

mod form;
mod pages;
pub mod queries;

use actix_web::web;

/// `/school-accounts/{school}…` for the authority, `/school/people…` for the school.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school-accounts/{school}").get(pages::authority::list))
        .service(web::resource("/school-accounts/{school}/new").get(pages::authority::new).post(pages::authority::invite))
        .service(web::resource("/school-accounts/{school}/people/{account}/link").post(pages::authority::link))
        .service(web::resource("/school-accounts/{school}/people/{account}/remove").post(pages::authority::remove))
        .service(web::resource("/school/people").get(pages::school::list))
        .service(web::resource("/school/people/new").get(pages::school::new).post(pages::school::invite))
        .service(web::resource("/school/people/{account}/link").post(pages::school::link))
        .service(web::resource("/school/people/{account}/remove").post(pages::school::remove));
}

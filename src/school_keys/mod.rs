//! The keys of schools: the school's administrator makes one for its management information system, sees
//! when it was last used, and revokes it; so does the authority's administrator (decision record 0024).

mod pages;
pub mod queries;

use actix_web::web;

/// `/school/keys…` for the school, `/school-accounts/{school}/keys…` for the authority.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school/keys").get(pages::school::list).post(pages::school::make))
        .service(web::resource("/school/keys/{key}/revoke").post(pages::school::revoke))
        .service(web::resource("/school-accounts/{school}/keys").get(pages::authority::list))
        .service(web::resource("/school-accounts/{school}/keys/{key}/revoke").post(pages::authority::revoke));
}

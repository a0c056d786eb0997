//! A school returns a new pupil within five days of the entry in its register, as the law asks. It proposes
//! to close a registration, or to settle an arrival that is awaited; an officer confirms (decision record
//! 0020).

pub mod model;
mod pages;
pub mod queries;

use actix_web::web;

/// `/school/admissions…` for schools, `/admissions…` for the authority.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school/admissions").get(pages::school::list))
        .service(web::resource("/school/admissions/new").get(pages::school::new).post(pages::school::send))
        .service(web::resource("/admissions").get(pages::authority::list))
        .service(web::resource("/admissions/{admission}").get(pages::authority::show))
        .service(web::resource("/admissions/{admission}/confirm").post(pages::authority::confirm))
        .service(web::resource("/admissions/{admission}/set-aside").post(pages::authority::set_aside));
}

//! Schools and agency teams. They are reference rows that several authorities may share; a membership
//! gives an authority the use of one. Schools come from the government's own list (GIAS).

pub mod changes;
pub mod command;
pub mod gias;
pub mod model;
mod pages;
pub mod queries;

use actix_web::web;

/// `/organisations…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/organisations").get(pages::list))
        .service(web::resource("/organisations/new").get(pages::team::new).post(pages::team::add))
        .service(web::resource("/organisations/{organisation}").get(pages::show))
        .service(web::resource("/organisations/{organisation}/edit").get(pages::team::edit).post(pages::team::change));
}

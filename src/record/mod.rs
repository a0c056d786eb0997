//! The record of one child: the verdict on top, the four clocks, who has been in contact, a timeline
//! of everything, and who opened it. Every tab is an address of its own; every opening is audited.

mod clocks;
mod entries;
mod head;
mod months;
mod pages;
mod queries;
mod timeline;

use actix_web::web;

/// `/children/{child}` and its tabs.
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("").get(pages::timeline::show))
        .service(web::resource("/family").get(pages::tabs::family))
        .service(web::resource("/education").get(pages::tabs::education))
        .service(web::resource("/identifiers").get(pages::tabs::identifiers))
        .service(web::resource("/history").get(pages::tabs::history))
        .service(web::resource("/opened").get(pages::opened::show));
}

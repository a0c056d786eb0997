//! Who a new child goes to: the authority's rule, set by a manager. It proposes; whoever accepts a
//! notification may choose another.

pub mod model;
mod pages;
pub mod queries;

use actix_web::web;

/// `/caseload/rule`
pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/caseload/rule").get(pages::show).post(pages::change));
}

//! Children: one person, one record, however many agencies name them.

pub mod addresses;
pub mod carers;
pub mod circumstances;
pub mod days;
pub mod household;
pub mod identifiers;
pub mod meanwhile;
pub mod model;
pub mod names;
mod new;
pub mod particulars;
pub mod provisions;
pub mod queries;
pub mod schools;
pub mod search;
pub mod twice;
pub mod year_group;

use actix_web::web;

/// `/children`, `/children/found` and `/children/new`
pub fn routes(service: &mut web::ServiceConfig) {
    service.configure(search::routes).configure(new::routes);
}

/// What can be changed about a child, each under `/children/{child}`
pub fn of_a_child(service: &mut web::ServiceConfig) {
    service
        .configure(particulars::of_a_child)
        .configure(addresses::of_a_child)
        .configure(carers::of_a_child)
        .configure(household::of_a_child)
        .configure(circumstances::of_a_child)
        .configure(schools::of_a_child)
        .configure(provisions::of_a_child);
}

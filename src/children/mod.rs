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

/// `/children/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .configure(search::routes)
        .configure(new::routes)
        .configure(particulars::routes)
        .configure(addresses::routes)
        .configure(carers::routes)
        .configure(household::routes)
        .configure(circumstances::routes)
        .configure(schools::routes)
        .configure(provisions::routes);
}

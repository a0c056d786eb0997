//! Many pupils at once: a school sends Common Transfer Files or a table, each pupil becomes a draft of a
//! notification, and those that are complete are sent together (decision record 0023;
//! `docs/school-files.md`).

mod ctf;
mod given;
mod given_file;
mod outcome;
mod pages;
mod queries;
mod table;
mod xml;

use actix_web::web;

/// `/school/many…`, `/school/ready`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school/many").get(pages::many::choose).post(pages::many::read))
        .service(web::resource("/school/many/table.csv").get(pages::many::table))
        .service(web::resource("/school/ready").get(pages::ready::list).post(pages::ready::send));
}

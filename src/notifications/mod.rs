//! A school deletes a name from its admission register and tells the authority, as the law asks; an
//! officer looks at it beside what the register knows, and decides. Here a child comes onto the register
//! most often, and here the signs of danger are in front of somebody on the day.

pub mod answers;
pub mod asking;
pub mod facts;
pub mod fields;
mod letters;
pub mod model;
mod pages;
pub mod queries;
pub mod returns;
pub mod telling;

use actix_web::web;

/// `/school…` for schools, `/notifications…` for the authority.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/school").get(pages::school::home))
        .service(web::resource("/school/notify").get(pages::school::begin).post(pages::school::start))
        .service(web::resource("/school/unsent/{draft}").get(pages::writing::tasks))
        .service(web::resource("/school/unsent/{draft}/ground").get(pages::writing::ground).post(pages::writing::change_ground))
        .service(web::resource("/school/unsent/{draft}/answer").get(pages::writing::ask).post(pages::writing::answer))
        .service(web::resource("/school/unsent/{draft}/files").get(pages::files::of_draft).post(pages::files::add_to_draft))
        .service(web::resource("/school/unsent/{draft}/remove/{file}").post(pages::files::remove))
        .service(web::resource("/school/unsent/{draft}/check").get(pages::sending::check).post(pages::sending::send))
        .service(web::resource("/school/unsent/{draft}/discard").post(pages::sending::discard))
        .service(web::resource("/school/notifications/{notification}").get(pages::following::show))
        .service(web::resource("/school/notifications/{notification}/receipt").get(pages::following::receipt))
        .service(web::resource("/school/notifications/{notification}/reply").post(pages::following::reply))
        .service(
            web::resource("/school/notifications/{notification}/files")
                .get(pages::files::of_sent)
                .post(pages::files::add_to_sent),
        )
        .service(web::resource("/school/files/{file}").get(pages::files::download_mine))
        .service(web::resource("/notifications").get(pages::inbox::list))
        .service(web::resource("/notifications/returns").get(pages::returns::show))
        .service(web::resource("/notifications/files/{file}").get(pages::files::download_sent))
        .service(web::resource("/notifications/{notification}").get(pages::triage::show))
        .service(web::resource("/notifications/{notification}/checks").post(pages::triage::keep_checks))
        .service(web::resource("/notifications/{notification}/ask").get(pages::words::ask).post(pages::words::send_question))
        .service(web::resource("/notifications/{notification}/refuse").get(pages::words::why).post(pages::words::refuse))
        .service(web::resource("/notifications/{notification}/accept").get(pages::deciding::show).post(pages::deciding::accept))
        .service(
            web::resource("/notifications/{notification}/missing")
                .get(pages::deciding::show_missing)
                .post(pages::deciding::missing),
        )
        .service(web::resource("/notifications/{notification}/arrived").post(pages::deciding::arrived));
}

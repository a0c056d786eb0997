//! Imports in the browser, for managers: send a file, put its columns right, see what would happen,
//! say yes, read the report.

mod bring;
mod outcome;
mod reports;
mod send;

use actix_multipart::MultipartError;
use actix_multipart::form::MultipartFormConfig;
use actix_web::{HttpRequest, web};

use super::sheet::LARGEST_FILE;
use crate::error::Error;

/// `/imports…`
pub(super) fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/imports", web::get().to(reports::list))
        .service(
            web::resource("/imports/new")
                .app_data(upload_limits())
                .route(web::get().to(send::new))
                .route(web::post().to(send::receive)),
        )
        .route("/imports/drafts/{draft}", web::get().to(bring::columns))
        .route("/imports/drafts/{draft}", web::post().to(bring::choose))
        .route("/imports/drafts/{draft}/outcome", web::get().to(outcome::outcome))
        .route("/imports/drafts/{draft}/confirm", web::post().to(outcome::confirm))
        .route("/imports/drafts/{draft}/discard", web::post().to(outcome::discard))
        .route("/imports/{import}", web::get().to(reports::show))
        .route("/imports/{import}/report.csv", web::get().to(reports::download));
}

/// A little more than the largest file, for the fields around it.
fn upload_limits() -> MultipartFormConfig {
    MultipartFormConfig::default()
        .total_limit(LARGEST_FILE + 64 * 1024)
        .memory_limit(LARGEST_FILE + 64 * 1024)
        .error_handler(|error, _: &HttpRequest| refusal(&error).into())
}

fn refusal(error: &MultipartError) -> Error {
    match error {
        MultipartError::Payload(_) => {
            Error::TooLarge(format!("The file is larger than {} MB. Nothing was imported.", LARGEST_FILE / 1024 / 1024))
        }
        _ => Error::Unreadable("The file did not arrive as a form sends one. Go back and choose it again.".into()),
    }
}

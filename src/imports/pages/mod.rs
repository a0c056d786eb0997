//! Imports in the browser, for managers: send a file, put its columns right, see what would happen,
//! say yes, read the report.

mod bring;
mod outcome;
mod reports;
mod send;

use actix_multipart::MultipartError;
use actix_multipart::form::MultipartFormConfig;
use actix_web::{HttpRequest, web};

use super::given_file::LARGEST_FILE;
use crate::error::Error;

/// `/imports…`
pub(super) fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/imports").get(reports::list))
        .service(web::resource("/imports/new").app_data(upload_limits()).get(send::new).post(send::receive))
        .service(web::resource("/imports/drafts/{draft}").get(bring::columns).post(bring::choose))
        .service(web::resource("/imports/drafts/{draft}/outcome").get(outcome::outcome))
        .service(web::resource("/imports/drafts/{draft}/confirm").post(outcome::confirm))
        .service(web::resource("/imports/drafts/{draft}/discard").post(outcome::discard))
        .service(web::resource("/imports/{import}").get(reports::show))
        .service(web::resource("/imports/{import}/report.csv").get(reports::download));
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

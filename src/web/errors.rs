//! What a user sees when something goes wrong: a page in their frame, with the next thing to do, and
//! for our own faults a reference that is also in the log. Never a stack trace.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::filters;
use super::{page, problem};
use crate::access::key::is_for_systems;
use crate::error::{Error, Result};

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInNeeded => StatusCode::SEE_OTHER,
            Self::KeyNeeded => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    heading: &'static str,
    sentence: String,
    reference: Option<String>,
}

impl ErrorPage {
    fn of(error: &Error, request: &HttpRequest) -> Self {
        let (heading, sentence) = match error {
            Error::NotFound => ("Page not found", "There is nothing at this address, or it is not yours to see.".to_owned()),
            Error::Forbidden => ("Your role does not allow this", "Ask a manager or an administrator if you need it.".to_owned()),
            Error::StaleForm => {
                ("This form is out of date", "Nothing was changed. Go back, refresh the page and send the form again.".to_owned())
            }
            Error::Busy => ("The register is busy", "Nothing was changed. Try again in a moment.".to_owned()),
            Error::Unreadable(sentence) => ("That could not be read", sentence.clone()),
            Error::TooLarge(sentence) => ("That is too large", sentence.clone()),
            Error::Conflict(sentence) => ("Somebody else was first", sentence.clone()),
            Error::Refused(sentence) => ("That cannot be done", sentence.clone()),
            Error::SignInNeeded | Error::KeyNeeded => ("Sign in first", String::new()),
            Error::TooMany(seconds) => ("Too often", format!("Try again in {seconds} seconds.")),
            Error::Database(_) | Error::Internal(_) => {
                let reference = problem::reference_of(error, request);
                let sentence = "The fault is ours and has been written down. Nothing was half saved.".to_owned();
                return Self { heading: "Something went wrong", sentence, reference: Some(reference) };
            }
        };
        if !matches!(error, Error::SignInNeeded) {
            tracing::info!(%error, path = request.path(), "a request was refused");
        }
        Self { heading, sentence, reference: None }
    }
}

/// Gives every failed answer its page, or its problem where it is a system that asked.
///
/// # Errors
/// None of its own.
pub async fn with_pages<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let answered = next.call(request).await?;
    if is_for_systems(answered.request().path()) {
        return Ok(problem::with_problem(answered));
    }
    let error = answered.response().error().and_then(|error| error.as_error::<Error>());
    let response = match error {
        Some(Error::SignInNeeded) => HttpResponse::SeeOther().insert_header((LOCATION, "/sign-in")).finish(),
        Some(error) => page::render(answered.request(), &ErrorPage::of(error, answered.request()), error.status_code()),
        None if answered.status() == StatusCode::METHOD_NOT_ALLOWED => not_like_that(&answered),
        None => return Ok(answered.map_into_left_body()),
    };
    Ok(answered.into_response(response.map_into_right_body()))
}

/// The address of a form that is opened as a page, say: where a form came back with its faults, and its address
/// was asked again. It says what may be asked instead (RFC 9110, section 15.5.6).
fn not_like_that<B>(answered: &ServiceResponse<B>) -> HttpResponse {
    let sentence = "Nothing was changed. Go back to the page you came from, and try again from there.".to_owned();
    let said = ErrorPage { heading: "This address cannot be opened like that", sentence, reference: None };
    let mut response = page::render(answered.request(), &said, answered.status());
    if let Some(methods) = answered.headers().get(ALLOW) {
        response.headers_mut().insert(ALLOW, methods.clone());
    }
    response
}

/// Whatever has no route.
///
/// # Errors
/// Always `NotFound`.
pub async fn nowhere() -> Result<HttpResponse> {
    Err(Error::NotFound)
}

//! What another system is told when something goes wrong: a problem (RFC 9457) instead of a page.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;

/// What went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `status` and `code` say which problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The name of the status.
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// What to do about it, in a sentence.
    #[schema(example = "2 fields are wrong. Nothing was kept.")]
    detail: String,
    /// Which problem it is, for programs.
    #[schema(example = "wrong_fields")]
    code: &'static str,
    /// Where the fault is ours: what it is called in our log.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// One for each field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Wrong>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wrong {
    /// Where it stands in what was sent (RFC 6901).
    #[schema(example = "/parents/0/telephone")]
    pub pointer: String,
    /// What is wrong with it, in a sentence.
    #[schema(example = "Enter a telephone number")]
    pub detail: String,
}

impl Problem {
    /// A problem with a status, a code for programs and a sentence for people.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            reference: None,
            errors: Vec::new(),
        }
    }

    /// Fields that are wrong, each with its sentence.
    pub fn wrong(errors: Vec<Wrong>) -> Self {
        let detail = match errors.len() {
            1 => "A field is wrong. Nothing was kept.".to_owned(),
            several => format!("{several} fields are wrong. Nothing was kept."),
        };
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_fields", detail) }
    }

    /// The same, of what a page would say.
    fn of(error: &Error, request: &HttpRequest) -> Self {
        let (code, detail) = match error {
            Error::NotFound => ("not_found", "There is nothing at this address, or it is not yours to see.".to_owned()),
            Error::KeyNeeded | Error::SignInNeeded => {
                ("key_needed", "Send a key of your school that holds: Authorization: Bearer seen_…".to_owned())
            }
            Error::Forbidden | Error::StaleForm => ("forbidden", "This may not be asked from here.".to_owned()),
            Error::TooMany(seconds) => ("too_many", format!("This key was used too often. Try again in {seconds} seconds.")),
            Error::Busy => ("busy", "The register is busy. Nothing was kept: try again in a moment.".to_owned()),
            Error::Unreadable(sentence) => ("unreadable", sentence.clone()),
            Error::TooLarge(sentence) => ("too_large", sentence.clone()),
            Error::Conflict(sentence) => ("conflict", sentence.clone()),
            Error::Refused(sentence) => ("refused", sentence.clone()),
            Error::Database(_) | Error::Internal(_) => {
                let reference = Some(reference_of(error, request));
                let detail = "The fault is ours and has been written down. Nothing was half kept.";
                return Self { reference, ..Self::new(error.status_code(), "fault", detail) };
            }
        };
        tracing::info!(%error, path = request.path(), "a request of a system was refused");
        let status = if matches!(error, Error::SignInNeeded) { StatusCode::UNAUTHORIZED } else { error.status_code() };
        Self::new(status, code, detail)
    }

    /// As an answer.
    pub fn answer(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer: HttpResponseBuilder = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        answer.insert_header((CONTENT_TYPE, "application/problem+json"));
        answer.body(serde_json::to_string(self).unwrap_or_default())
    }
}

/// Writes a fault of ours into the log, and answers what it is called there.
pub(super) fn reference_of(error: &Error, request: &HttpRequest) -> String {
    let reference = crate::id::Id::<Problem>::mint().to_string()[..13].to_owned();
    tracing::error!(%error, reference, path = request.path(), "a request failed");
    reference
}

/// Gives a failed answer to another system its problem.
pub(super) fn with_problem<B: MessageBody>(answered: ServiceResponse<B>) -> ServiceResponse<EitherBody<B>> {
    let status = answered.status();
    let error = answered.response().error().and_then(|error| error.as_error::<Error>());
    let has_problem = answered.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    let response: HttpResponse<BoxBody> = match error {
        Some(error) => {
            let mut response = Problem::of(error, answered.request()).answer();
            if let Error::TooMany(seconds) = error {
                response.headers_mut().insert(RETRY_AFTER, (*seconds).into());
            }
            response
        }
        None if status.as_u16() >= 400 && !has_problem => {
            let mut response = Problem::new(status, "not_possible", "This address does not take that.").answer();
            // What it takes instead (RFC 9110, section 15.5.6).
            if let Some(methods) = answered.headers().get(ALLOW) {
                response.headers_mut().insert(ALLOW, methods.clone());
            }
            response
        }
        None => return answered.map_into_left_body(),
    };
    answered.into_response(response.map_into_right_body())
}

//! How a handler answers: with a page, with a form that has faults, or by leading on.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use askama::Template;

use super::frame::Frame;

/// A page, 200: its struct is what its template needs and nothing else.
pub struct Page<T>(pub T);

/// The answer to a form.
pub enum Reply<T> {
    /// 200: show this page.
    Show(T),
    /// 422: show the form again, with what was typed and what is wrong with it.
    Invalid(T),
    /// 303: done, lead on to this path.
    GoTo(String),
}

impl<T> Reply<T> {
    /// 303 to a path.
    pub fn go_to(path: impl Into<String>) -> Self {
        Self::GoTo(path.into())
    }
}

impl<T: Template> Responder for Page<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        render(request, &self.0, StatusCode::OK)
    }
}

impl<T: Template> Responder for Reply<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Show(page) => render(request, &page, StatusCode::OK),
            Self::Invalid(page) => render(request, &page, StatusCode::UNPROCESSABLE_ENTITY),
            Self::GoTo(path) => HttpResponse::SeeOther().insert_header((LOCATION, path)).finish(),
        }
    }
}

/// Renders a template inside its frame.
pub fn render(request: &HttpRequest, page: &impl Template, status: StatusCode) -> HttpResponse {
    let frame = Frame::of(request);
    match page.render_with_values(&("frame", &frame as &dyn std::any::Any)) {
        Ok(html) => HttpResponse::build(status).content_type(ContentType::html()).body(html),
        Err(error) => {
            tracing::error!(%error, path = request.path(), "a template failed");
            HttpResponse::InternalServerError().content_type(ContentType::plaintext()).body("The page could not be made.")
        }
    }
}

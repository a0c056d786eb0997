//! The description of the interface (OpenAPI 3.1), from the code: the paths and answers from their
//! handlers and types, the notification from the list of its questions.

use actix_web::HttpResponse;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::pages;
use crate::error::Result;

/// The whole of it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Seen: notifications of schools",
        version = "1",
        description = "For management information systems: a school tells its local authority that a name comes off its admission \
register (School Attendance (Pupil Registration) (England) Regulations 2024, regulations 9 and 13), and asks what became of it. \
The school’s administrator makes a key under People, Keys for the school’s systems; it is sent as a bearer token. A key may be \
used 600 times a minute; beyond, the answer is 429 with Retry-After. Errors are problems (RFC 9457).",
        license(name = "MIT"),
    ),
    paths(pages::send, pages::list, pages::show),
    security(("key" = [])),
    modifiers(&WithKey),
)]
struct Described;

struct WithKey;

impl Modify for WithKey {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("A key of the school: it begins with seen_".into());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

/// `GET /api/v1/openapi.json`: the description, for everybody.
pub async fn describe() -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().content_type("application/json").body(Described::openapi().to_pretty_json()?))
}

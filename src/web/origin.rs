//! A browser says where a request comes from; one that changes something and comes from another site
//! is refused before its form is read (ASVS 5.0, 3.5). The form's own token stands behind this.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::web;

use crate::access::House;
use crate::error::Error;

/// Refuses what would change something and was sent by a page of another site.
///
/// # Errors
/// Those of what follows.
pub async fn from_own_pages<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let public = request.app_data::<web::Data<House>>().and_then(|house| house.config().public_url.clone());
    if !request.method().is_safe() && !is_our_own(request.headers(), public.as_deref()) {
        return Ok(request.error_response(Error::StaleForm).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Whether the request came from our own pages, or from no page at all (a program, a test).
fn is_our_own(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = said(ORIGIN.as_str()) else { return true };
    let of_host = origin.split_once("://").map(|(_, host)| host);
    public_url == Some(origin) || of_host.is_some() && of_host == said(HOST.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn own(headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
        is_our_own(request.to_http_request().headers(), Some("https://seen.wexcombe.example"))
    }

    #[test]
    fn another_site_is_refused() {
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "seen.wexcombe.example")]));
        assert!(!own(&[("origin", "null"), ("host", "seen.wexcombe.example")]));
    }

    #[test]
    fn our_own_pages_and_programs_are_not() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("origin", "https://seen.wexcombe.example"), ("host", "inner:8080")]));
        assert!(own(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(own(&[("host", "127.0.0.1:8080")]));
    }
}

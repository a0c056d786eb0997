//! The id of a retired record leads to the kept one for ever, on every page of a record.

use actix_web::FromRequest;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::Officer;
use crate::children::model::Child;
use crate::duplicates::model::PossibleDuplicate;
use crate::error::Result;
use crate::id::Id;

/// What an address names, and what stands behind the id.
enum Named<'a> {
    Record(Id<Child>, &'a str),
    Pair(Id<PossibleDuplicate>),
}

fn named(path: &str) -> Option<Named<'_>> {
    if let Some(pair) = path.strip_prefix("/duplicates/") {
        return pair.parse().ok().map(Named::Pair);
    }
    let rest = path.strip_prefix("/children/")?;
    let (id, behind) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    Some(Named::Record(id.parse().ok()?, behind))
}

/// Where nothing was found under the id of a retired record, leads on to the kept one: a look to the same
/// page (303), a form, with all that was typed, to the same form (307). Who may not see records is answered as
/// before, and so is everybody about another authority's.
///
/// # Errors
/// None of its own.
pub async fn with_kept_records<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let answered = next.call(request).await?;
    if answered.status() != StatusCode::NOT_FOUND {
        return Ok(answered.map_into_left_body());
    }
    match leads_on(answered.request()).await {
        Ok(Some(answer)) => Ok(answered.into_response(answer).map_into_right_body()),
        Ok(None) => Ok(answered.map_into_left_body()),
        Err(error) => {
            let answer = HttpResponse::from_error(error);
            Ok(answered.into_response(answer).map_into_right_body())
        }
    }
}

async fn leads_on(request: &HttpRequest) -> Result<Option<HttpResponse>> {
    let Some(named) = named(request.path()) else { return Ok(None) };
    let Ok(officer) = Officer::extract(request).await else { return Ok(None) };
    let (kept, behind) = match named {
        Named::Record(child, behind) => {
            let kept = officer.look_up(move |desk| desk.leads_to(child)).await?;
            (kept.filter(|kept| *kept != child), behind)
        }
        Named::Pair(pair) => (officer.look_up(move |desk| desk.pair_leads_to(pair)).await?, ""),
    };
    let Some(kept) = kept else { return Ok(None) };
    let is_form = request.method() == Method::POST && !names_a_household(behind);
    let behind = if names_a_household(behind) { "/household" } else { behind };
    let query = Some(request.query_string()).filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
    let place = format!("/children/{kept}{behind}{}", query.unwrap_or_default());
    let status = if is_form { StatusCode::TEMPORARY_REDIRECT } else { StatusCode::SEE_OTHER };
    Ok(Some(HttpResponse::build(status).insert_header((LOCATION, place)).finish()))
}

/// Who lives with the child is the one form that neither adds something nor says what it was opened on: it is
/// shown again, for the kept record, and not sent on.
fn names_a_household(behind: &str) -> bool {
    behind.starts_with("/household")
}

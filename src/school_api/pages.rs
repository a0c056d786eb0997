//! The handlers, and what the description says of each.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::answered::{Answered, List};
use super::asked::NotificationBody;
use super::body::Body;
use super::queries::Request;
use crate::access::KeyHolder;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::model::Notification;
use crate::notifications::queries::{place, place_text};
use crate::web::problem::Problem;
use crate::web::token;

/// Rows of a list.
const ROWS: usize = 100;
/// The longest key of a request.
const LONGEST_KEY: usize = 255;

/// Sends a notification
///
/// Send it with a key of its own (`Idempotency-Key`), and again with the same key and the same content
/// whenever no answer came: it is kept once, and answered alike.
#[utoipa::path(
    post,
    path = "/api/v1/notifications",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
        description = "What you call this request: 1 to 255 visible characters, best a UUID")),
    request_body(content = NotificationBody, content_type = "application/json"),
    responses(
        (status = 201, body = Answered, description = "Received, now or before", headers(("Location" = String, description = "Where its status is asked for"))),
        (status = "4XX", body = Problem, content_type = "application/problem+json", description = "Nothing was kept"),
        (status = "5XX", body = Problem, content_type = "application/problem+json", description = "Nothing was half kept: send it again with the same key"),
    )
)]
pub async fn send(system: KeyHolder, request: HttpRequest, body: Result<web::Bytes, actix_web::Error>) -> Result<HttpResponse> {
    let school = system.who().key.as_ref().map(|key| key.school.cast()).ok_or(Error::KeyNeeded)?;
    let bytes = body.map_err(|_| Error::TooLarge("This could not be read, or is larger than 256 KB.".into()))?;
    if !is_json(&request) {
        let detail = "Send JSON, with Content-Type: application/json.";
        return Ok(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail).answer());
    }
    let Some(key) = key_of(&request) else {
        let detail = "Send an Idempotency-Key of 1 to 255 visible characters, another for each notification.";
        return Ok(Problem::new(StatusCode::BAD_REQUEST, "idempotency_key", detail).answer());
    };
    let asked = Request { key, content_sha256: token::digest_of(&bytes) };
    let id: Id<Notification> = Id::mint();
    let (new, not_asked) = match Body::read(&bytes)?.notification(id, school, system.today()) {
        Ok(read) => read,
        Err(wrong) => return answer_to_wrong(&system, asked, Problem::wrong(wrong)).await,
    };
    let sent = system.change(Event::NotificationSent { notification: id }, move |desk| desk.send_for(&asked, &new)).await?;
    answer(&Answered::of(&sent)?.without(not_asked))
}

/// What is wrong today may have been right on the day it was sent first: a day that was near enough then.
/// Then it is answered as it was; otherwise it is wrong.
async fn answer_to_wrong(system: &KeyHolder, asked: Request, problem: Problem) -> Result<HttpResponse> {
    let school = system.who().key.as_ref().map(|key| key.school.cast()).ok_or(Error::KeyNeeded)?;
    match system.read(move |desk| desk.answered_before(school, &asked)).await? {
        Some(sent) => answer(&Answered::of(&sent)?),
        None => Ok(problem.answer()),
    }
}

fn answer(answered: &Answered) -> Result<HttpResponse> {
    let mut created = HttpResponse::Created();
    created.insert_header((LOCATION, answered.address())).insert_header((CONTENT_TYPE, "application/json"));
    Ok(created.body(serde_json::to_string(answered)?))
}

fn is_json(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn key_of(request: &HttpRequest) -> Option<String> {
    let given = request.headers().get("Idempotency-Key")?.to_str().ok()?.trim();
    let fits = (1..=LONGEST_KEY).contains(&given.len()) && given.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| given.to_owned())
}

/// Where a page of the list begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The `next` of the page before.
    after: Option<String>,
}

/// Lists the notifications of the school
///
/// The latest first, a hundred at a time; also those that people of the school sent.
#[utoipa::path(
    get,
    path = "/api/v1/notifications",
    params(After),
    responses(
        (status = 200, body = List, description = "A page of the list"),
        (status = "4XX", body = Problem, content_type = "application/problem+json", description = "Why not"),
        (status = "5XX", body = Problem, content_type = "application/problem+json", description = "The fault is ours"),
    )
)]
pub async fn list(system: KeyHolder, asked: web::Query<After>) -> Result<HttpResponse> {
    let after = asked.into_inner().after.map(|text| place(&text).ok_or(Error::NotFound)).transpose()?;
    let list = system
        .glance(Event::SchoolHomeOpened {}, move |desk| {
            let mut sent = desk.my_notifications(after, ROWS + 1)?;
            let has_more = sent.len() > ROWS;
            sent.truncate(ROWS);
            desk.showing(sent.len());
            let next = sent.last().filter(|_| has_more).map(|row| place_text((row.received_at, row.id)));
            Ok(List { notifications: sent.iter().map(Answered::of).collect::<Result<_>>()?, next })
        })
        .await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(serde_json::to_string(&list)?))
}

/// Asks what became of a notification
#[utoipa::path(
    get,
    path = "/api/v1/notifications/{notification}",
    params(("notification" = String, Path, description = "The `id` it was answered with")),
    responses(
        (status = 200, body = Answered, description = "The notification"),
        (status = "4XX", body = Problem, content_type = "application/problem+json", description = "Why not: 404 also where it is another school's"),
        (status = "5XX", body = Problem, content_type = "application/problem+json", description = "The fault is ours"),
    )
)]
pub async fn show(system: KeyHolder, id: web::Path<Id<Notification>>) -> Result<HttpResponse> {
    let notification = *id;
    let (sent, messages) = system
        .glance(Event::NotificationOpened { notification }, move |desk| {
            let sent = desk.my_notification(notification)?;
            let messages = desk.messages_of(&sent)?;
            Ok((sent, messages))
        })
        .await?;
    let answered = Answered::of(&sent)?.with_messages(messages);
    Ok(HttpResponse::Ok().content_type("application/json").body(serde_json::to_string(&answered)?))
}

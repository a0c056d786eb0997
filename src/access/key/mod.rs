//! Keys: what a school's management information system carries instead of a session. A key acts for one
//! school, of it only the SHA-256 is kept, and it can be revoked at once (decision record 0024).

mod queries;

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web;
use chrono::{NaiveDateTime, Timelike};

use super::account::Account;
use super::house::House;
use crate::error::Result;
use crate::id::Id;
use crate::web::token;

/// A key: what an [`Id`] of one names.
pub struct SchoolKey;
/// The school a key acts for, as far as this room knows: the same id as the organisation's.
pub struct School;

/// How often a key may be used in a minute of the clock.
pub const A_MINUTE: i32 = 600;
/// Every secret begins so: whoever looks for secrets in the wrong place knows it.
const MARK: &str = "seen_";

/// A key that was shown and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldKey {
    /// Which.
    pub id: Id<SchoolKey>,
    /// What the school calls it.
    pub name: String,
    /// The authority's code.
    pub authority: String,
    /// The one school it acts for.
    pub school: Id<School>,
    /// Who made it.
    pub made_by: Id<Account>,
}

/// Where other systems ask; everywhere else it is people.
pub fn is_for_systems(path: &str) -> bool {
    path.starts_with("/api/")
}

/// A new secret and what is kept of it. The secret is shown once.
pub fn mint() -> (String, String) {
    let secret = format!("{MARK}{}", token::mint());
    let kept = token::digest(&secret);
    (secret, kept)
}

/// How often a key has been used in this minute when it is used now; where it may not be, how many
/// seconds are left of the minute.
fn used(last: Option<NaiveDateTime>, in_its_minute: i32, now: NaiveDateTime) -> Result<i32, u32> {
    let minute = |instant: NaiveDateTime| instant.and_utc().timestamp().div_euclid(60);
    let before = if last.is_some_and(|last| minute(last) >= minute(now)) { in_its_minute } else { 0 };
    if before < A_MINUTE { Ok(before + 1) } else { Err(60 - now.second().min(59)) }
}

/// The secret in the header, as long as one of ours.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let secret = secret.trim();
    let could_be = scheme.eq_ignore_ascii_case("bearer") && secret.starts_with(MARK) && secret.len() == MARK.len() + 64;
    could_be.then_some(secret)
}

/// Finds whose key is shown before anything else happens, and counts its use.
///
/// # Errors
/// Those of what follows.
pub async fn with_key<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let house = request.app_data::<web::Data<House>>().cloned().filter(|_| is_for_systems(request.path()));
    let secret_hash = shown(request.headers()).map(token::digest);
    if let Some((house, secret_hash)) = house.zip(secret_hash) {
        match house.use_key(secret_hash).await {
            Ok(held) => {
                request.extensions_mut().insert(held);
            }
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> NaiveDateTime {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
    }

    #[test]
    fn a_minute_has_six_hundred_uses_and_the_next_begins_anew() {
        assert_eq!(used(None, 0, at(65)), Ok(1));
        assert_eq!(used(Some(at(61)), 1, at(65)), Ok(2));
        assert_eq!(used(Some(at(61)), A_MINUTE - 1, at(65)), Ok(A_MINUTE));
        assert_eq!(used(Some(at(61)), A_MINUTE, at(65)), Err(55));
        assert_eq!(used(Some(at(61)), A_MINUTE, at(119)), Err(1));
        assert_eq!(used(Some(at(61)), A_MINUTE, at(120)), Ok(1));
    }

    #[test]
    fn a_clock_that_goes_back_gives_no_uses_away() {
        assert_eq!(used(Some(at(121)), A_MINUTE, at(65)), Err(55));
    }

    #[test]
    fn only_what_could_be_a_secret_is_looked_up() {
        let with = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, text.parse().unwrap());
            shown(&headers).map(str::to_owned)
        };
        let (secret, kept) = mint();
        let header: &'static str = Box::leak(format!("bearer {secret}").into_boxed_str());
        assert_eq!(with(header), Some(secret.clone()));
        assert_eq!(kept, token::digest(&secret));
        for other in ["", "Bearer", "Bearer seen_1", "Basic dTpw"] {
            assert_eq!(with(other), None, "{other}");
        }
    }
}

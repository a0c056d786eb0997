//! One-time links: with which the first administrator is made, an invitation is taken up, and a
//! forgotten password is set anew. Shown to copy; stored as a hash; good once and for three days.
//!
//! The token travels in the query of the address, because the log writes paths and never queries.

mod pages;
mod queries;

use std::net::SocketAddr;

use actix_web::web;

use super::house::House;
use crate::error::Result;

/// How long a link is good for.
pub const HOURS: i64 = 72;

crate::closed_list! {
    /// What a link is for.
    pub enum LinkPurpose {
        FirstAdministrator = "first_administrator" "Make the first administrator",
        Invitation = "invitation" "Invitation",
        PasswordReset = "password_reset" "Set a new password",
    }
}

/// `/link`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/link").get(pages::show).post(pages::follow));
}

/// The path of a link.
pub fn path(token: &str) -> String {
    format!("/link?token={token}")
}

/// While there is no account: a new link with which the first administrator is made. Earlier ones
/// are good for nothing from then on.
///
/// # Errors
/// `Database`.
pub async fn first_administrator(house: &House, bound: SocketAddr) -> Result<Option<String>> {
    if house.has_accounts().await? {
        return Ok(None);
    }
    let token = house.offer_first_administrator().await?;
    Ok(Some(house.config().link(&bound.to_string(), &path(&token))))
}

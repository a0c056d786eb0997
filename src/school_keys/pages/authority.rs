//! The keys of a school, for the authority's administrator: to look, and to revoke.

use actix_web::web;

use super::{ListPage, SchoolKeys};
use crate::access::Administrator;
use crate::access::key::SchoolKey;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::{Faults, Page, Posted, Reply};

/// `GET /school-accounts/{school}/keys`
pub async fn list(administrator: Administrator, id: web::Path<Id<Organisation>>) -> Result<Page<ListPage>> {
    let school = *id;
    let (name, keys) = administrator
        .glance(Event::SchoolKeysShown {}, move |desk| Ok((desk.school_of_ours(school)?, desk.keys_of_school(school)?)))
        .await?;
    Ok(Page(ListPage {
        schools: vec![SchoolKeys { id: school, name, keys }],
        back: format!("/school-accounts/{school}"),
        base: format!("/school-accounts/{school}/keys"),
        form: None,
        choices: Vec::new(),
        faults: Faults::none(),
    }))
}

/// `POST /school-accounts/{school}/keys/{key}/revoke`
pub async fn revoke(
    administrator: Administrator,
    ids: web::Path<(Id<Organisation>, Id<SchoolKey>)>,
    _: Posted,
) -> Result<Reply<ListPage>> {
    let (school, key) = *ids;
    administrator
        .change(Event::SchoolKeyRevoked { key }, move |desk| {
            desk.school_of_ours(school)?;
            desk.revoke_key(school, key)
        })
        .await?;
    Ok(Reply::go_to(format!("/school-accounts/{school}/keys?done=school-key-revoked")))
}

//! One page for each thing that can happen to a registration.

pub mod close;
pub mod correct;
pub mod kind;
pub mod level;
pub mod officer;
pub mod open;
pub mod reopen;

use actix_web::web;

use super::model::Registration;
use super::queries::Episode;
use crate::access::Actor;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::form::Choice;

/// Whose registration, and which.
type Of = web::Path<(Id<Child>, Id<Registration>)>;

/// The child and the open registration that a form is about.
async fn open_episode<R: Staff>(
    actor: &Actor<R>,
    child: Id<Child>,
    registration: Id<Registration>,
) -> Result<(Heading, Episode)> {
    let (heading, episode) = actor
        .glance(Event::ChildOpened { child }, move |desk| Ok((desk.heading(child)?, desk.episode(child, registration)?)))
        .await?;
    if !episode.is_open() {
        return Err(Error::Conflict("This registration has ended: look at the record to see how.".into()));
    }
    Ok((heading, episode))
}

/// The choices of a list of officers.
fn choices(officers: &[(Id<Account>, String)]) -> Vec<Choice> {
    officers.iter().map(|(id, name)| Choice { code: id.to_string(), label: name.clone() }).collect()
}

/// Reads who was chosen from the officers offered; nothing chosen is nobody.
fn chosen_officer(text: &str, officers: &[(Id<Account>, String)]) -> Result<Option<Id<Account>>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let known = officers.iter().find(|(id, _)| id.as_str() == text);
    known.map(|(id, _)| Some(*id)).ok_or_else(|| "Choose an officer from the list".to_owned())
}

/// Back to the record, saying what was done.
fn record(child: Id<Child>, done: &str) -> String {
    format!("/children/{child}?done={done}")
}

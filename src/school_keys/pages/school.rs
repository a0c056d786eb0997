//! The keys of a school, for its own administrators.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use serde::Deserialize;

use super::{KeyForm, ListPage, MadePage, SchoolKeys};
use crate::access::SchoolUser;
use crate::access::key::{self, SchoolKey};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::school_accounts::queries::MySchool;
use crate::school_keys::queries::NewKey;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply};

const LIST: &str = "/school/keys";

/// The page: of the schools whose people whoever is signed in may change.
async fn page(user: &SchoolUser, form: KeyForm, faults: Faults) -> Result<ListPage> {
    let schools: Vec<SchoolKeys> = user
        .glance(Event::SchoolKeysShown {}, |desk| {
            let mine = desk.my_schools()?.into_iter().filter(|school| school.administers);
            mine.map(|MySchool { id, name, .. }| Ok(SchoolKeys { id, name, keys: desk.keys_of_school(id)? })).collect()
        })
        .await?;
    if schools.is_empty() {
        return Err(Error::NotFound);
    }
    let choice = |school: &SchoolKeys| Choice { code: school.id.to_string(), label: school.name.clone() };
    let choices = if schools.len() > 1 { schools.iter().map(choice).collect() } else { Vec::new() };
    Ok(ListPage { schools, back: "/school/people".into(), base: LIST.into(), form: Some(form), choices, faults })
}

/// `GET /school/keys`
pub async fn list(user: SchoolUser) -> Result<Page<ListPage>> {
    Ok(Page(page(&user, KeyForm::blank(), Faults::none()).await?))
}

/// What making a key came to.
pub enum Answer {
    /// Here it is.
    Made(Box<MadePage>),
    /// Something is wrong with the form.
    Form(Box<ListPage>),
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Made(page) => Reply::Show(*page).respond_to(request),
            Self::Form(page) => Reply::Invalid(*page).respond_to(request),
        }
    }
}

/// `POST /school/keys`
pub async fn make(user: SchoolUser, Form(form): Form<KeyForm>) -> Result<Answer> {
    let mut schools = user.read(|desk| desk.my_schools()).await?;
    schools.retain(|school| school.administers);
    let mut faults = Faults::none();
    let chosen = match schools.as_slice() {
        [only] => Some(only.clone()),
        several => several.iter().find(|school| school.id.to_string() == form.school).cloned(),
    };
    if chosen.is_none() {
        faults.add("school", "Choose the school");
    }
    let name = form.read_name(&mut faults);
    let Some((school, name)) = chosen.zip(name) else { return Ok(Answer::Form(Box::new(page(&user, form, faults).await?))) };
    let ((secret, secret_hash), id) = (key::mint(), form.id.parse().unwrap_or_else(|_| Id::mint()));
    let new = NewKey { id, school: school.id, name: name.clone(), secret_hash };
    match user.change(Event::SchoolKeyMade { key: id }, move |desk| desk.make_key(&new)).await {
        Ok(()) => Ok(Answer::Made(Box::new(MadePage { name, school: school.name, secret }))),
        Err(Error::Refused(sentence)) => {
            faults.add("name", sentence);
            Ok(Answer::Form(Box::new(page(&user, form, faults).await?)))
        }
        Err(error) => Err(error),
    }
}

/// Which of the schools a form is about.
#[derive(Default, Deserialize)]
pub struct AboutSchool {
    #[serde(default)]
    school: String,
}

/// `POST /school/keys/{key}/revoke`
pub async fn revoke(user: SchoolUser, id: web::Path<Id<SchoolKey>>, Form(about): Form<AboutSchool>) -> Result<Reply<ListPage>> {
    let key = *id;
    let sent: Option<Id<Organisation>> = about.school.parse().ok();
    user.change(Event::SchoolKeyRevoked { key }, move |desk| {
        let mine = desk.my_schools()?.into_iter().filter(|school| school.administers);
        for school in mine.filter(|school| sent.is_none_or(|sent| sent == school.id)) {
            match desk.revoke_key(school.id, key) {
                Err(Error::NotFound) => {}
                done => return done,
            }
        }
        Err(Error::NotFound)
    })
    .await?;
    Ok(Reply::go_to(format!("{LIST}?done=school-key-revoked")))
}

//! The people of a school: for the authority's administrator, and for the school's own.

pub mod authority;
pub mod school;

use actix_web::HttpRequest;
use askama::Template;

use super::form::PersonForm;
use super::queries::{Invited, PersonRow};
use crate::access::Actor;
use crate::access::account::Account;
use crate::access::links;
use crate::access::role::Role;
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::form::Choice;
use crate::web::{Faults, Reply, filters};

/// One school with its people.
pub struct SchoolPeople {
    id: Id<Organisation>,
    name: String,
    people: Vec<PersonRow>,
    may_change: bool,
}

/// The people of the schools.
#[derive(Template)]
#[template(path = "school_accounts/list.html")]
pub struct ListPage {
    schools: Vec<SchoolPeople>,
    /// The school's page at the authority; empty for the school itself.
    back: String,
    /// Where somebody is invited, or empty.
    invite: String,
    /// Where the school's keys are, or empty.
    keys: String,
    /// What a person's actions stand under.
    base: String,
    me: Option<Id<Account>>,
}

impl ListPage {
    fn is_me(&self, account: &Id<Account>) -> bool {
        self.me == Some(*account)
    }
}

/// To invite somebody.
#[derive(Template)]
#[template(path = "school_accounts/new.html")]
pub struct NewPage {
    name: String,
    schools: Vec<Choice>,
    action: String,
    back: String,
    form: PersonForm,
    faults: Faults,
}

/// The link, this once; or that none is needed.
#[derive(Template)]
#[template(path = "school_accounts/link.html")]
pub struct LinkPage {
    name: String,
    school: String,
    link: Option<String>,
    back: String,
}

/// What inviting came to.
pub enum Answer {
    /// Here is the link.
    Link(Box<LinkPage>),
    /// Something is wrong with the form.
    Form(Box<NewPage>),
}

impl actix_web::Responder for Answer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> actix_web::HttpResponse {
        match self {
            Self::Link(page) => Reply::Show(*page).respond_to(request),
            Self::Form(page) => Reply::Invalid(*page).respond_to(request),
        }
    }
}

fn address<R: Role>(actor: &Actor<R>, request: &HttpRequest, invited: &Invited) -> Option<String> {
    let host = request.connection_info().host().to_owned();
    invited.1.as_ref().map(|token| actor.house().config().link(&host, &links::path(token)))
}

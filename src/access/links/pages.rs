//! The page behind a one-time link.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::queries::{Addressee, Offer};
use crate::access::account::{AccountRole, NewAccount, tidy_email, tidy_name};
use crate::access::actor::System;
use crate::access::authorities::authority_fits;
use crate::access::house::House;
use crate::access::throttle::Subject;
use crate::access::who::Who;
use crate::access::{password, sign_in};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::form::Choice;
use crate::web::page::render;
use crate::web::{Faults, Form, filters};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    token: String,
}

#[derive(Default, Deserialize)]
pub(super) struct LinkForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    authority_code: String,
    #[serde(default)]
    authority_name: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// To make the first administrator.
#[derive(Template)]
#[template(path = "links/first_administrator.html")]
struct FirstAdministratorPage {
    form: LinkForm,
    authorities: Vec<Choice>,
    faults: Faults,
}

/// To choose a password.
#[derive(Template)]
#[template(path = "links/password.html")]
struct PasswordPage {
    form: LinkForm,
    addressee: Addressee,
    faults: Faults,
}

/// The link is not good, or not any more.
#[derive(Template)]
#[template(path = "links/gone.html")]
struct GonePage;

/// `GET /link`
pub(super) async fn show(house: web::Data<House>, request: HttpRequest, query: web::Query<Query>) -> Result<HttpResponse> {
    let form = LinkForm { token: query.into_inner().token, ..LinkForm::default() };
    Ok(match house.offer_of(&form.token).await? {
        Some(offer) => page_for(offer, form, Faults::none(), &request, StatusCode::OK),
        None => gone(&request),
    })
}

/// `POST /link`
pub(super) async fn follow(house: web::Data<House>, request: HttpRequest, Form(form): Form<LinkForm>) -> Result<HttpResponse> {
    let Some(offer) = house.offer_of(&form.token).await? else { return Ok(gone(&request)) };
    let outcome = match &offer {
        Offer::FirstAdministrator(known) => match form.read_administrator(known) {
            Ok(first) => make_first_administrator(&house, first).await,
            Err(faults) => return Ok(page_for(offer, form, faults, &request, StatusCode::UNPROCESSABLE_ENTITY)),
        },
        Offer::Password(addressee) => match form.read_password(addressee) {
            Ok(()) => set_password(&house, addressee, form.token.clone(), form.password.clone()).await,
            Err(faults) => return Ok(page_for(offer, form, faults, &request, StatusCode::UNPROCESSABLE_ENTITY)),
        },
    };
    match outcome {
        // Somebody else was quicker with the same link.
        Err(Error::NotFound) => Ok(gone(&request)),
        Err(error) => Err(error),
        Ok(()) => Ok(sign_in::signed_out(&house, "/sign-in?done=password-set")),
    }
}

fn page_for(offer: Offer, mut form: LinkForm, faults: Faults, request: &HttpRequest, status: StatusCode) -> HttpResponse {
    form.password = String::new();
    match offer {
        Offer::FirstAdministrator(known) => {
            let label = |code: &str, name: &str| format!("{name} ({code})");
            let authorities = known.into_iter().map(|(code, name)| Choice { label: label(&code, &name), code }).collect();
            render(request, &FirstAdministratorPage { form, authorities, faults }, status)
        }
        Offer::Password(addressee) => render(request, &PasswordPage { form, addressee, faults }, status),
    }
}

fn gone(request: &HttpRequest) -> HttpResponse {
    render(request, &GonePage, StatusCode::NOT_FOUND)
}

/// What makes the first administrator.
struct First {
    token: String,
    code: String,
    new_authority: Option<String>,
    name: String,
    email: String,
    password: String,
}

impl LinkForm {
    fn read_password(&self, addressee: &Addressee) -> Result<(), Faults> {
        let mut faults = Faults::none();
        faults.take("password", password::check(&self.password, &addressee.name, &addressee.email));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn read_administrator(&self, known: &[(String, String)]) -> Result<First, Faults> {
        let mut faults = Faults::none();
        let authority = match known {
            [] => self.read_new_authority(&mut faults),
            [(only, _)] => Some((only.clone(), None)),
            several => {
                let chosen = several.iter().find(|(code, _)| *code == self.authority_code);
                faults.take("authority_code", chosen.map(|(code, _)| (code.clone(), None)).ok_or("Choose your authority".into()))
            }
        };
        let name = faults.take("name", tidy_name(&self.name));
        let email = faults.take(
            "email",
            tidy_email(&self.email).ok_or_else(|| "Enter your email address, like name@example.gov.uk".to_owned()),
        );
        faults.take("password", password::check(&self.password, &self.name, &self.email));
        match (authority, name, email) {
            (Some((code, new_authority)), Some(name), Some(email)) if faults.is_empty() => {
                Ok(First { token: self.token.clone(), code, new_authority, name, email, password: self.password.clone() })
            }
            _ => Err(faults),
        }
    }

    fn read_new_authority(&self, faults: &mut Faults) -> Option<(String, Option<String>)> {
        let is_code = authority_fits(&self.authority_code, "a name").is_ok();
        let field = if is_code { "authority_name" } else { "authority_code" };
        let fits = authority_fits(&self.authority_code, &self.authority_name).map_err(str::to_owned);
        faults.take(field, fits).map(|(code, name)| (code, Some(name)))
    }
}

async fn make_first_administrator(house: &House, first: First) -> Result<()> {
    let password_hash = password::hash(first.password).await?;
    let id = Id::mint();
    let who = Who::account(&first.code, id, AccountRole::Administrator, &first.name);
    System::on_behalf_of(house, who)
        .change(Event::AccountAdded { account: id }, move |desk| {
            desk.use_link(&first.token)?;
            if !desk.is_first_account()? {
                return Err(Error::NotFound);
            }
            if let Some(name) = first.new_authority {
                desk.add_authority(&name, false)?;
                desk.also(&Event::AuthorityAdded {})?;
            }
            desk.add_account(&NewAccount {
                id,
                email: first.email,
                name: first.name,
                role: AccountRole::Administrator,
                password_hash: Some(password_hash),
            })
        })
        .await
}

async fn set_password(house: &House, addressee: &Addressee, link: String, password: String) -> Result<()> {
    let password_hash = password::hash(password).await?;
    let id = addressee.id;
    System::on_behalf_of(house, addressee.who())
        .change(Event::PasswordSet {}, move |desk| {
            desk.use_link(&link)?;
            desk.set_password(id, &password_hash)
        })
        .await?;
    house.attempt_succeeded(Subject::email(&addressee.email), None).await
}

//! Inviting somebody, and making the one-time links. A link is in the answer to the post itself,
//! because only its hash is kept: there is nothing to lead on to that could still show it.

use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use crate::access::Administrator;
use crate::access::account::{Account, AccountRole, NewAccount, tidy_email, tidy_name};
use crate::access::links::{self, LinkPurpose};
use crate::accounts::queries::AccountRow;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

#[derive(Template)]
#[template(path = "accounts/new.html")]
pub(in crate::accounts) struct NewPage {
    form: InvitationForm,
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(in crate::accounts) struct InvitationForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

impl InvitationForm {
    fn read(&self) -> Result<NewAccount, Faults> {
        let mut faults = Faults::none();
        let id = self.id.parse().unwrap_or_else(|_| Id::mint());
        let name = faults.take("name", tidy_name(&self.name));
        let email = tidy_email(&self.email).ok_or_else(|| "Enter an email address, like name@example.gov.uk".to_owned());
        let email = faults.take("email", email);
        let role = faults.take("role", chosen::<AccountRole>(&self.role, "Choose what they may do"));
        let role = role.filter(|role| AccountRole::OF_THE_AUTHORITY.contains(role));
        if role.is_none() {
            faults.add("role", "Choose what they may do");
        }
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => Ok(NewAccount { id, email, name, role, password_hash: None }),
            _ => Err(faults),
        }
    }
}

/// The link, this once.
#[derive(Template)]
#[template(path = "accounts/link.html")]
pub(in crate::accounts) struct LinkPage {
    account: AccountRow,
    link: String,
    is_invitation: bool,
}

/// `GET /accounts/new`
pub(in crate::accounts) async fn new(_administrator: Administrator) -> Page<NewPage> {
    let form = InvitationForm { id: Id::<Account>::mint().to_string(), ..InvitationForm::default() };
    Page(NewPage { form, faults: Faults::none() })
}

/// What inviting came to.
pub(in crate::accounts) enum Invited {
    /// Here is the link.
    Link(Box<LinkPage>),
    /// Something is wrong with the form.
    Form(Box<NewPage>),
}

impl actix_web::Responder for Invited {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> actix_web::HttpResponse {
        match self {
            Self::Link(page) => Reply::Show(*page).respond_to(request),
            Self::Form(page) => Reply::Invalid(*page).respond_to(request),
        }
    }
}

/// `POST /accounts/new`
pub(in crate::accounts) async fn invite(
    administrator: Administrator,
    request: HttpRequest,
    Form(form): Form<InvitationForm>,
) -> Result<Invited> {
    let new = match form.read() {
        Ok(new) => new,
        Err(faults) => return Ok(Invited::Form(Box::new(NewPage { form, faults }))),
    };
    let account = new.id;
    let offered = administrator
        .change(Event::AccountInvited { account }, move |desk| {
            // The same form sent again: the first link is withdrawn, this one holds.
            match desk.account_row(account) {
                Ok(known) if known.email == new.email && !known.has_password => {}
                Ok(_) => return Err(Error::Conflict("This form was sent before. Look for the account in the list.".into())),
                Err(Error::NotFound) => desk.add_account(&new)?,
                Err(error) => return Err(error),
            }
            let token = desk.offer_link(account, LinkPurpose::Invitation)?;
            Ok((desk.account_row(account)?, token))
        })
        .await;
    match offered {
        Ok((account, token)) => {
            let link = address(&administrator, &request, &token);
            Ok(Invited::Link(Box::new(LinkPage { account, link, is_invitation: true })))
        }
        Err(Error::Refused(sentence)) => {
            let mut faults = Faults::none();
            faults.add("email", sentence);
            Ok(Invited::Form(Box::new(NewPage { form, faults })))
        }
        Err(error) => Err(error),
    }
}

/// `POST /accounts/{account}/link`: an invitation again, or a link to set a new password.
pub(in crate::accounts) async fn offer(
    administrator: Administrator,
    request: HttpRequest,
    id: web::Path<Id<Account>>,
    _: Posted,
) -> Result<Page<LinkPage>> {
    let account = *id;
    let (row, token) = administrator
        .change(Event::PasswordResetOffered { account }, move |desk| {
            let row = desk.account_row(account)?;
            if row.disabled_at.is_some() {
                return Err(Error::refused("The account is disabled. Enable it first."));
            }
            let purpose = if row.has_password { LinkPurpose::PasswordReset } else { LinkPurpose::Invitation };
            let token = desk.offer_link(account, purpose)?;
            Ok((row, token))
        })
        .await?;
    let is_invitation = !row.has_password;
    Ok(Page(LinkPage { account: row, link: address(&administrator, &request, &token), is_invitation }))
}

fn address(administrator: &Administrator, request: &HttpRequest, token: &str) -> String {
    let host = request.connection_info().host().to_owned();
    administrator.house().config().link(&host, &links::path(token))
}

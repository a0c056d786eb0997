//! The list of accounts, and one of them.

pub(super) mod invitation;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::queries::AccountRow;
use crate::access::Administrator;
use crate::access::account::{Account, AccountRole, tidy_name};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

#[derive(Template)]
#[template(path = "accounts/list.html")]
pub(super) struct ListPage {
    accounts: Vec<AccountRow>,
}

/// `GET /accounts`
pub(super) async fn list(administrator: Administrator) -> Result<Page<ListPage>> {
    let accounts = administrator.view(Event::AccountsListed {}, |desk| desk.accounts()).await?;
    Ok(Page(ListPage { accounts }))
}

#[derive(Template)]
#[template(path = "accounts/show.html")]
pub(super) struct ShowPage {
    account: AccountRow,
    is_own: bool,
    form: AccountForm,
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(super) struct AccountForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

impl AccountForm {
    fn of(account: &AccountRow) -> Self {
        Self { name: account.name.clone(), role: account.role.code().to_owned() }
    }

    fn read(&self) -> Result<(String, AccountRole), Faults> {
        let mut faults = Faults::none();
        let name = faults.take("name", tidy_name(&self.name));
        let role = faults.take("role", chosen(&self.role, "Choose what they may do"));
        name.zip(role).ok_or(faults)
    }
}

/// `GET /accounts/{account}`
pub(super) async fn show(administrator: Administrator, id: web::Path<Id<Account>>) -> Result<Page<ShowPage>> {
    let account = *id;
    let row = administrator.view(Event::AccountOpened { account }, move |desk| desk.account_row(account)).await?;
    let is_own = administrator.who().account == Some(account);
    Ok(Page(ShowPage { form: AccountForm::of(&row), account: row, is_own, faults: Faults::none() }))
}

/// `POST /accounts/{account}`
pub(super) async fn change(
    administrator: Administrator,
    id: web::Path<Id<Account>>,
    Form(form): Form<AccountForm>,
) -> Result<Reply<ShowPage>> {
    let account = *id;
    let is_own = administrator.who().account == Some(account);
    let read = form.read().and_then(|(name, role)| {
        if is_own && role != AccountRole::Administrator {
            let mut faults = Faults::none();
            faults.add("role", "You cannot take your own role away: ask another administrator");
            return Err(faults);
        }
        Ok((name, role))
    });
    match read {
        Ok((name, role)) => {
            let event = Event::AccountChanged { account };
            administrator.change(event, move |desk| desk.change_account(account, &name, role)).await?;
            Ok(Reply::go_to(format!("/accounts/{account}?done=saved")))
        }
        Err(faults) => {
            let row = administrator.view(Event::AccountOpened { account }, move |desk| desk.account_row(account)).await?;
            Ok(Reply::Invalid(ShowPage { account: row, is_own, form, faults }))
        }
    }
}

/// `POST /accounts/{account}/disable`
pub(super) async fn disable(administrator: Administrator, id: web::Path<Id<Account>>, _: Posted) -> Result<Reply<ShowPage>> {
    let account = *id;
    if administrator.who().account == Some(account) {
        return Err(Error::refused("You cannot disable your own account: ask another administrator."));
    }
    administrator.change(Event::AccountDisabled { account }, move |desk| desk.disable_account(account)).await?;
    Ok(Reply::go_to(format!("/accounts/{account}?done=account-disabled")))
}

/// `POST /accounts/{account}/enable`
pub(super) async fn enable(administrator: Administrator, id: web::Path<Id<Account>>, _: Posted) -> Result<Reply<ShowPage>> {
    let account = *id;
    administrator.change(Event::AccountEnabled { account }, move |desk| desk.enable_account(account)).await?;
    Ok(Reply::go_to(format!("/accounts/{account}?done=account-enabled")))
}

/// `POST /accounts/{account}/remove-second-factor`: for somebody who has lost telephone and codes.
pub(super) async fn remove_factor(
    administrator: Administrator,
    id: web::Path<Id<Account>>,
    _: Posted,
) -> Result<Reply<ShowPage>> {
    let account = *id;
    administrator
        .change(Event::SecondFactorRemoved { account }, move |desk| {
            desk.account_row(account)?;
            desk.remove_factor(account)?;
            desk.end_sessions_of(account)
        })
        .await?;
    Ok(Reply::go_to(format!("/accounts/{account}?done=second-factor-removed")))
}

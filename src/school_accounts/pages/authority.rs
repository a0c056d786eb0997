//! The people of a school, for the authority's administrator.

use actix_web::{HttpRequest, web};

use super::{Answer, LinkPage, ListPage, NewPage, SchoolPeople, address};
use crate::access::Administrator;
use crate::access::account::Account;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::school_accounts::form::PersonForm;
use crate::web::{Faults, Form, Page, Posted, Reply};

fn list_of(school: Id<Organisation>) -> String {
    format!("/school-accounts/{school}")
}

/// `GET /school-accounts/{school}`
pub async fn list(administrator: Administrator, id: web::Path<Id<Organisation>>) -> Result<Page<ListPage>> {
    let school = *id;
    let (name, people) = administrator
        .view(Event::SchoolPeopleListed { organisation: school }, move |desk| {
            Ok((desk.school_of_ours(school)?, desk.people_of_school(school)?))
        })
        .await?;
    Ok(Page(ListPage {
        schools: vec![SchoolPeople { id: school, name, people, may_change: true }],
        back: format!("/organisations/{school}"),
        invite: format!("{}/new", list_of(school)),
        keys: format!("{}/keys", list_of(school)),
        base: format!("{}/people", list_of(school)),
        me: None,
    }))
}

fn page(school: Id<Organisation>, name: String, form: PersonForm, faults: Faults) -> NewPage {
    NewPage { name, schools: Vec::new(), action: format!("{}/new", list_of(school)), back: list_of(school), form, faults }
}

/// `GET /school-accounts/{school}/new`
pub async fn new(administrator: Administrator, id: web::Path<Id<Organisation>>) -> Result<Page<NewPage>> {
    let school = *id;
    let name = administrator.read(move |desk| desk.school_of_ours(school)).await?;
    Ok(Page(page(school, name, PersonForm::blank(), Faults::none())))
}

/// `POST /school-accounts/{school}/new`
pub async fn invite(
    administrator: Administrator,
    request: HttpRequest,
    id: web::Path<Id<Organisation>>,
    Form(form): Form<PersonForm>,
) -> Result<Answer> {
    let school = *id;
    let school_name = administrator.read(move |desk| desk.school_of_ours(school)).await?;
    let new = match form.read(school) {
        Ok(new) => new,
        Err(faults) => return Ok(Answer::Form(Box::new(page(school, school_name, form, faults)))),
    };
    let name = new.name.clone();
    let invited =
        administrator.change(Event::SchoolPersonInvited { account: new.id }, move |desk| desk.invite_to_school(&new)).await;
    match invited {
        Ok(invited) => {
            let link = address(&administrator, &request, &invited);
            Ok(Answer::Link(Box::new(LinkPage { name, school: school_name, link, back: list_of(school) })))
        }
        Err(Error::Refused(sentence)) => {
            let mut faults = Faults::none();
            faults.add("email", sentence);
            Ok(Answer::Form(Box::new(page(school, school_name, form, faults))))
        }
        Err(error) => Err(error),
    }
}

/// `POST /school-accounts/{school}/people/{account}/link`: the invitation again.
pub async fn link(
    administrator: Administrator,
    request: HttpRequest,
    ids: web::Path<(Id<Organisation>, Id<Account>)>,
    _: Posted,
) -> Result<Page<LinkPage>> {
    let (school, account) = *ids;
    let (school_name, person, token) = administrator
        .change(Event::SchoolPersonInvited { account }, move |desk| {
            let name = desk.school_of_ours(school)?;
            let person = desk.person_of_school(school, account)?;
            Ok((name, person, desk.offer_school_invitation(account)?))
        })
        .await?;
    let link = address(&administrator, &request, &(account, Some(token)));
    Ok(Page(LinkPage { name: person.name, school: school_name, link, back: list_of(school) }))
}

/// `POST /school-accounts/{school}/people/{account}/remove`
pub async fn remove(
    administrator: Administrator,
    ids: web::Path<(Id<Organisation>, Id<Account>)>,
    _: Posted,
) -> Result<Reply<ListPage>> {
    let (school, account) = *ids;
    administrator
        .change(Event::SchoolPersonRemoved { account }, move |desk| {
            desk.school_of_ours(school)?;
            desk.remove_from_school(school, account)
        })
        .await?;
    Ok(Reply::go_to(format!("{}?done=school-account-removed", list_of(school))))
}

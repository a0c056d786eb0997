//! The people of a school, for the school itself: everybody there may read the list, its administrators
//! change it.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::{Answer, LinkPage, ListPage, NewPage, SchoolPeople, address};
use crate::access::account::Account;
use crate::access::{Desk, SchoolUser, role};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::school_accounts::form::PersonForm;
use crate::school_accounts::queries::{MySchool, PersonRow};
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Reply};

const LIST: &str = "/school/people";

/// Which of the schools a form is about.
#[derive(Default, Deserialize)]
pub struct AboutSchool {
    #[serde(default)]
    school: String,
}

/// `GET /school/people`
pub async fn list(user: SchoolUser) -> Result<Page<ListPage>> {
    let me = user.who().account;
    let schools: Vec<SchoolPeople> = user
        .glance(Event::SchoolPeopleShown {}, |desk| {
            let mine = desk.my_schools()?;
            mine.into_iter()
                .map(|school| {
                    let people = desk.people_of_school(school.id)?;
                    Ok(SchoolPeople { id: school.id, name: school.name, people, may_change: school.administers })
                })
                .collect()
        })
        .await?;
    let may_change = schools.iter().any(|school| school.may_change);
    let for_administrators = |path: &str| if may_change { path.to_owned() } else { String::new() };
    let (invite, keys) = (for_administrators("/school/people/new"), for_administrators("/school/keys"));
    Ok(Page(ListPage { schools, back: String::new(), invite, keys, base: LIST.to_owned(), me }))
}

/// The schools whose people whoever is signed in may change: there must be one.
async fn administered(user: &SchoolUser) -> Result<Vec<MySchool>> {
    let mut schools = user.read(|desk| desk.my_schools()).await?;
    schools.retain(|school| school.administers);
    if schools.is_empty() { Err(Error::NotFound) } else { Ok(schools) }
}

fn page(schools: &[MySchool], form: PersonForm, faults: Faults) -> NewPage {
    let choice = |school: &MySchool| Choice { code: school.id.to_string(), label: school.name.clone() };
    let (name, schools) = match schools {
        [only] => (only.name.clone(), Vec::new()),
        several => ("your school".to_owned(), several.iter().map(choice).collect()),
    };
    NewPage { name, schools, action: format!("{LIST}/new"), back: LIST.to_owned(), form, faults }
}

/// `GET /school/people/new`
pub async fn new(user: SchoolUser) -> Result<Page<NewPage>> {
    Ok(Page(page(&administered(&user).await?, PersonForm::blank(), Faults::none())))
}

/// `POST /school/people/new`
pub async fn invite(user: SchoolUser, request: HttpRequest, Form(form): Form<PersonForm>) -> Result<Answer> {
    let schools = administered(&user).await?;
    let chosen = match schools.as_slice() {
        [only] => Some(only.clone()),
        several => several.iter().find(|school| school.id.to_string() == form.school).cloned(),
    };
    let Some(school) = chosen else {
        let mut faults = form.read(schools[0].id).err().unwrap_or_default();
        faults.add("school", "Choose the school");
        return Ok(Answer::Form(Box::new(page(&schools, form, faults))));
    };
    let new = match form.read(school.id) {
        Ok(new) => new,
        Err(faults) => return Ok(Answer::Form(Box::new(page(&schools, form, faults)))),
    };
    let (id, name) = (school.id, new.name.clone());
    let invited = user
        .change(Event::SchoolPersonInvited { account: new.id }, move |desk| {
            desk.school_i_administer(id)?;
            desk.invite_to_school(&new)
        })
        .await;
    match invited {
        Ok(invited) => {
            let link = address(&user, &request, &invited);
            Ok(Answer::Link(Box::new(LinkPage { name, school: school.name, link, back: LIST.to_owned() })))
        }
        Err(Error::Refused(sentence)) => {
            let mut faults = Faults::none();
            faults.add("email", sentence);
            Ok(Answer::Form(Box::new(page(&schools, form, faults))))
        }
        Err(error) => Err(error),
    }
}

/// The school a form is about and the person, both within what the desk may change: the school that
/// was sent, or the first that whoever sits here administers and the person acts for.
fn found<M>(
    desk: &mut Desk<'_, role::SchoolUser, M>,
    about: &AboutSchool,
    account: Id<Account>,
) -> Result<(MySchool, PersonRow)> {
    let sent: Option<Id<Organisation>> = about.school.parse().ok();
    for school in desk.my_schools()?.into_iter().filter(|school| school.administers && sent.is_none_or(|sent| sent == school.id))
    {
        if let Ok(person) = desk.person_of_school(school.id, account) {
            return Ok((school, person));
        }
    }
    Err(Error::NotFound)
}

/// `POST /school/people/{account}/link`: the invitation again.
pub async fn link(
    user: SchoolUser,
    request: HttpRequest,
    id: web::Path<Id<Account>>,
    Form(about): Form<AboutSchool>,
) -> Result<Page<LinkPage>> {
    let account = *id;
    let (school, person, token) = user
        .change(Event::SchoolPersonInvited { account }, move |desk| {
            let (school, person) = found(desk, &about, account)?;
            Ok((school, person, desk.offer_school_invitation(account)?))
        })
        .await?;
    let link = address(&user, &request, &(account, Some(token)));
    Ok(Page(LinkPage { name: person.name, school: school.name, link, back: LIST.to_owned() }))
}

/// `POST /school/people/{account}/remove`
pub async fn remove(user: SchoolUser, id: web::Path<Id<Account>>, Form(about): Form<AboutSchool>) -> Result<Reply<ListPage>> {
    let account = *id;
    if user.who().account == Some(account) {
        return Err(Error::refused("You cannot remove yourself: ask another administrator of the school, or the authority."));
    }
    user.change(Event::SchoolPersonRemoved { account }, move |desk| {
        let (school, _) = found(desk, &about, account)?;
        desk.remove_from_school(school.id, account)
    })
    .await?;
    Ok(Reply::go_to(format!("{LIST}?done=school-account-removed")))
}

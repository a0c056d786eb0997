//! The page that adds a child.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::form::NewChildForm;
use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::children::model::{Search, Sex};
use crate::children::search::FoundChild;
use crate::children::twice;
use crate::error::Result;
use crate::id::Id;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Reply, filters};

/// The form, with those who may be the same child.
#[derive(Template)]
#[template(path = "children/new.html")]
pub struct NewChildPage {
    alike: Vec<FoundChild>,
    officers: Vec<Choice>,
    today: NaiveDate,
    form: NewChildForm,
    faults: Faults,
}

/// The search that did not find the child.
#[derive(Deserialize)]
pub struct After {
    search: Option<Id<Search>>,
}

/// `GET /children/new?search=…`: search comes first; without one this leads to it.
pub async fn show(officer: Officer, after: web::Query<After>) -> Result<Reply<NewChildPage>> {
    let Some(search) = after.search else { return Ok(Reply::go_to("/children")) };
    let account = officer.who().account;
    let (criteria, officers) = officer.read(move |desk| Ok((desk.search_criteria(search)?, desk.officers()?))).await?;
    Ok(Reply::Show(NewChildPage {
        alike: Vec::new(),
        officers: choices(&officers),
        today: officer.today(),
        form: NewChildForm::after(&criteria, search.to_string(), account),
        faults: Faults::none(),
    }))
}

/// `POST /children/new`
pub async fn send(officer: Officer, Form(form): Form<NewChildForm>) -> Result<Reply<NewChildPage>> {
    let today = officer.today();
    let officers = officer.read(|desk| desk.officers()).await?;
    let mut faults = Faults::none();
    let Some((particulars, record)) = form.read(today, &officers, &mut faults) else {
        let officers = choices(&officers);
        return Ok(Reply::Invalid(NewChildPage { alike: Vec::new(), officers, today, form, faults }));
    };
    let id = record.child.id;
    let alike = officer
        .glance(Event::LikeChildrenShown {}, move |desk| {
            let mut alike = desk.children_like(&particulars)?;
            alike.retain(|child| child.id != id);
            desk.showing(alike.len());
            Ok(alike)
        })
        .await?;
    if !alike.is_empty() && form.another_child != "yes" {
        faults.add("another_child", "Look at who may be the same child, then say that this is another");
        let officers = choices(&officers);
        return Ok(Reply::Invalid(NewChildPage { alike, officers, today, form, faults }));
    }
    let (event, sent) = (Event::ChildAdded { child: id }, record.clone());
    let outcome = officer.change(event.clone(), move |desk| desk.add_record(&record)).await;
    let same = officer.read(move |desk| Ok(desk.is_record_of(&sent)? && desk.has_done(&event, id)?)).await?;
    twice::settle(outcome, same)?;
    Ok(Reply::go_to(format!("/children/{id}?done=child-added")))
}

fn choices(officers: &[(Id<Account>, String)]) -> Vec<Choice> {
    officers.iter().map(|(id, name)| Choice { code: id.to_string(), label: name.clone() }).collect()
}

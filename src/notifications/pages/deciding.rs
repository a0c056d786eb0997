//! Accepting: who the child is, who keeps in touch, and what follows from the ground.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::Officer;
use crate::access::account::Account;
use crate::audit::Event;
use crate::caseload::rule::model::{Load, propose};
use crate::children::model::Child;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::model::{LeadsTo, Notification};
use crate::notifications::queries::{self, Acceptance, Listed, PossibleMatch};
use crate::registrations::model::Registration;
use crate::web::form::Choice;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

/// To accept a notification, or to open a registration where no arrival was confirmed.
#[derive(Template)]
#[template(path = "notifications/accept.html")]
pub struct AcceptPage {
    listed: Listed,
    name: String,
    is_missing: bool,
    matches: Vec<PossibleMatch>,
    officers: Vec<Choice>,
    /// Why the officer is proposed.
    why: String,
    form: AcceptForm,
    faults: Faults,
}

/// As sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    registration: String,
    new_child: String,
    /// `new`, the id of a possible match, or `other` for the reference below.
    child: String,
    reference: String,
    officer: String,
    /// Whom the page proposed.
    proposed: String,
}

impl AcceptPage {
    /// Whether a registration is opened.
    fn opens(&self) -> bool {
        self.is_missing || matches!(self.listed.sent.ground.leads_to(), LeadsTo::Opens(_))
    }

    /// Why the officer is proposed, and when that does not count.
    fn why_with_advice(&self) -> String {
        format!("{} A child of the register who has an officer keeps theirs, unless you choose somebody else here", self.why)
    }

    fn consequence(&self) -> &'static str {
        if self.is_missing { "Opens a registration as missing education." } else { self.listed.sent.ground.consequence() }
    }
}

async fn page(
    officer: &Officer,
    notification: Id<Notification>,
    is_missing: bool,
    form: Option<AcceptForm>,
    faults: Faults,
) -> Result<AcceptPage> {
    let page = officer.view(Event::NotificationOpened { notification }, move |desk| {
        let listed = desk.notification(notification)?;
        let is_open = if is_missing { listed.is_awaited() } else { listed.sent.status.is_waiting() };
        if !is_open {
            return Err(Error::NotFound);
        }
        let facts = listed.sent.facts()?;
        let matches = desk.possible_matches(&facts.person())?;
        let (kept, officers) = (desk.officer_rule()?, desk.officers_by_load()?);
        let proposal = propose(kept.rule, &kept.shares, &officers, &facts.newcomer(desk.today()));
        desk.showing(1 + matches.len());
        let form = form.unwrap_or_else(|| AcceptForm {
            registration: Id::<Registration>::mint().to_string(),
            new_child: Id::<Child>::mint().to_string(),
            child: listed.child_id.map(|child| child.to_string()).unwrap_or_default(),
            reference: String::new(),
            officer: proposal.officer.map(|id| id.to_string()).unwrap_or_default(),
            proposed: proposal.officer.map(|id| id.to_string()).unwrap_or_default(),
        });
        let choice = |Load { officer, name, children, .. }| Choice {
            code: officer.to_string(),
            label: if children == 1 { format!("{name} (1 child)") } else { format!("{name} ({children} children)") },
        };
        let officers = officers.into_iter().map(choice).collect();
        Ok(AcceptPage { listed, name: facts.full_name(), is_missing, matches, officers, why: proposal.why, form, faults })
    });
    page.await
}

/// `GET /notifications/{notification}/accept`
pub async fn show(officer: Officer, id: web::Path<Id<Notification>>) -> Result<Page<AcceptPage>> {
    Ok(Page(page(&officer, *id, false, None, Faults::none()).await?))
}

/// `GET /notifications/{notification}/missing`
pub async fn show_missing(officer: Officer, id: web::Path<Id<Notification>>) -> Result<Page<AcceptPage>> {
    Ok(Page(page(&officer, *id, true, None, Faults::none()).await?))
}

/// Reads who it is: the reference of a record is looked up.
async fn read(
    officer: &Officer,
    notification: Id<Notification>,
    form: &AcceptForm,
    opens: bool,
) -> Result<Result<Acceptance, Faults>> {
    let mut faults = Faults::none();
    let child = match form.child.as_str() {
        "new" => Some(queries::Choice::NewChild),
        "other" => {
            let reference = form.reference.trim().to_owned();
            let found =
                officer.glance(Event::NotificationOpened { notification }, move |desk| desk.child_called(&reference)).await?;
            if found.is_none() {
                faults.add("reference", "No child of the register has this reference");
            }
            found.map(queries::Choice::Known)
        }
        id => id.parse().ok().map(queries::Choice::Known),
    };
    if child.is_none() && faults.is_empty() {
        faults.add("child", "Choose who the child is");
    }
    let keeper: Option<Id<Account>> = form.officer.parse().ok();
    if opens && keeper.is_none() && !form.officer.is_empty() {
        faults.add("officer", "Choose the officer");
    }
    Ok(match child.filter(|_| faults.is_empty()) {
        Some(child) => Ok(Acceptance {
            notification,
            registration: form.registration.parse().unwrap_or_else(|_| Id::mint()),
            new_child: form.new_child.parse().unwrap_or_else(|_| Id::mint()),
            child,
            officer: keeper,
            is_by_rule: form.officer == form.proposed,
        }),
        None => Err(faults),
    })
}

/// `POST /notifications/{notification}/accept`
pub async fn accept(
    officer: Officer,
    id: web::Path<Id<Notification>>,
    Form(form): Form<AcceptForm>,
) -> Result<Reply<AcceptPage>> {
    let notification = *id;
    let event = Event::NotificationOpened { notification };
    let listed = officer.glance(event, move |desk| desk.notification(notification)).await?;
    let opens = matches!(listed.sent.ground.leads_to(), LeadsTo::Opens(_));
    let accepted = match read(&officer, notification, &form, opens).await? {
        Ok(accepted) => accepted,
        Err(faults) => return Ok(Reply::Invalid(page(&officer, notification, false, Some(form), faults).await?)),
    };
    let address = officer.house().config().link_in_letter(&format!("/notifications/{notification}"));
    let event = Event::NotificationAccepted { notification };
    officer.change(event, move |desk| desk.accept_notification(&accepted, &address)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=notification-accepted")))
}

/// `POST /notifications/{notification}/missing`
pub async fn missing(
    officer: Officer,
    id: web::Path<Id<Notification>>,
    Form(form): Form<AcceptForm>,
) -> Result<Reply<AcceptPage>> {
    let notification = *id;
    let accepted = match read(&officer, notification, &form, true).await? {
        Ok(accepted) => accepted,
        Err(faults) => return Ok(Reply::Invalid(page(&officer, notification, true, Some(form), faults).await?)),
    };
    officer.change(Event::NotificationAccepted { notification }, move |desk| desk.open_as_missing(&accepted)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=registration-opened")))
}

/// `POST /notifications/{notification}/arrived`
pub async fn arrived(officer: Officer, id: web::Path<Id<Notification>>, _: Posted) -> Result<Reply<AcceptPage>> {
    let notification = *id;
    officer.change(Event::ArrivalConfirmed { notification }, move |desk| desk.settle_arrival(notification)).await?;
    Ok(Reply::go_to(format!("/notifications/{notification}?done=arrival-confirmed")))
}

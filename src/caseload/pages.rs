//! The list with its boxes, and what is done with those that were ticked.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::queries::{Filter, ListedChild, Load, NOBODY, Ticked, Whose};
use crate::access::Officer;
use crate::access::account::{Account, AccountRole};
use crate::audit::Event;
use crate::children::meanwhile;
use crate::contacts::standard::Verdict;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::registrations::model::Registration;
use crate::web::form::{Choice, chosen, is_chosen};
use crate::web::{Faults, Form, Page, Reply, filters};

/// Rows on a page, and so the most that can be ticked.
const LENGTH: usize = 50;

/// The list.
#[derive(Template)]
#[template(path = "caseload/show.html")]
pub struct CaseloadPage {
    asked: Asked,
    /// How many each officer has; on the first page for everybody.
    loads: Vec<Load>,
    rows: Vec<(ListedChild, Option<String>)>,
    next: Option<Id<Registration>>,
    officers: Vec<Choice>,
    is_manager: bool,
    form: AssignForm,
    faults: Faults,
    today: NaiveDate,
}

/// Which children: codes and ids only.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    whose: String,
    kind: String,
    level: String,
    after: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AssignForm {
    ticked: Vec<String>,
    /// Of each child of the list its registration and, after a colon, whose it was.
    opened: Vec<String>,
    officer: String,
    whose: String,
    kind: String,
    level: String,
    after: String,
}

impl Asked {
    /// What is not on the lists is refused like any address that leads nowhere.
    fn read(&self) -> Result<(Filter, Option<Id<Registration>>)> {
        let whose = match self.whose.as_str() {
            "" => Whose::All,
            NOBODY => Whose::Unassigned,
            officer => Whose::Officer(officer.parse().map_err(|_| Error::NotFound)?),
        };
        Ok((Filter { whose, kind: code(&self.kind)?, level: code(&self.level)? }, code(&self.after)?))
    }

    fn address(&self, after: &str) -> String {
        format!("/caseload?whose={}&kind={}&level={}&after={after}", self.whose, self.kind, self.level)
    }
}

fn code<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

impl CaseloadPage {
    fn verdict(&self, row: &ListedChild) -> Verdict {
        row.stored.verdict(self.today)
    }

    fn is_ticked(&self, row: &ListedChild) -> bool {
        is_chosen(&self.form.ticked, row.id.as_str())
    }

    /// What the form says of a row besides whether it is ticked.
    fn opened(row: &ListedChild) -> String {
        format!("{}:{}", row.id, meanwhile::stamp(&row.officer_id))
    }

    fn next_page(&self) -> Option<String> {
        self.next.map(|last| self.asked.address(last.as_str()))
    }
}

/// The registrations that were ticked, and who is to keep in touch with those children; nobody is possible.
type Assignment = (Vec<Ticked>, Option<Id<Account>>);

impl AssignForm {
    fn asked(&self) -> Asked {
        Asked { whose: self.whose.clone(), kind: self.kind.clone(), level: self.level.clone(), after: self.after.clone() }
    }

    fn ticked(&self, id: &str) -> Result<Ticked> {
        let said = self.opened.iter().filter_map(|row| row.split_once(':')).find(|(row, _)| *row == id);
        let opened = said.map(|(_, opened)| opened.to_owned()).unwrap_or_default();
        Ok(Ticked { registration: id.parse().map_err(|_| Error::NotFound)?, opened })
    }

    fn read(&self, officers: &[Choice]) -> Result<Assignment, Faults> {
        let mut faults = Faults::none();
        let ticked: Result<Vec<Ticked>, _> = self.ticked.iter().map(|id| self.ticked(id)).collect();
        let ticked = faults.take("ticked", ticked.map_err(|_| "Tick children of the list".to_owned()));
        if self.ticked.is_empty() {
            faults.add("ticked", "Tick at least one child");
        }
        if self.ticked.len() > LENGTH {
            faults.add("ticked", format!("Tick at most {LENGTH} children at a time"));
        }
        let is_offered = self.officer == NOBODY || officers.iter().any(|known| known.code() == self.officer);
        if !is_offered {
            faults.add("officer", "Choose an officer, or “Nobody”");
        }
        let officer = chosen::<Id<Account>>(&self.officer, "").ok();
        ticked.filter(|_| faults.is_empty()).map(|ticked| (ticked, officer)).ok_or(faults)
    }
}

/// `GET /caseload`
pub async fn show(officer: Officer, asked: web::Query<Asked>) -> Result<Page<CaseloadPage>> {
    Ok(Page(page(&officer, asked.into_inner(), AssignForm::default(), Faults::none()).await?))
}

/// `POST /caseload`
pub async fn assign(officer: Officer, Form(form): Form<AssignForm>) -> Result<Reply<CaseloadPage>> {
    let asked = form.asked();
    asked.read()?;
    let officers = officer.read(|desk| desk.officers()).await?;
    match form.read(&choices(&officers)) {
        Err(faults) => Ok(Reply::Invalid(page(&officer, asked, form, faults).await?)),
        Ok((ticked, chosen)) => {
            officer.change(Event::OfficersAssigned {}, move |desk| desk.assign_all(&ticked, chosen)).await?;
            Ok(Reply::go_to(format!("{}&done=officers-assigned", asked.address(&asked.after))))
        }
    }
}

fn choices(officers: &[(Id<Account>, String)]) -> Vec<Choice> {
    officers.iter().map(|(id, name)| Choice { code: id.to_string(), label: name.clone() }).collect()
}

async fn page(officer: &Officer, asked: Asked, form: AssignForm, faults: Faults) -> Result<CaseloadPage> {
    let (filter, after) = asked.read()?;
    let counts_too = asked.address("") == Asked::default().address("") && after.is_none();
    let (mut rows, officers, loads) = officer
        .view(Event::CaseloadListed {}, move |desk| {
            let loads = if counts_too { desk.loads()? } else { Vec::new() };
            let rows = desk.caseload(filter, after, i64::try_from(LENGTH + 1).unwrap_or(i64::MAX))?;
            desk.showing(rows.len().min(LENGTH));
            Ok((rows, desk.officers()?, loads))
        })
        .await?;
    let more = rows.len() > LENGTH;
    rows.truncate(LENGTH);
    let next = rows.last().filter(|_| more).map(|(row, _)| row.id);
    let (is_manager, officers) = (officer.who().role == AccountRole::Manager.code(), choices(&officers));
    Ok(CaseloadPage { asked, loads, rows, next, officers, is_manager, form, faults, today: officer.today() })
}

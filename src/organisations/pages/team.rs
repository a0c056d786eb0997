//! Adding a team, and changing one.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::kinds_of_team;
use crate::access::Administrator;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation, OrganisationStatus, Team};
use crate::organisations::queries::OrganisationRow;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Reply, filters};

#[derive(Template)]
#[template(path = "organisations/team.html")]
pub(in crate::organisations) struct TeamPage {
    form: TeamForm,
    kinds: Vec<AgencyKind>,
    is_new: bool,
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(in crate::organisations) struct TeamForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    postcode: String,
    #[serde(default)]
    telephone: String,
    #[serde(default)]
    closed: Option<String>,
}

impl TeamForm {
    fn of(row: &OrganisationRow) -> Self {
        Self {
            id: row.id.to_string(),
            kind: row.kind.code().to_owned(),
            name: row.name.clone(),
            address: row.address.clone(),
            postcode: row.postcode.clone(),
            telephone: row.telephone.clone(),
            closed: (row.status == OrganisationStatus::Closed).then(|| "yes".to_owned()),
        }
    }

    fn read(&self, id: Id<Organisation>) -> Result<Team, Faults> {
        let mut faults = Faults::none();
        let kind = faults.take("kind", chosen::<AgencyKind>(&self.kind, "Choose the agency"));
        if kind == Some(AgencyKind::School) {
            faults.add("kind", "Schools come from the government’s list");
        }
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = line(&self.name);
        if name.is_empty() {
            faults.add("name", "Enter the name of the team");
        }
        for (field, value, most) in [
            ("name", &name, 120),
            ("address", &self.address, 300),
            ("postcode", &self.postcode, 10),
            ("telephone", &self.telephone, 40),
        ] {
            if value.chars().count() > most {
                faults.add(field, format!("This must have {most} characters or fewer"));
            }
        }
        let status = if self.closed.is_some() { OrganisationStatus::Closed } else { OrganisationStatus::Open };
        let (address, postcode, telephone) = (line(&self.address), line(&self.postcode).to_uppercase(), line(&self.telephone));
        match kind.filter(|_| faults.is_empty()) {
            Some(kind) => Ok(Team { id, kind, name, status, address, postcode, telephone }),
            None => Err(faults),
        }
    }
}

fn page(form: TeamForm, is_new: bool, faults: Faults) -> TeamPage {
    TeamPage { form, kinds: kinds_of_team(), is_new, faults }
}

/// `GET /organisations/new`
pub(in crate::organisations) async fn new(_administrator: Administrator) -> Page<TeamPage> {
    let form = TeamForm { id: Id::<Organisation>::mint().to_string(), ..TeamForm::default() };
    Page(page(form, true, Faults::none()))
}

/// `POST /organisations/new`
pub(in crate::organisations) async fn add(administrator: Administrator, Form(form): Form<TeamForm>) -> Result<Reply<TeamPage>> {
    let id = form.id.parse().unwrap_or_else(|_| Id::mint());
    match form.read(id) {
        Ok(team) => {
            administrator.change(Event::OrganisationAdded { organisation: id }, move |desk| desk.add_team(&team)).await?;
            Ok(Reply::go_to(format!("/organisations/{id}?done=saved")))
        }
        Err(faults) => Ok(Reply::Invalid(page(form, true, faults))),
    }
}

/// `GET /organisations/{organisation}/edit`
pub(in crate::organisations) async fn edit(
    administrator: Administrator,
    id: web::Path<Id<Organisation>>,
) -> Result<Page<TeamPage>> {
    match administrator.read(move |desk| desk.organisation(*id)).await? {
        (row, true) if !row.is_from_the_list() => Ok(Page(page(TeamForm::of(&row), false, Faults::none()))),
        _ => Err(Error::NotFound),
    }
}

/// `POST /organisations/{organisation}/edit`
pub(in crate::organisations) async fn change(
    administrator: Administrator,
    id: web::Path<Id<Organisation>>,
    Form(mut form): Form<TeamForm>,
) -> Result<Reply<TeamPage>> {
    let id = *id;
    let (known, is_ours) = administrator.read(move |desk| desk.organisation(id)).await?;
    if !is_ours || known.is_from_the_list() {
        return Err(Error::NotFound);
    }
    form.id = id.to_string();
    match form.read(id) {
        Ok(team) => {
            administrator.change(Event::OrganisationChanged { organisation: id }, move |desk| desk.change_team(&team)).await?;
            Ok(Reply::go_to(format!("/organisations/{id}?done=saved")))
        }
        Err(faults) => Ok(Reply::Invalid(page(form, false, faults))),
    }
}

//! New pupils, as the authority sees them: whom each may be about, and what confirming it changes.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::access::Officer;
use crate::admissions::model::{AS_FOR, ASKS, Admission, Outcome, days_late, destination};
use crate::admissions::queries::{AdmissionRow, MOST, Proposal};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::telling::{Told, told_of};
use crate::registrations::reasons::{Destination, EndReason};
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

/// Returns of new pupils.
#[derive(Template)]
#[template(path = "admissions/list.html")]
pub struct ListPage {
    are_waiting: bool,
    rows: Vec<(AdmissionRow, String)>,
}

/// Which of them.
#[derive(Deserialize)]
pub struct Asked {
    show: Option<String>,
}

/// `GET /admissions`
pub async fn list(officer: Officer, asked: web::Query<Asked>) -> Result<Page<ListPage>> {
    let are_waiting = match asked.show.as_deref() {
        None | Some("waiting") => true,
        Some("decided") => false,
        Some(_) => return Err(Error::NotFound),
    };
    let page = officer.glance(Event::AdmissionsListed {}, move |desk| {
        let rows = desk.admissions(are_waiting)?.into_iter();
        let rows = rows.map(|row| row.answers().map(|answers| (row, answers.pupil().unwrap_or_default())));
        Ok(ListPage { are_waiting, rows: rows.collect::<Result<_>>()? })
    });
    Ok(Page(page.await?))
}

/// One return beside what the register knows.
#[derive(Template)]
#[template(path = "admissions/show.html")]
pub struct ShowPage {
    today: chrono::NaiveDate,
    row: AdmissionRow,
    name: String,
    told: Vec<Told>,
    proposals: Vec<Proposal>,
    form: ConfirmForm,
    faults: Faults,
}

impl ShowPage {
    fn late(&self) -> i64 {
        days_late(self.row.received_on, self.row.entered_on)
    }

    fn is_any_open(&self) -> bool {
        self.proposals.iter().any(Proposal::is_open)
    }

    fn closes_any(&self) -> bool {
        self.proposals.iter().any(|proposal| proposal.closes.is_some())
    }
}

/// As chosen.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    who: String,
    reason: String,
    destination: String,
}

async fn page(officer: &Officer, admission: Id<Admission>, sent: Option<(ConfirmForm, Faults)>) -> Result<ShowPage> {
    let today = officer.today();
    let page = officer.view(Event::AdmissionOpened { admission }, move |desk| {
        let row = desk.admission(admission)?;
        let answers = row.answers()?;
        let proposals = if row.outcome == Outcome::Waiting { desk.proposals(&row)? } else { Vec::new() };
        desk.showing(1 + proposals.len());
        let usual = ConfirmForm {
            who: String::new(),
            reason: EndReason::ReturnedToSchool.code().into(),
            destination: destination(row.school_type.as_deref().unwrap_or_default()).code().into(),
        };
        let (form, faults) = sent.unwrap_or_else(|| (usual, Faults::none()));
        let (name, told) = (answers.pupil().unwrap_or_default(), told_of(&ASKS, AS_FOR, &answers));
        Ok(ShowPage { today, row, name, told, proposals, form, faults })
    });
    page.await
}

/// `GET /admissions/{admission}`
pub async fn show(officer: Officer, id: web::Path<Id<Admission>>) -> Result<Page<ShowPage>> {
    Ok(Page(page(&officer, *id, None).await?))
}

/// Why a registration ends when a child comes to a school.
const REASONS: &[EndReason] = &[EndReason::ReturnedToSchool, EndReason::StartedSchool];

/// `POST /admissions/{admission}/confirm`
pub async fn confirm(officer: Officer, id: web::Path<Id<Admission>>, Form(form): Form<ConfirmForm>) -> Result<Reply<ShowPage>> {
    let (admission, mut faults) = (*id, Faults::none());
    if form.who.is_empty() {
        faults.add("who", "Choose who the pupil is");
    }
    let reason = faults.take("reason", chosen(&form.reason, "Choose why the registration ends"));
    let offered = reason.filter(|reason| REASONS.contains(reason));
    if reason.is_some() && offered.is_none() {
        faults.add("reason", "Choose why the registration ends");
    }
    let destination: Option<Destination> =
        faults.take("destination", chosen(&form.destination, "Choose what kind of place it is"));
    let Some((reason, destination)) = offered.zip(destination).filter(|_| faults.is_empty()) else {
        return Ok(Reply::Invalid(page(&officer, admission, Some((form, faults))).await?));
    };
    let code = form.who.clone();
    let confirmed = officer.change(Event::AdmissionConfirmed { admission }, move |desk| {
        desk.confirm_admission(admission, &code, (reason, destination))
    });
    match confirmed.await {
        Ok(()) => Ok(Reply::go_to("/admissions?done=admission-confirmed")),
        Err(Error::Refused(sentence)) => {
            faults.add("who", sentence);
            Ok(Reply::Invalid(page(&officer, admission, Some((form, faults))).await?))
        }
        Err(error) => Err(error),
    }
}

/// `POST /admissions/{admission}/set-aside`
pub async fn set_aside(officer: Officer, id: web::Path<Id<Admission>>, _: Posted) -> Result<Reply<ShowPage>> {
    let admission = *id;
    officer.change(Event::AdmissionSetAside { admission }, move |desk| desk.set_admission_aside(admission)).await?;
    Ok(Reply::go_to("/admissions?done=admission-set-aside"))
}

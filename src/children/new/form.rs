//! The form that adds a child: the child, where and with whom it lives, and the first registration.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::access::account::Account;
use crate::children::addresses::form::AddressForm;
use crate::children::carers::form::CarerForm;
use crate::children::identifiers::postcode_district;
use crate::children::model::{Child, Sex};
use crate::children::names;
use crate::children::particulars::form::ParticularsForm;
use crate::children::queries::{NewAddress, NewCarer, NewChild};
use crate::children::search::asked::Criteria;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind, start_fault};
use crate::registrations::queries::NewRegistration;
use crate::registrations::reasons::{Reason, Source};
use crate::web::Faults;
use crate::web::form::{chosen, typed_date};

/// As typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of the registration; the rest is described where it is")]
pub struct NewChildForm {
    pub id: String,
    pub registration_id: String,
    /// The search that did not find the child.
    pub search: String,
    #[serde(flatten)]
    pub child: ParticularsForm,
    #[serde(flatten)]
    pub address: AddressForm,
    #[serde(flatten)]
    pub carer: CarerForm,
    pub kind: String,
    pub started_on: String,
    pub source: String,
    pub reason: String,
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    pub reason_words: String,
    pub level: String,
    #[validate(length(max = 2_000, message = "Keep the reason for the level to 2,000 characters"))]
    pub level_rationale: String,
    pub officer: String,
    /// What was said of each child who may be this one, and anything else that was sent.
    #[serde(flatten, skip_serializing)]
    pub answers: BTreeMap<String, String>,
}

/// Everything about to be put on the register.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// The child.
    pub child: NewChild,
    /// Where the child lives, if anybody said.
    pub address: Option<NewAddress>,
    /// With whom, if anybody said.
    pub carer: Option<NewCarer>,
    /// Why the child is on the register.
    pub registration: NewRegistration,
}

impl NewChildForm {
    /// Whether an identifier is wrong, so that the page offers to keep it as given.
    pub fn has_wrong_identifier(&self) -> bool {
        self.child.has_wrong_identifier()
    }

    /// A form that begins with what was searched for.
    pub fn after(criteria: &Criteria, search: String, account: Option<Id<Account>>) -> Self {
        let mut words: Vec<&str> = criteria.words.split_whitespace().filter(|word| !word.chars().any(char::is_numeric)).collect();
        let family_name = if words.len() > 1 { words.pop().unwrap_or_default() } else { "" };
        Self {
            id: Id::<Child>::mint().to_string(),
            registration_id: Id::<Registration>::mint().to_string(),
            search,
            child: ParticularsForm {
                given_names: as_a_name(&words.join(" ")),
                family_name: as_a_name(family_name),
                date_of_birth: criteria.date_of_birth.clone(),
                sex: Sex::NotRecorded.code().into(),
                ..ParticularsForm::default()
            },
            address: AddressForm { postcode: criteria.postcode.clone(), ..AddressForm::blank() },
            carer: CarerForm { carer_name: as_a_name(&criteria.parent), ..CarerForm::blank() },
            kind: RegistrationKind::Ehe.code().into(),
            level: Level::Standard.code().into(),
            officer: account.map(|account| account.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Everything about to be put on the register.
    pub fn read(&self, today: NaiveDate, officers: &[(Id<Account>, String)], faults: &mut Faults) -> Option<NewRecord> {
        let lost = "Open this page again: it lost its place";
        let id = faults.take("id", chosen::<Id<Child>>(&self.id, lost));
        let particulars = self.child.read(today, faults);
        let child_id = id.unwrap_or_else(Id::mint);
        let address = if self.address.is_empty() { None } else { self.address.read(child_id, today, faults) };
        let carer = if self.carer.is_empty() { None } else { self.carer.read(child_id, today, faults) };
        let born = particulars.as_ref().map(|child| child.date_of_birth);
        let registration = self.registration(child_id, today, born, officers, faults);
        faults.add_all(self.validate());
        if !faults.is_empty() {
            return None;
        }
        let (particulars, registration) = (particulars?, registration?);
        let district = address.as_ref().map(|address| postcode_district(&address.postcode)).unwrap_or_default();
        Some(NewRecord { child: particulars.of_new_child(id?, district), address, carer, registration })
    }

    /// Everything that was typed, as it is carried from page to page: the name of each field and what is in
    /// it. Whatever is added to the form is carried too.
    pub fn typed(&self) -> Vec<(String, String)> {
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(self) else { return Vec::new() };
        let text = |value: serde_json::Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
        fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect()
    }

    fn registration(
        &self,
        child_id: Id<Child>,
        today: NaiveDate,
        born: Option<NaiveDate>,
        officers: &[(Id<Account>, String)],
        faults: &mut Faults,
    ) -> Option<NewRegistration> {
        let lost = "Open this page again: it lost its place";
        let id = faults.take("registration_id", chosen::<Id<Registration>>(&self.registration_id, lost));
        let kind = faults.take("kind", chosen::<RegistrationKind>(&self.kind, "Choose why the child is on the register"));
        let started_on = faults.take("started_on", self.start(today, born));
        let source = faults.take("source", chosen::<Source>(&self.source, "Choose how you came to know"));
        let reason = faults.take("reason", reason_for(kind, &self.reason));
        let level = faults.take("level", chosen::<Level>(&self.level, "Choose a level"));
        let level_rationale = self.level_rationale.trim().to_owned();
        if level_rationale.is_empty() && level.is_some_and(|level| level != Level::Standard) {
            faults.add("level_rationale", "Say why the child is not at the standard level");
        }
        let officer_id = officers.iter().map(|(id, _)| *id).find(|id| id.as_str() == self.officer);
        if officer_id.is_none() && !self.officer.is_empty() {
            faults.add("officer", "Choose an officer from the list");
        }
        Some(NewRegistration {
            id: id?,
            child_id,
            kind: kind?,
            level: level?,
            level_rationale,
            started_on: started_on?,
            source: source?,
            reason: reason?,
            reason_words: self.reason_words.trim().to_owned(),
            officer_id,
            officer_words: String::new(),
            ended_on: None,
            end_reason: None,
            destination: None,
        })
    }

    fn start(&self, today: NaiveDate, born: Option<NaiveDate>) -> Result<NaiveDate, String> {
        let start = typed_date(&self.started_on, "the day the registration starts", today)?;
        start_fault(start, today, born.unwrap_or(NaiveDate::MIN), None).map_or(Ok(start), Err)
    }
}

fn reason_for(kind: Option<RegistrationKind>, text: &str) -> Result<Reason, String> {
    let reason = chosen::<Reason>(text, "Choose the main reason")?;
    match kind {
        Some(kind) if !reason.fits(kind) => {
            Err(format!("“{}” is not a reason for “{}”: choose another", reason.label(), kind.label()))
        }
        _ => Ok(reason),
    }
}

/// A name typed in lower case for a search, with capitals; any other way of writing stays.
fn as_a_name(text: &str) -> String {
    if text.chars().any(char::is_uppercase) || names::fold(text).is_empty() {
        return text.trim().to_owned();
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    text.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_typed_is_carried_from_page_to_page() {
        let fields =
            "given_names=Zo%C3%AB&family_name=Ellison&lines=1+Hill%0D%0ADale&carer_name=Ann&officer=x&level=enhanced&who-1=other";
        let form: NewChildForm = serde_html_form::from_str(fields).unwrap();
        let typed = form.typed();
        let carried = |name: &str| typed.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        assert_eq!(typed.len(), 6, "{typed:?}");
        for (name, value) in [("given_names", "Zoë"), ("lines", "1 Hill\r\nDale"), ("carer_name", "Ann"), ("level", "enhanced")]
        {
            assert_eq!(carried(name), Some(value), "{name}");
        }
        assert_eq!(form.answers.get("who-1").map(String::as_str), Some("other"));
    }

    #[test]
    fn the_form_begins_with_what_was_searched_for() {
        let criteria = Criteria { words: "zoë mary ellison 12/5/2014".into(), ..Criteria::default() };
        let form = NewChildForm::after(&criteria, String::new(), None);
        assert_eq!((form.child.given_names.as_str(), form.child.family_name.as_str()), ("Zoë Mary", "Ellison"));
        assert_eq!(as_a_name("van der Berg"), "van der Berg");
        assert_eq!(as_a_name(""), "");
    }
}

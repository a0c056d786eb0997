//! Education that is provided, as a form.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::ProvisionRow;
use crate::children::model::{Child, ProvidedBy};
use crate::children::queries::{NewProvision, Provision};
use crate::children::{days, meanwhile};
use crate::id::Id;
use crate::web::Faults;
use crate::web::form::chosen;

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of `NewProvision`")]
pub struct ProvisionForm {
    pub provision_id: String,
    /// What was there when the form was opened; nothing on the form for a new one.
    pub opened: String,
    pub provided_by: String,
    #[validate(length(max = 200, message = "A name has 200 letters at most"))]
    pub provider_name: String,
    #[validate(length(max = 10, message = "Enter the hours a week as a number, for example 12.5"))]
    pub hours_per_week: String,
    #[validate(length(max = 300, message = "A place has 300 letters at most"))]
    pub place: String,
    pub from: String,
    pub until: String,
    #[validate(length(max = 2_000, message = "Notes have 2,000 letters at most"))]
    pub note: String,
}

impl ProvisionForm {
    /// The form for a new provision.
    pub fn blank() -> Self {
        Self { provision_id: Id::<Provision>::mint().to_string(), ..Self::default() }
    }

    /// The form for one that is there.
    pub fn of(row: &ProvisionRow) -> Self {
        Self {
            provision_id: row.id.to_string(),
            opened: meanwhile::stamp(row),
            provided_by: row.provided_by.code().into(),
            provider_name: row.provider_name.clone(),
            hours_per_week: row.hours_per_week.map(|hours| hours.to_string()).unwrap_or_default(),
            place: row.place.clone(),
            from: days::typed(row.from_on),
            until: days::typed(row.to_on),
            note: row.note.clone(),
        }
    }

    /// What the form says; each fault beside its field.
    pub fn read(&self, child_id: Id<Child>, today: NaiveDate, faults: &mut Faults) -> Option<NewProvision> {
        let lost = "Open this page again: it lost its place";
        let id = faults.take("provision_id", chosen::<Id<Provision>>(&self.provision_id, lost));
        let provided_by = faults.take("provided_by", chosen::<ProvidedBy>(&self.provided_by, "Choose who provides it"));
        let hours = faults.take("hours_per_week", hours(&self.hours_per_week));
        let days = days::between("from", &self.from, "until", &self.until, today, faults);
        faults.add_all(self.validate());
        let (from_on, to_on) = days?;
        Some(NewProvision {
            id: id?,
            child_id,
            provided_by: provided_by?,
            provider_name: self.provider_name.trim().to_owned(),
            hours_per_week: hours?,
            place: self.place.trim().to_owned(),
            from_on,
            to_on,
            note: self.note.trim().replace("\r\n", "\n"),
        })
        .filter(|_| faults.is_empty())
    }
}

/// A week has 168 hours.
fn hours(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let hours: Option<f64> = text.parse().ok().filter(|hours| (0.0..=168.0).contains(hours));
    hours.map(Some).ok_or_else(|| "Enter the hours a week as a number, for example 12.5".into())
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn hours_fit_in_a_week() {
        assert_eq!(hours("12.5"), Ok(Some(12.5)));
        assert_eq!(hours(" "), Ok(None));
        for text in ["-1", "169", "NaN", "inf", "many", "1,5"] {
            assert!(hours(text).is_err(), "{text}");
        }
    }
}

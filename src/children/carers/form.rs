//! A parent or carer as a form.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::CarerRow;
use crate::children::model::{Child, DigitalAccess, ParentOrCarer, PreferredContact};
use crate::children::queries::NewCarer;
use crate::children::{days, meanwhile};
use crate::contacts::model::Answer;
use crate::id::Id;
use crate::web::Faults;
use crate::web::form::chosen;

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of `NewCarer`")]
pub struct CarerForm {
    pub carer_id: String,
    /// What was there when the form was opened; nothing on the form for a new one.
    pub opened: String,
    #[validate(length(max = 200, message = "A name has 200 letters at most"))]
    pub carer_name: String,
    #[validate(length(max = 60, message = "Use 60 letters at most"))]
    pub relationship: String,
    pub parental_responsibility: String,
    pub lives_with_child: String,
    #[validate(length(max = 60, message = "Use 60 characters at most"))]
    pub telephone: String,
    #[validate(length(max = 200, message = "An email address has 200 characters at most"))]
    pub email: String,
    pub preferred_contact: String,
    pub digital_access: String,
    pub carer_until: String,
    #[validate(length(max = 2_000, message = "Notes have 2,000 letters at most"))]
    pub carer_note: String,
}

impl CarerForm {
    /// The form for somebody new.
    pub fn blank() -> Self {
        Self {
            carer_id: Id::<ParentOrCarer>::mint().to_string(),
            parental_responsibility: Answer::NotRecorded.code().into(),
            lives_with_child: Answer::NotRecorded.code().into(),
            preferred_contact: PreferredContact::NotRecorded.code().into(),
            digital_access: DigitalAccess::NotRecorded.code().into(),
            ..Self::default()
        }
    }

    /// The form for somebody who is there.
    pub fn of(row: &CarerRow) -> Self {
        Self {
            carer_id: row.id.to_string(),
            opened: meanwhile::stamp(row),
            carer_name: row.name.clone(),
            relationship: row.relationship.clone(),
            parental_responsibility: row.parental_responsibility.code().into(),
            lives_with_child: row.lives_with_child.code().into(),
            telephone: row.telephone.clone(),
            email: row.email.clone(),
            preferred_contact: row.preferred_contact.code().into(),
            digital_access: row.digital_access.code().into(),
            carer_until: days::typed(row.until_on),
            carer_note: row.note.clone(),
        }
    }

    /// Whether nobody was typed at all.
    pub fn is_empty(&self) -> bool {
        [&self.carer_name, &self.relationship, &self.telephone, &self.email].iter().all(|text| text.trim().is_empty())
    }

    /// What the form says; each fault beside its field.
    pub fn read(&self, child_id: Id<Child>, today: NaiveDate, faults: &mut Faults) -> Option<NewCarer> {
        let id = faults.take("carer_id", chosen::<Id<ParentOrCarer>>(&self.carer_id, "Open this page again: it lost its place"));
        if self.carer_name.trim().is_empty() {
            faults.add("carer_name", "Enter the name of the parent or carer");
        }
        if !self.email.trim().is_empty() && !self.email.contains('@') {
            faults.add("email", "An email address has an @ in it, for example name@example.com");
        }
        let until_on = faults.take("carer_until", days::optional(&self.carer_until, "the last day", today));
        faults.add_all(self.validate());
        let answer = |text: &str| text.parse().unwrap_or(Answer::NotRecorded);
        Some(NewCarer {
            id: id?,
            child_id,
            name: self.carer_name.trim().to_owned(),
            relationship: self.relationship.trim().to_owned(),
            parental_responsibility: answer(&self.parental_responsibility),
            lives_with_child: answer(&self.lives_with_child),
            telephone: self.telephone.trim().to_owned(),
            email: self.email.trim().to_owned(),
            preferred_contact: self.preferred_contact.parse().unwrap_or(PreferredContact::NotRecorded),
            digital_access: self.digital_access.parse().unwrap_or(DigitalAccess::NotRecorded),
            note: self.carer_note.trim().replace("\r\n", "\n"),
            until_on: until_on?,
        })
        .filter(|_| faults.is_empty())
    }
}

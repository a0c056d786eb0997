//! A circumstance as a form.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::CircumstanceRow;
use crate::children::model::{Child, CircumstanceKind};
use crate::children::queries::{Circumstance, NewCircumstance};
use crate::children::{days, meanwhile};
use crate::id::Id;
use crate::web::Faults;
use crate::web::form::chosen;

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of `NewCircumstance`")]
pub struct CircumstanceForm {
    pub circumstance_id: String,
    /// What was there when the form was opened; nothing on the form for a new one.
    pub opened: String,
    pub kind: String,
    pub from: String,
    pub until: String,
    /// Ticked when it is over and nobody knows since when.
    pub ended: String,
    #[validate(length(max = 2_000, message = "Notes have 2,000 letters at most"))]
    pub note: String,
}

impl CircumstanceForm {
    /// The form for a new circumstance.
    pub fn blank() -> Self {
        Self { circumstance_id: Id::<Circumstance>::mint().to_string(), ..Self::default() }
    }

    /// The form for one that is there.
    pub fn of(row: &CircumstanceRow) -> Self {
        Self {
            circumstance_id: row.id.to_string(),
            opened: meanwhile::stamp(row),
            kind: row.kind.code().into(),
            from: days::typed(row.from_on),
            until: days::typed(row.to_on),
            ended: if row.ended { "yes".into() } else { String::new() },
            note: row.note.clone(),
        }
    }

    /// What the form says; each fault beside its field.
    pub fn read(&self, child_id: Id<Child>, today: NaiveDate, faults: &mut Faults) -> Option<NewCircumstance> {
        let lost = "Open this page again: it lost its place";
        let id = faults.take("circumstance_id", chosen::<Id<Circumstance>>(&self.circumstance_id, lost));
        let kind = faults.take("kind", chosen::<CircumstanceKind>(&self.kind, "Choose what it is"));
        let days = days::between("from", &self.from, "until", &self.until, today, faults);
        faults.add_all(self.validate());
        let (from_on, to_on) = days?;
        Some(NewCircumstance {
            id: id?,
            child_id,
            kind: kind?,
            from_on,
            to_on,
            ended: to_on.is_some() || self.ended == "yes",
            note: self.note.trim().replace("\r\n", "\n"),
        })
        .filter(|_| faults.is_empty())
    }
}

//! The invitation of somebody who works at a school.

use serde::Deserialize;

use super::queries::NewPerson;
use crate::access::account::{tidy_email, tidy_name};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::Faults;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of NewPerson")]
pub struct PersonForm {
    pub id: String,
    pub school: String,
    pub name: String,
    pub email: String,
    pub administers: Option<String>,
}

impl PersonForm {
    /// A blank one, with the id of the account to be.
    pub fn blank() -> Self {
        Self { id: Id::<()>::mint().to_string(), ..Self::default() }
    }

    /// Reads it for a school.
    ///
    /// # Errors
    /// A sentence for each field.
    pub fn read(&self, school: Id<Organisation>) -> Result<NewPerson, Faults> {
        let mut faults = Faults::none();
        let id = self.id.parse().unwrap_or_else(|_| Id::mint());
        let name = faults.take("name", tidy_name(&self.name));
        let email = tidy_email(&self.email).ok_or_else(|| "Enter an email address, like name@example.sch.uk".to_owned());
        let email = faults.take("email", email);
        match name.zip(email) {
            Some((name, email)) => Ok(NewPerson { id, school, name, email, administers: self.administers.is_some() }),
            None => Err(faults),
        }
    }
}

//! The keys of schools: for the school's own administrator, and for the authority's.

pub mod authority;
pub mod school;

use askama::Template;
use serde::Deserialize;

use super::queries::KeyRow;
use crate::access::account::tidy_name;
use crate::access::key::SchoolKey;
use crate::dates::{long_date, moment};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::form::Choice;
use crate::web::{Faults, filters};

/// One school with its keys.
pub struct SchoolKeys {
    id: Id<Organisation>,
    name: String,
    keys: Vec<KeyRow>,
}

/// The keys of the schools, and the form for another where one may be made.
#[derive(Template)]
#[template(path = "school_keys/list.html")]
pub struct ListPage {
    schools: Vec<SchoolKeys>,
    /// Where the way back leads.
    back: String,
    /// What a key's actions stand under.
    base: String,
    form: Option<KeyForm>,
    choices: Vec<Choice>,
    faults: Faults,
}

impl ListPage {
    fn made_on(&self, key: &KeyRow) -> String {
        long_date(key.made_at.date())
    }

    fn state(&self, key: &KeyRow) -> String {
        match (key.revoked_at, key.used_at) {
            (Some(at), _) => format!("Revoked on {}", long_date(at.date())),
            (None, Some(at)) => format!("Last used on {}", moment(at)),
            (None, None) => "Not used yet".to_owned(),
        }
    }
}

/// The secret, this once.
#[derive(Template)]
#[template(path = "school_keys/made.html")]
pub struct MadePage {
    name: String,
    school: String,
    secret: String,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    id: String,
    school: String,
    name: String,
}

impl KeyForm {
    fn blank() -> Self {
        Self { id: Id::<SchoolKey>::mint().to_string(), ..Self::default() }
    }

    fn read_name(&self, faults: &mut Faults) -> Option<String> {
        let name = tidy_name(&self.name).map_err(|_| "Enter what you call the key, in 100 letters or fewer".to_owned());
        faults.take("name", name)
    }
}

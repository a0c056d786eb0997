//! Adding a child with all that comes with it, and finding who it may be already.

use diesel::prelude::*;

use super::form::NewRecord;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::names;
use crate::children::particulars::model::Particulars;
use crate::children::search::FoundChild;
use crate::children::search::asked::{Asked, Sought};
use crate::children::search::terms::TermField;
use crate::db::schema::children;
use crate::error::Result;
use crate::id::Id;

/// More than these nobody reads before saving.
const MOST: i64 = 20;

impl<R: Staff, M> Desk<'_, R, M> {
    /// The children who may be this one already: born on the same day with the same names in either
    /// order, or with the same valid UPN or NHS number.
    ///
    /// # Errors
    /// `Database`.
    pub fn children_like(&mut self, new: &Particulars) -> Result<Vec<FoundChild>> {
        type Named = (Id<Child>, String, String);
        let born_then: Vec<Named> = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::date_of_birth.eq(new.date_of_birth))
            .order(children::id)
            .select((children::id, children::given_names, children::family_name))
            .load(self.sql())?;
        let same_names = |(_, given, family): &Named| names::are_same((given, family), (&new.given_names, &new.family_name));
        let mut alike: Vec<Id<Child>> = born_then.iter().filter(|row| same_names(row)).map(|(id, ..)| *id).collect();
        for identifier in [&new.upn, &new.nhs_number].into_iter().filter(|identifier| identifier.is_trusted()) {
            let sought = Sought { field: TermField::Identifier, term: names::joined(&identifier.text), or_longer: false };
            alike.extend(self.children_matching(&Asked { terms: vec![sought], born_on: None }, None, MOST)?);
        }
        alike.sort();
        alike.dedup();
        let found: Result<Vec<Option<FoundChild>>> = alike.into_iter().map(|id| self.found_child(id)).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// Whether the record is the one that this form would make.
    ///
    /// # Errors
    /// `Database`.
    pub fn is_record_of(&mut self, new: &NewRecord) -> Result<bool> {
        let Some(there) = self.child(new.child.id).map(Some).or_else(none_if_not_found)? else { return Ok(false) };
        let registered = self.episode(new.child.id, new.registration.id).is_ok();
        Ok(registered
            && (there.given_names.as_str(), there.family_name.as_str(), there.date_of_birth, &there.upn, &there.nhs_number)
                == (
                    new.child.given_names.as_str(),
                    new.child.family_name.as_str(),
                    new.child.date_of_birth,
                    &new.child.upn,
                    &new.child.nhs_number,
                ))
    }
}

fn none_if_not_found<T>(error: crate::error::Error) -> Result<Option<T>> {
    if matches!(error, crate::error::Error::NotFound) { Ok(None) } else { Err(error) }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Puts a child on the register: the record, the first registration, and the standing that follows.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the form was sent before.
    pub fn add_record(&mut self, new: &NewRecord) -> Result<()> {
        self.add_child(&new.child)?;
        if let Some(address) = &new.address {
            self.add_address(address)?;
        }
        if let Some(carer) = &new.carer {
            self.add_carer(carer)?;
        }
        self.add_registration(&new.registration)?;
        self.refresh_standing(new.child.id)?;
        self.refresh_search_terms(&[new.child.id])
    }
}

//! Adding a child with all that comes with it, and finding who it may be already.

use std::collections::BTreeMap;

use super::alike::Answer;
use super::form::NewRecord;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::error::Result;
use crate::id::Id;

impl<R: Staff, M> Desk<'_, R, M> {
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
    /// Puts a child on the register: the record, the first registration, the standing that follows, and what
    /// was said of those who are like it.
    ///
    /// # Errors
    /// `Database`; `is_already_there` when the form was sent before.
    pub fn add_record(&mut self, new: &NewRecord, answers: &BTreeMap<Id<Child>, Answer>) -> Result<()> {
        let child = new.child.id;
        self.add_child(&new.child)?;
        if let Some(address) = &new.address {
            self.add_address(address)?;
        }
        if let Some(carer) = &new.carer {
            self.add_carer(carer)?;
        }
        self.add_registration(&new.registration)?;
        self.refresh_standing(child)?;
        self.refresh_search_terms(&[child])?;
        for (other, answer) in answers {
            self.keep_answer(child, *other, *answer)?;
        }
        self.look_for_duplicates(child)
    }

    fn keep_answer(&mut self, child: Id<Child>, other: Id<Child>, answer: Answer) -> Result<()> {
        let weighed = self.weigh(child, other)?;
        let said = match answer {
            Answer::This => return Ok(()),
            Answer::Other => {
                self.tell_apart(child, other, &weighed)?;
                |child| Event::DuplicateDecided { child }
            }
            Answer::NotSure => {
                self.ask_a_colleague(child, other, &weighed)?;
                |child| Event::DuplicateAsked { child }
            }
        };
        self.also(&said(child))?;
        self.also(&said(other))
    }
}

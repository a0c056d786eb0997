//! Households in the database.

use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::{Child, Household};
use crate::children::names;
use crate::children::search::FoundChild;
use crate::children::search::asked::{Asked, Sought};
use crate::children::search::terms::TermField;
use crate::db::dialect::direct;
use crate::db::schema::children;
use crate::error::Result;
use crate::id::Id;

impl<R: Staff, M> Desk<'_, R, M> {
    /// The other children of the child's household, eldest first.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn household_of(&mut self, child: Id<Child>) -> Result<Vec<FoundChild>> {
        let Some(household) = self.child(child)?.household_id else { return Ok(Vec::new()) };
        let authority = self.authority();
        let others: Vec<Id<Child>> = direct!(self.sql(), |conn| children::table
            .filter(children::authority_code.eq(authority))
            .filter(children::household_id.eq(household))
            .filter(children::id.ne(child))
            .order((children::date_of_birth, children::id))
            .select(children::id)
            .load(conn))?;
        let found: Result<Vec<Option<FoundChild>>> = others.into_iter().map(|other| self.found_child(other)).collect();
        Ok(found?.into_iter().flatten().collect())
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Puts two children in one household: this child moves to the other's, which is made where the
    /// other had none. The record of the other is audited too where it changed.
    ///
    /// # Errors
    /// `NotFound` when either is not this authority's.
    pub fn join_household(&mut self, child: Id<Child>, other: Id<Child>) -> Result<()> {
        let (joins, joined) = (self.child(child)?, self.child(other)?);
        let household = match (joined.household_id, joins.household_id) {
            (Some(household), _) => household,
            (None, own) => {
                let household = own.map_or_else(|| self.add_household(), Ok)?;
                self.set_household(other, Some(household))?;
                self.also(&Event::HouseholdChanged { child: other })?;
                household
            }
        };
        self.set_household(child, Some(household))
    }

    /// The child no longer lives with the household.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn leave_household(&mut self, child: Id<Child>) -> Result<()> {
        self.child(child)?;
        self.set_household(child, None)
    }

    fn set_household(&mut self, child: Id<Child>, household: Option<Id<Household>>) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::update(children::table.filter(children::authority_code.eq(authority)).filter(children::id.eq(child)))
            .set((children::household_id.eq(household), children::updated_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The child with a reference, its own or that of a record merged into it, written with or without
    /// its hyphen.
    ///
    /// # Errors
    /// `Database`.
    pub fn child_called(&mut self, reference: &str) -> Result<Option<Id<Child>>> {
        let term = names::joined(reference);
        let sought = Sought { field: TermField::Identifier, term: term.clone(), or_longer: false };
        let found = self.children_matching(&Asked { terms: vec![sought], born_on: None }, None, 10)?;
        for id in found {
            let merged = self.merged_records_of(&[id])?;
            let references = merged.iter().map(|(_, whole)| whole.reference.as_str());
            if references.chain([self.heading(id)?.reference.as_str()]).any(|reference| names::joined(reference) == term) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

//! Households in the database.

use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::children::search::FoundChild;
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
        let others: Vec<Id<Child>> = children::table
            .filter(children::authority_code.eq(self.authority()))
            .filter(children::household_id.eq(household))
            .filter(children::id.ne(child))
            .order((children::date_of_birth, children::id))
            .select(children::id)
            .load(self.sql())?;
        let found: Result<Vec<Option<FoundChild>>> = others.into_iter().map(|other| self.found_child(other)).collect();
        Ok(found?.into_iter().flatten().collect())
    }
}

//! What a record says, to stand beside another.

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::dates::long_date;
use crate::duplicates::beside::{Beside, named, with_relationship};
use crate::error::Result;
use crate::id::Id;

impl<R: Staff, M> Desk<'_, R, M> {
    /// What a record says, to stand beside another, and its reference.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn to_put_beside(&mut self, child: Id<Child>) -> Result<(String, Beside)> {
        let row = self.child(child)?;
        let addresses = self.addresses(child)?.iter().map(|address| address.one_line()).collect();
        let carers = self.carers(child)?.iter().map(|carer| with_relationship(&carer.name, &carer.relationship)).collect();
        let beside = Beside {
            name: named(&row.given_names, &row.family_name, &row.preferred_name),
            born: long_date(row.date_of_birth),
            sex: row.sex.label().to_owned(),
            upn: row.upn.unwrap_or_default(),
            nhs_number: row.nhs_number.unwrap_or_default(),
            addresses,
            carers,
        };
        Ok((row.reference, beside))
    }
}

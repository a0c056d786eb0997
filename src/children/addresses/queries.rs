//! A child's addresses in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::{AddressKind, Child, IdentifierStanding};
use crate::children::queries::Address;
use crate::db::schema::addresses;
use crate::error::Result;
use crate::id::Id;

/// One address.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = addresses)]
pub struct AddressRow {
    /// Which.
    pub id: Id<Address>,
    /// What it is to the child.
    pub kind: AddressKind,
    /// House and street, one line or several.
    pub lines: String,
    /// Town.
    pub town: String,
    /// Normalised when valid, otherwise as given.
    pub postcode: String,
    /// Whether it has the form of a postcode.
    pub postcode_standing: IdentifierStanding,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day; none while current.
    pub to_on: Option<NaiveDate>,
    /// Not to be shown to anybody outside the authority's team.
    pub do_not_share: bool,
    /// Why, or anything else.
    pub note: String,
}

impl AddressRow {
    /// Whether it holds on a day.
    pub fn is_current(&self, day: NaiveDate) -> bool {
        self.from_on.is_none_or(|from| from <= day) && self.to_on.is_none_or(|to| to >= day)
    }

    /// The address on one line.
    pub fn one_line(&self) -> String {
        let lines = self.lines.lines().map(str::trim);
        let parts = lines.chain([self.town.as_str(), self.postcode.as_str()]).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Where the child lives and lived: current first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn addresses(&mut self, child: Id<Child>) -> Result<Vec<AddressRow>> {
        Ok(addresses::table
            .filter(addresses::authority_code.eq(self.authority()))
            .filter(addresses::child_id.eq(child))
            .order((addresses::to_on.is_not_null(), addresses::id.desc()))
            .select(AddressRow::as_select())
            .load(self.sql())?)
    }
}

//! A child's addresses in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::identifiers::postcode_district;
use crate::children::meanwhile;
use crate::children::model::{AddressKind, Child, IdentifierStanding};
use crate::children::particulars::model::{amended, is_note_of};
use crate::children::queries::{Address, NewAddress};
use crate::dates::short_date;
use crate::db::dialect::direct;
use crate::db::schema::{addresses, children};
use crate::error::{Error, Result};
use crate::id::Id;

/// One address.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
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

    /// What it says, in a line, for the note of the row that replaces it.
    pub(super) fn said(&self) -> String {
        let day = |word: &str, day: Option<NaiveDate>| day.map(|day| format!(", {word} {}", short_date(day))).unwrap_or_default();
        let shared = if self.do_not_share { ", do not share" } else { "" };
        format!("{} ({}{}{}{shared})", self.one_line(), self.kind.label(), day("from", self.from_on), day("until", self.to_on))
    }

    /// The address on one line.
    pub fn one_line(&self) -> String {
        let lines = self.lines.lines().map(str::trim);
        let parts = lines.chain([self.town.as_str(), self.postcode.as_str()]).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl From<NewAddress> for AddressRow {
    fn from(new: NewAddress) -> Self {
        Self {
            id: new.id,
            kind: new.kind,
            lines: new.lines,
            town: new.town,
            postcode: new.postcode,
            postcode_standing: new.postcode_standing,
            from_on: new.from_on,
            to_on: new.to_on,
            do_not_share: new.do_not_share,
            note: new.note,
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Where the child lives and lived: current first, then latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn addresses(&mut self, child: Id<Child>) -> Result<Vec<AddressRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| addresses::table
            .filter(addresses::authority_code.eq(authority))
            .filter(addresses::child_id.eq(child))
            .order((addresses::to_on.is_not_null(), addresses::id.desc()))
            .select(AddressRow::as_select())
            .load(conn))?)
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One address of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's, or not this authority's.
    pub fn address(&mut self, child: Id<Child>, address: Id<Address>) -> Result<AddressRow> {
        let found = self.addresses(child)?.into_iter().find(|row| row.id == address);
        found.ok_or(Error::NotFound)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds an address that a person typed, with all that follows from it.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn add_typed_address(&mut self, address: &NewAddress) -> Result<()> {
        self.heading(address.child_id)?;
        self.add_address(address)?;
        self.follow_addresses(address.child_id)
    }

    /// Changes or ends an address; what it said before stays in its note.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it is not what the form was opened on.
    pub fn change_address(&mut self, new: &NewAddress, opened: &str) -> Result<()> {
        let before = self.address(new.child_id, new.id)?;
        let (authority, today) = (self.authority(), self.today());
        let said = before.said();
        let is_same = said == AddressRow::from(new.clone()).said();
        if !meanwhile::is_as_opened(&before, opened, is_same && is_note_of(&before.note, &new.note))? {
            return Ok(());
        }
        let note = if is_same { new.note.clone() } else { amended(&new.note, today, &format!("this said: {said}")) };
        diesel::update(addresses::table.filter(addresses::authority_code.eq(authority)).filter(addresses::id.eq(new.id)))
            .set((
                addresses::kind.eq(new.kind),
                addresses::lines.eq(&new.lines),
                addresses::town.eq(&new.town),
                addresses::postcode.eq(&new.postcode),
                addresses::postcode_standing.eq(new.postcode_standing),
                addresses::from_on.eq(new.from_on),
                addresses::to_on.eq(new.to_on),
                addresses::do_not_share.eq(new.do_not_share),
                addresses::note.eq(note),
            ))
            .execute(self.sql())?;
        self.follow_addresses(new.child_id)
    }

    /// The district by which lists filter is that of where the child lives now; the search terms are
    /// those of every address.
    fn follow_addresses(&mut self, child: Id<Child>) -> Result<()> {
        self.follow_district(child)?;
        self.refresh_search_terms(&[child])?;
        self.look_for_duplicates(child)
    }

    /// Makes the postcode district of a record that of where the child lives now.
    ///
    /// # Errors
    /// `Database`.
    pub fn follow_district(&mut self, child: Id<Child>) -> Result<()> {
        let (authority, today) = (self.authority(), self.today());
        let rows = self.addresses(child)?;
        let lives_at = |kind: AddressKind| rows.iter().find(move |row| row.kind == kind && row.is_current(today));
        let current = lives_at(AddressKind::Home).or_else(|| lives_at(AddressKind::Temporary));
        let district = current.map(|row| postcode_district(&row.postcode)).unwrap_or_default();
        diesel::update(children::table.filter(children::authority_code.eq(authority)).filter(children::id.eq(child)))
            .set(children::postcode_district.eq(district))
            .execute(self.sql())?;
        Ok(())
    }
}

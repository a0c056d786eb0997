//! Children and what belongs to their records, in the database.

mod new_child;

use chrono::NaiveDate;
use diesel::prelude::*;

pub use self::new_child::NewChild;
use super::model::{
    AddressKind, Child, CircumstanceKind, DigitalAccess, Household, IdentifierStanding, ParentOrCarer, PreferredContact,
    ProvidedBy,
};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::contacts::model::Answer;
use crate::db::dialect::direct;
use crate::db::schema::{
    addresses, carers, children, circumstances, former_names, former_upns, households, previous_schools, provisions,
};
use crate::error::Result;
use crate::id::Id;
use crate::organisations::model::Organisation;

/// An address about to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = addresses)]
pub struct NewAddress {
    /// Minted with the form.
    pub id: Id<Address>,
    /// Whose.
    pub child_id: Id<Child>,
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
    /// From this day.
    pub from_on: Option<NaiveDate>,
    /// Until this day; none while current.
    pub to_on: Option<NaiveDate>,
    /// Not to be shown to anybody outside the authority's team.
    pub do_not_share: bool,
    /// Why, or anything else.
    pub note: String,
}

/// An address: what an [`Id`](crate::id::Id) of one names.
pub struct Address;

/// A parent or carer about to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = carers)]
pub struct NewCarer {
    /// Minted with the form.
    pub id: Id<ParentOrCarer>,
    /// Whose.
    pub child_id: Id<Child>,
    /// Full name.
    pub name: String,
    /// In words: mother, grandfather, foster carer.
    pub relationship: String,
    /// Parental responsibility (Children Act 1989 s.3).
    pub parental_responsibility: Answer,
    /// Lives with the child.
    pub lives_with_child: Answer,
    /// As given.
    pub telephone: String,
    /// As given.
    pub email: String,
    /// How they like to be reached.
    pub preferred_contact: PreferredContact,
    /// What they can use.
    pub digital_access: DigitalAccess,
    /// Anything else.
    pub note: String,
    /// Until this day; none while current.
    pub until_on: Option<NaiveDate>,
}

/// A circumstance about to be added: SEN support, a plan, a status.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = circumstances)]
pub struct NewCircumstance {
    /// Minted with the form.
    pub id: Id<Circumstance>,
    /// Whose.
    pub child_id: Id<Child>,
    /// What.
    pub kind: CircumstanceKind,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// It is over, also where nobody knows since when.
    pub ended: bool,
    /// The words it was told in.
    pub note: String,
}

/// A circumstance: what an [`Id`](crate::id::Id) of one names.
pub struct Circumstance;

/// A school the child went to.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = previous_schools)]
pub struct NewPreviousSchool {
    /// Minted with the form.
    pub id: Id<PreviousSchool>,
    /// Whose.
    pub child_id: Id<Child>,
    /// The school on our list, where it is one.
    pub organisation_id: Option<Id<Organisation>>,
    /// Its name as given.
    pub name: String,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// What this said before it was corrected.
    pub note: String,
}

/// A previous school: what an [`Id`](crate::id::Id) of one names.
pub struct PreviousSchool;

/// Education that is provided: by whom, for how long, where.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = provisions)]
pub struct NewProvision {
    /// Minted with the form.
    pub id: Id<Provision>,
    /// Whose.
    pub child_id: Id<Child>,
    /// Parents, a tutor, a provider, ...
    pub provided_by: ProvidedBy,
    /// The tutor's or provider's name.
    pub provider_name: String,
    /// Hours a week, where known.
    pub hours_per_week: Option<f64>,
    /// Where.
    pub place: String,
    /// From this day, where known.
    pub from_on: Option<NaiveDate>,
    /// Until this day, where known.
    pub to_on: Option<NaiveDate>,
    /// Anything else.
    pub note: String,
}

/// A provision: what an [`Id`](crate::id::Id) of one names.
pub struct Provision;

/// Whose record it is: what stands at the head of every page about a child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = children)]
pub struct Heading {
    /// The child.
    pub id: Id<Child>,
    /// The register's own reference.
    pub reference: String,
    given_names: String,
    family_name: String,
    preferred_name: String,
    /// The date of birth.
    pub date_of_birth: NaiveDate,
}

impl Heading {
    /// The name the child goes by.
    pub fn name(&self) -> String {
        let first = if self.preferred_name.is_empty() { &self.given_names } else { &self.preferred_name };
        format!("{first} {}", self.family_name).trim().to_owned()
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Whose record it is.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn heading(&mut self, child: Id<Child>) -> Result<Heading> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| children::table
            .filter(children::authority_code.eq(authority))
            .filter(children::id.eq(child))
            .select(Heading::as_select())
            .first(conn))?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// A new household, for children who live together.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_household(&mut self) -> Result<Id<Household>> {
        let (id, authority, now) = (Id::mint(), self.authority(), self.now());
        diesel::insert_into(households::table)
            .values((households::id.eq(id), households::authority_code.eq(authority), households::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(id)
    }

    /// Adds an address. A current one of valid form also sets the child's postcode district, which
    /// the lists filter by.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_address(&mut self, address: &NewAddress) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(addresses::table)
            .values((address, addresses::authority_code.eq(authority), addresses::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Adds a parent or carer.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_carer(&mut self, carer: &NewCarer) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(carers::table)
            .values((carer, carers::authority_code.eq(authority), carers::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Adds a circumstance.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_circumstance(&mut self, circumstance: &NewCircumstance) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(circumstances::table)
            .values((circumstance, circumstances::authority_code.eq(authority), circumstances::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Adds a previous school.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_previous_school(&mut self, school: &NewPreviousSchool) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(previous_schools::table)
            .values((school, previous_schools::authority_code.eq(authority), previous_schools::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Adds education that is provided.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_provision(&mut self, provision: &NewProvision) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(provisions::table)
            .values((provision, provisions::authority_code.eq(authority), provisions::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Keeps a name the child had.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_former_name(
        &mut self,
        child: Id<Child>,
        given_names: &str,
        family_name: &str,
        until_on: Option<NaiveDate>,
    ) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(former_names::table)
            .values((
                former_names::id.eq(Id::<NewChild>::mint()),
                former_names::authority_code.eq(authority),
                former_names::child_id.eq(child),
                former_names::given_names.eq(given_names),
                former_names::family_name.eq(family_name),
                former_names::until_on.eq(until_on),
                former_names::created_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Keeps a UPN the child had.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_former_upn(&mut self, child: Id<Child>, upn: &str, standing: IdentifierStanding) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(former_upns::table)
            .values((
                former_upns::id.eq(Id::<NewChild>::mint()),
                former_upns::authority_code.eq(authority),
                former_upns::child_id.eq(child),
                former_upns::upn.eq(upn),
                former_upns::standing.eq(standing),
                former_upns::created_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

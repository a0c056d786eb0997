//! A child's particulars in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Former, Particulars};
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::identifiers::Identifier;
use crate::children::model::{Child, Ethnicity, Household, IdentifierStanding, Sex};
use crate::children::year_group::{self, YearGroup};
use crate::db::dialect::direct;
use crate::db::schema::{children, former_names, former_upns};
use crate::error::{Error, Result};
use crate::id::Id;

/// One child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = children)]
#[allow(missing_docs, reason = "the fields are those of `NewChild`")]
pub struct ChildRow {
    pub id: Id<Child>,
    /// The authority's own number.
    pub reference: String,
    pub given_names: String,
    pub family_name: String,
    pub preferred_name: String,
    pub date_of_birth: NaiveDate,
    pub sex: Sex,
    pub gender: String,
    pub ethnicity: Ethnicity,
    pub first_language: String,
    pub upn: Option<String>,
    pub upn_standing: IdentifierStanding,
    pub nhs_number: Option<String>,
    pub nhs_standing: IdentifierStanding,
    pub uln: Option<String>,
    pub uln_standing: IdentifierStanding,
    pub household_id: Option<Id<Household>>,
    pub postcode_district: String,
    pub year_group_given: Option<i32>,
    pub notes: String,
    /// Counts the changes: a form sent for an older one is refused.
    pub version: i32,
    pub updated_at: NaiveDateTime,
}

impl ChildRow {
    /// Given names and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name).trim().to_owned()
    }

    /// The year group on a day.
    pub fn year_group(&self, day: NaiveDate) -> YearGroup {
        YearGroup::given_or_on(self.year_group_given, day, self.date_of_birth)
    }

    /// The particulars as a form would send them, without the notes, which grow by themselves.
    fn particulars_but_notes(&self) -> Particulars {
        let kept = |text: &Option<String>, standing| Identifier { text: text.clone().unwrap_or_default(), standing };
        Particulars {
            given_names: self.given_names.clone(),
            family_name: self.family_name.clone(),
            preferred_name: self.preferred_name.clone(),
            date_of_birth: self.date_of_birth,
            sex: self.sex,
            gender: self.gender.clone(),
            ethnicity: self.ethnicity,
            first_language: self.first_language.clone(),
            upn: kept(&self.upn, self.upn_standing),
            nhs_number: kept(&self.nhs_number, self.nhs_standing),
            uln: kept(&self.uln, self.uln_standing),
            year_group_given: self.year_group_given,
            notes: String::new(),
        }
    }

    /// Full years of life on a day.
    pub fn age(&self, day: NaiveDate) -> u32 {
        year_group::age(day, self.date_of_birth)
    }
}

/// A name the child had.
#[derive(Clone, Debug, Queryable)]
pub struct FormerNameRow {
    /// All given names.
    pub given_names: String,
    /// The family name.
    pub family_name: String,
    /// Until when, where known.
    pub until_on: Option<NaiveDate>,
}

/// A UPN the child had.
#[derive(Clone, Debug, Queryable)]
pub struct FormerUpnRow {
    /// Normalised when valid, otherwise as given.
    pub upn: String,
    /// Whether its check letter is right.
    pub standing: IdentifierStanding,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// One child of this authority.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is another authority's.
    pub fn child(&mut self, child: Id<Child>) -> Result<ChildRow> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| children::table
            .filter(children::authority_code.eq(authority))
            .filter(children::id.eq(child))
            .select(ChildRow::as_select())
            .first(conn))?)
    }

    /// The names the child had, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn former_names(&mut self, child: Id<Child>) -> Result<Vec<FormerNameRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| former_names::table
            .filter(former_names::authority_code.eq(authority))
            .filter(former_names::child_id.eq(child))
            .order(former_names::id.desc())
            .select((former_names::given_names, former_names::family_name, former_names::until_on))
            .load(conn))?)
    }

    /// The UPNs the child had, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn former_upns(&mut self, child: Id<Child>) -> Result<Vec<FormerUpnRow>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| former_upns::table
            .filter(former_upns::authority_code.eq(authority))
            .filter(former_upns::child_id.eq(child))
            .order(former_upns::id.desc())
            .select((former_upns::upn, former_upns::standing))
            .load(conn))?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Changes the particulars of a record that still is at `version`. The names and the UPN that go
    /// are kept among the former ones, other facts in the notes. The same change again is well.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when somebody else changed the record in the meantime.
    pub fn change_particulars(&mut self, child: Id<Child>, version: i32, new: &Particulars) -> Result<()> {
        let before = self.child(child)?;
        if before.version != version {
            let is_sent_twice = before.version == version + 1 && before.particulars_but_notes() == new.but_notes();
            return if is_sent_twice { Ok(()) } else { Err(Error::Conflict(MOVED_ON.into())) };
        }
        if (before.given_names.as_str(), before.family_name.as_str()) != (&new.given_names, &new.family_name) {
            let today = self.today();
            self.add_former_name(child, &before.given_names, &before.family_name, Some(today))?;
        }
        if let Some(upn) = before.upn.as_deref().filter(|upn| Some(*upn) != new.upn.stored()) {
            self.add_former_upn(child, upn, before.upn_standing)?;
        }
        let new = new.clone().keeping_what_was_said(&before.particulars_but_notes(), self.today());
        self.store_particulars(child, version, &new)?;
        self.refresh_search_terms(&[child])?;
        self.look_for_duplicates(child)
    }

    /// Notes what the child was known by before, where it is not known already. Call it before
    /// [`Desk::change_particulars`], which makes the child be found by it.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn note_former(&mut self, child: Id<Child>, former: &Former) -> Result<()> {
        self.child(child)?;
        let same_name = |row: &FormerNameRow| {
            (row.given_names.as_str(), row.family_name.as_str()) == (former.given_names.as_str(), former.family_name.as_str())
        };
        let is_named = !(former.given_names.is_empty() && former.family_name.is_empty());
        if is_named && !self.former_names(child)?.iter().any(same_name) {
            self.add_former_name(child, &former.given_names, &former.family_name, None)?;
        }
        if let Some(upn) = former.upn.stored()
            && !self.former_upns(child)?.iter().any(|row| row.upn == upn)
        {
            self.add_former_upn(child, upn, former.upn.standing)?;
        }
        Ok(())
    }

    fn store_particulars(&mut self, child: Id<Child>, version: i32, new: &Particulars) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let changed = diesel::update(
            children::table
                .filter(children::authority_code.eq(authority))
                .filter(children::id.eq(child))
                .filter(children::version.eq(version)),
        )
        .set((
            children::given_names.eq(&new.given_names),
            children::family_name.eq(&new.family_name),
            children::preferred_name.eq(&new.preferred_name),
            children::date_of_birth.eq(new.date_of_birth),
            children::sex.eq(new.sex),
            children::gender.eq(&new.gender),
            children::ethnicity.eq(new.ethnicity),
            children::first_language.eq(&new.first_language),
            children::upn.eq(new.upn.stored()),
            children::upn_standing.eq(new.upn.standing),
            children::nhs_number.eq(new.nhs_number.stored()),
            children::nhs_standing.eq(new.nhs_number.standing),
            children::uln.eq(new.uln.stored()),
            children::uln_standing.eq(new.uln.standing),
            children::year_group_given.eq(new.year_group_given),
            children::notes.eq(&new.notes),
            children::version.eq(version + 1),
            children::updated_at.eq(now),
        ))
        .execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(Error::Conflict(MOVED_ON.into())) }
    }
}

const MOVED_ON: &str = "Somebody changed this record after you opened it. Nothing of yours was saved: \
     open the record again, see what is new, and make your change there.";

//! Organisations as rows, and which of them an authority uses.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::changes::{Changed, OrganisationChange, SchoolChange};
use super::model::{AgencyKind, Organisation, OrganisationStatus, School, Team};
use crate::access::role::Administers;
use crate::access::{Changing, Desk};
use crate::children::names::fold;
use crate::db::schema::{memberships, organisation_changes, organisations};
use crate::error::{Error, Result};
use crate::id::Id;

/// How many organisations a page shows.
pub const PAGE: usize = 50;

/// An organisation in a list or on its page.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = organisations)]
pub struct OrganisationRow {
    /// What addresses carry.
    pub id: Id<Organisation>,
    /// Which agency.
    pub kind: AgencyKind,
    /// Its name.
    pub name: String,
    /// The folded name, by which lists are ordered.
    pub search_name: String,
    /// Schools have one, teams do not.
    pub urn: Option<String>,
    /// The authority a school stands in.
    pub la_code: Option<String>,
    /// The second half of a school's DfE number.
    pub establishment_number: Option<String>,
    /// For example "Community school".
    pub school_type: Option<String>,
    /// For example "Primary".
    pub phase: Option<String>,
    /// Whether it still works.
    pub status: OrganisationStatus,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// The youngest it takes.
    pub lowest_age: Option<i32>,
    /// The oldest it takes.
    pub highest_age: Option<i32>,
    /// In one line.
    pub address: String,
    /// In capital letters.
    pub postcode: String,
    /// As given.
    pub telephone: String,
    /// Who heads a school.
    pub head_teacher: String,
    /// When this row was last changed.
    pub updated_at: NaiveDateTime,
}

impl OrganisationRow {
    /// Whether the government's list keeps it, and nobody here.
    pub fn is_from_the_list(&self) -> bool {
        self.urn.is_some()
    }

    /// For example "Primary"; none where the list says that it does not apply.
    pub fn phase(&self) -> Option<&str> {
        self.phase.as_deref().filter(|phase| !phase.eq_ignore_ascii_case("not applicable"))
    }

    /// "990/2000", where it is known.
    pub fn dfe_number(&self) -> Option<String> {
        Some(format!("{}/{}", self.la_code.as_ref()?, self.establishment_number.as_ref()?))
    }
}

/// What a list of organisations is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words of the name, or a URN or DfE number; empty for those this authority uses.
    pub words: String,
    /// Only this agency.
    pub kind: Option<AgencyKind>,
    /// Those after this row: folded name and id.
    pub after: Option<(String, String)>,
}

impl<R: Administers, M> Desk<'_, R, M> {
    /// One page of organisations by name: those this authority uses, or, where something is sought,
    /// every organisation it fits. One row more than a page tells that there is another.
    ///
    /// # Errors
    /// `Database`.
    pub fn organisations(&mut self, wanted: &Wanted) -> Result<Vec<OrganisationRow>> {
        let mut query = organisations::table.select(OrganisationRow::as_select()).into_boxed();
        if wanted.words.trim().is_empty() {
            let ours = memberships::table
                .filter(memberships::authority_code.eq(self.authority().to_owned()))
                .filter(memberships::organisation_id.eq(organisations::id));
            query = query.filter(exists(ours));
        } else if let Some(number) = number_in(&wanted.words) {
            query = match number {
                Number::Urn(urn) => query.filter(organisations::urn.eq(urn)),
                Number::Dfe(la, school) => {
                    query.filter(organisations::la_code.eq(la)).filter(organisations::establishment_number.eq(school))
                }
            };
        } else {
            for word in fold(&wanted.words).split(' ') {
                query = query.filter(organisations::search_name.like(format!("%{word}%")));
            }
        }
        if let Some(kind) = wanted.kind {
            query = query.filter(organisations::kind.eq(kind));
        }
        if let Some((name, id)) = &wanted.after {
            let later = organisations::search_name.gt(name).or(organisations::search_name.eq(name).and(organisations::id.gt(id)));
            query = query.filter(later);
        }
        let rows = i64::try_from(PAGE).unwrap_or(0) + 1;
        Ok(query.order((organisations::search_name, organisations::id)).limit(rows).load(self.sql())?)
    }

    /// One organisation, and whether this authority uses it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn organisation(&mut self, id: Id<Organisation>) -> Result<(OrganisationRow, bool)> {
        let row = organisations::table.find(id).select(OrganisationRow::as_select()).first(self.sql())?;
        let membership: Option<String> =
            memberships::table.find((self.authority(), id)).select(memberships::authority_code).first(self.sql()).optional()?;
        // Schools are everybody's reference rows; a team is known to the authorities it serves.
        if membership.is_none() && !row.is_from_the_list() {
            return Err(Error::NotFound);
        }
        Ok((row, membership.is_some()))
    }

    /// What happened to an organisation, the latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn changes_of_organisation(&mut self, id: Id<Organisation>) -> Result<Vec<(Changed, NaiveDateTime)>> {
        let rows: Vec<(SchoolChange, String, String, NaiveDateTime)> = organisation_changes::table
            .filter(organisation_changes::organisation_id.eq(id))
            .order((organisation_changes::noticed_at.desc(), organisation_changes::id.desc()))
            .select((
                organisation_changes::what,
                organisation_changes::said_before,
                organisation_changes::says_now,
                organisation_changes::noticed_at,
            ))
            .load(self.sql())?;
        Ok(rows.into_iter().map(|(what, before, after, at)| (Changed { what, before, after }, at)).collect())
    }

    /// The organisations this authority uses.
    pub(super) fn organisations_in_use(&mut self) -> Result<HashSet<Id<Organisation>>> {
        let used: Vec<Id<Organisation>> = memberships::table
            .filter(memberships::authority_code.eq(self.authority()))
            .select(memberships::organisation_id)
            .load(self.sql())?;
        Ok(used.into_iter().collect())
    }

    /// Every school this database knows, by URN.
    pub(super) fn schools_by_urn(&mut self) -> Result<HashMap<String, (Id<Organisation>, School)>> {
        let rows: Vec<OrganisationRow> = organisations::table
            .filter(organisations::urn.is_not_null())
            .select(OrganisationRow::as_select())
            .load(self.sql())?;
        Ok(rows.into_iter().filter_map(|row| Some((row.urn.clone()?, (row.id, School::from(row))))).collect())
    }
}

enum Number<'t> {
    Urn(&'t str),
    Dfe(&'t str, &'t str),
}

/// A URN (six digits) or a DfE number ("990/2000", "9902000").
fn number_in(words: &str) -> Option<Number<'_>> {
    let words = words.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match words.split_once('/') {
        Some((la, school)) if la.len() == 3 && digits(la) && digits(school) => Some(Number::Dfe(la, school)),
        None if digits(words) && words.len() == 7 => Some(Number::Dfe(&words[..3], &words[3..])),
        None if digits(words) && (5..=6).contains(&words.len()) => Some(Number::Urn(words)),
        _ => None,
    }
}

impl From<OrganisationRow> for School {
    fn from(row: OrganisationRow) -> Self {
        Self {
            urn: row.urn.unwrap_or_default(),
            la_code: row.la_code.unwrap_or_default(),
            establishment_number: row.establishment_number.unwrap_or_default(),
            name: row.name,
            school_type: row.school_type.unwrap_or_default(),
            phase: row.phase.unwrap_or_default(),
            status: row.status,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            lowest_age: row.lowest_age,
            highest_age: row.highest_age,
            address: row.address,
            postcode: row.postcode,
            telephone: row.telephone,
            head_teacher: row.head_teacher,
        }
    }
}

/// The columns of a school, for an insert and for an update alike.
macro_rules! school_columns {
    ($school:expr, $now:expr) => {
        (
            organisations::kind.eq(AgencyKind::School),
            organisations::name.eq(&$school.name),
            organisations::search_name.eq(fold(&$school.name)),
            organisations::urn.eq(&$school.urn),
            organisations::la_code.eq(&$school.la_code),
            organisations::establishment_number.eq(&$school.establishment_number),
            organisations::school_type.eq(&$school.school_type),
            organisations::phase.eq(&$school.phase),
            organisations::status.eq($school.status),
            organisations::opened_on.eq($school.opened_on),
            organisations::closed_on.eq($school.closed_on),
            organisations::lowest_age.eq($school.lowest_age),
            organisations::highest_age.eq($school.highest_age),
            organisations::address.eq(&$school.address),
            organisations::postcode.eq(&$school.postcode),
            organisations::telephone.eq(&$school.telephone),
            organisations::head_teacher.eq(&$school.head_teacher),
            organisations::updated_at.eq($now),
        )
    };
}

/// The columns of a team, for an insert and for an update alike.
macro_rules! team_columns {
    ($team:expr, $now:expr) => {
        (
            organisations::kind.eq($team.kind),
            organisations::name.eq(&$team.name),
            organisations::search_name.eq(fold(&$team.name)),
            organisations::status.eq($team.status),
            organisations::address.eq(&$team.address),
            organisations::postcode.eq(&$team.postcode),
            organisations::telephone.eq(&$team.telephone),
            organisations::updated_at.eq($now),
        )
    };
}

impl<R: Administers> Desk<'_, R, Changing> {
    /// Adds a school of the list.
    pub(super) fn add_school(&mut self, id: Id<Organisation>, school: &School) -> Result<()> {
        let now = self.now();
        diesel::insert_into(organisations::table)
            .values((organisations::id.eq(id), school_columns!(school, now), organisations::created_at.eq(now)))
            .execute(self.sql())?;
        Ok(())
    }

    /// Brings a school up to the list. Its row, and whatever names it, stay.
    pub(super) fn update_school(&mut self, id: Id<Organisation>, school: &School, changes: &[Changed]) -> Result<()> {
        let now = self.now();
        diesel::update(organisations::table.find(id)).set(school_columns!(school, now)).execute(self.sql())?;
        for change in changes {
            diesel::insert_into(organisation_changes::table)
                .values((
                    organisation_changes::id.eq(Id::<OrganisationChange>::mint()),
                    organisation_changes::organisation_id.eq(id),
                    organisation_changes::what.eq(change.what),
                    organisation_changes::said_before.eq(&change.before),
                    organisation_changes::says_now.eq(&change.after),
                    organisation_changes::noticed_at.eq(now),
                ))
                .execute(self.sql())?;
        }
        Ok(())
    }

    /// Gives this authority the use of an organisation; whether it had not got it.
    pub(super) fn use_organisation(&mut self, id: Id<Organisation>) -> Result<bool> {
        let (authority, now) = (self.authority(), self.now());
        let known: Option<String> =
            memberships::table.find((authority, id)).select(memberships::authority_code).first(self.sql()).optional()?;
        if known.is_none() {
            diesel::insert_into(memberships::table)
                .values((
                    memberships::authority_code.eq(authority),
                    memberships::organisation_id.eq(id),
                    memberships::created_at.eq(now),
                ))
                .execute(self.sql())?;
        }
        Ok(known.is_none())
    }

    /// Adds a team of this authority; the same form sent again changes nothing.
    pub(super) fn add_team(&mut self, team: &Team) -> Result<()> {
        let now = self.now();
        match self.organisation(team.id) {
            Ok((known, true)) if known.name == team.name && known.kind == team.kind => return Ok(()),
            Ok(_) => {
                return Err(Error::Conflict("This form was sent before with other words. Look for the team in the list.".into()));
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        diesel::insert_into(organisations::table)
            .values((
                organisations::id.eq(team.id),
                team_columns!(team, now),
                organisations::head_teacher.eq(""),
                organisations::created_at.eq(now),
            ))
            .execute(self.sql())?;
        self.use_organisation(team.id).map(drop)
    }

    /// Changes a team this authority uses; schools are the list's to change.
    pub(super) fn change_team(&mut self, team: &Team) -> Result<()> {
        let now = self.now();
        match self.organisation(team.id)? {
            (known, true) if !known.is_from_the_list() => {}
            _ => return Err(Error::NotFound),
        }
        diesel::update(organisations::table.find(team.id)).set(team_columns!(team, now)).execute(self.sql())?;
        Ok(())
    }
}

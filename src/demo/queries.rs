//! Writes a demonstration. Rows carry their own dates, which is why they do not go through the
//! rooms' own ways in; everything else about them is the same.

mod admitted;
mod notified;
pub(super) mod rows;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::rows::Chunk;
use super::setting::{Agency, School, Setting};
use crate::access::{Changing, Desk, role};
use crate::db::dialect::{self, insert_all};
use crate::db::schema::{
    accounts, addresses, authorities, carers, children, circumstances, contact_versions, contacts, former_names, former_upns,
    households, memberships, organisations, possible_duplicates, previous_schools, provisions, registrations, search_terms,
    tasks, visit_changes, visits,
};
use crate::error::Result;
use crate::figures::model::DayFigures;
use crate::organisations::model::OrganisationStatus;

impl<M> Desk<'_, role::System, M> {
    /// How many children have a record.
    ///
    /// # Errors
    /// `Database`.
    pub fn children_on_record(&mut self) -> Result<i64> {
        Ok(children::table.filter(children::authority_code.eq(self.authority())).count().get_result(self.sql())?)
    }
}

impl Desk<'_, role::System, Changing> {
    /// Writes the staff, the agencies and the schools.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_setting(&mut self, setting: &Setting, password_hash: &str) -> Result<()> {
        let authority = self.authority();
        let at = morning_of(setting.today);
        let staff = setting.staff.iter().chain([&setting.school_user]).map(|one| {
            (
                accounts::id.eq(one.id),
                accounts::authority_code.eq(authority),
                accounts::email.eq(&one.email),
                accounts::name.eq(&one.name),
                accounts::role.eq(one.role),
                accounts::password_hash.eq(password_hash),
                accounts::totp_last_step.eq(0),
                accounts::created_at.eq(at),
            )
        });
        insert_all!(self.sql(), accounts::table, staff);
        for agency in &setting.agencies {
            self.add_organisation(agency, None, at)?;
        }
        for school in &setting.schools {
            self.add_organisation(&school.agency, Some(school), at)?;
        }
        diesel::update(authorities::table.find(authority))
            .set(authorities::standards_reviewed_at.eq(Some(at)))
            .execute(self.sql())?;
        Ok(())
    }

    fn add_organisation(&mut self, agency: &Agency, school: Option<&School>, at: NaiveDateTime) -> Result<()> {
        let authority = self.authority();
        diesel::insert_into(organisations::table)
            .values((
                organisations::id.eq(agency.id),
                organisations::kind.eq(agency.kind),
                organisations::name.eq(&agency.name),
                organisations::search_name.eq(crate::children::names::fold(&agency.name)),
                organisations::urn.eq(school.map(|school| school.urn.as_str())),
                organisations::la_code.eq(school.map(|_| authority)),
                organisations::establishment_number.eq(school.map(|school| school.number.to_string())),
                organisations::school_type.eq(school.map(|school| school.school_type)),
                organisations::phase.eq(school.map(|school| school.phase)),
                organisations::status.eq(OrganisationStatus::Open),
                organisations::lowest_age.eq(school.map(|school| school.ages.0)),
                organisations::highest_age.eq(school.map(|school| school.ages.1)),
                organisations::address.eq(format!("{}, {}", agency.place.lines, agency.place.town)),
                organisations::postcode.eq(&agency.place.postcode),
                organisations::telephone.eq(&agency.telephone),
                organisations::head_teacher.eq(school.map_or("", |_| agency.practitioners[0].as_str())),
                organisations::created_at.eq(at),
                organisations::updated_at.eq(at),
            ))
            .execute(self.sql())?;
        diesel::insert_into(memberships::table)
            .values((
                memberships::authority_code.eq(authority),
                memberships::organisation_id.eq(agency.id),
                memberships::created_at.eq(at),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Writes some families with everything that belongs to them.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_families(&mut self, chunk: &Chunk) -> Result<()> {
        self.add_people(chunk)?;
        self.add_what_happened(chunk)?;
        let authority = self.authority();
        // In order, so that neighbouring terms meet the same pages of the index.
        let terms = chunk.terms.iter().map(|term| (term, search_terms::authority_code.eq(authority)));
        insert_all!(self.sql(), search_terms::table, terms);
        Ok(())
    }

    fn add_people(&mut self, chunk: &Chunk) -> Result<()> {
        let of = self.authority();
        let rows = chunk
            .households
            .iter()
            .map(|made| (households::id.eq(made.row), households::authority_code.eq(of), households::created_at.eq(made.at)));
        insert_all!(self.sql(), households::table, rows);
        let rows = chunk.children.iter().map(|made| {
            (
                &made.row.0,
                children::reference.eq(&made.row.1),
                children::authority_code.eq(of),
                children::version.eq(1),
                children::created_at.eq(made.at),
                children::updated_at.eq(made.at),
            )
        });
        insert_all!(self.sql(), children::table, rows);
        macro_rules! insert_made {
            ($($rows:ident),+) => { $(
                let rows = chunk.$rows.iter().map(|made| (&made.row, $rows::authority_code.eq(of), $rows::created_at.eq(made.at)));
                insert_all!(self.sql(), $rows::table, rows);
            )+ };
        }
        insert_made!(former_names, former_upns, addresses, carers, circumstances, previous_schools, provisions, tasks);
        let rows = chunk
            .duplicates
            .iter()
            .map(|made| (&made.row, possible_duplicates::authority_code.eq(of), possible_duplicates::created_at.eq(made.at)));
        insert_all!(self.sql(), possible_duplicates::table, rows);
        Ok(())
    }

    fn add_what_happened(&mut self, chunk: &Chunk) -> Result<()> {
        let of = self.authority();
        let rows = chunk.registrations.iter().map(|made| {
            let (new, stored) = &made.row;
            (new, stored, registrations::authority_code.eq(of), registrations::created_at.eq(made.at))
        });
        insert_all!(self.sql(), registrations::table, rows);
        let rows = chunk.contacts.iter().map(|contact| {
            (
                &contact.new,
                contacts::authority_code.eq(of),
                contacts::recorded_by.eq(&contact.recorded_by),
                contacts::recorded_at.eq(contact.recorded_at),
                contacts::corrections.eq(contact.corrections),
                contacts::entered_in_error.eq(contact.error_reason.is_some()),
                contacts::error_reason.eq(contact.error_reason.unwrap_or_default()),
            )
        });
        insert_all!(self.sql(), contacts::table, rows);
        let rows = chunk.versions.iter().map(|row| (row, contact_versions::authority_code.eq(of)));
        insert_all!(self.sql(), contact_versions::table, rows);
        let rows = chunk.visits.iter().map(|made| {
            let (visit, planner) = &made.row;
            (visit, visits::authority_code.eq(of), visits::created_by.eq(planner), visits::created_at.eq(made.at))
        });
        insert_all!(self.sql(), visits::table, rows);
        let rows = chunk.visit_changes.iter().map(|row| (row, visit_changes::authority_code.eq(of)));
        insert_all!(self.sql(), visit_changes::table, rows);
        Ok(())
    }

    /// Ends the making: the counts by due date, the figures of days past, the next reference.
    ///
    /// # Errors
    /// `Database`.
    pub fn finish_demonstration(&mut self, figures: &BTreeMap<NaiveDate, DayFigures>, next_reference: i32) -> Result<()> {
        let authority = self.authority();
        self.recount()?;
        for (day, figures) in figures {
            self.keep_figures(*day, *figures)?;
        }
        diesel::update(authorities::table.find(authority))
            .set(authorities::next_reference.eq(next_reference))
            .execute(self.sql())?;
        dialect::analyse(self.sql())
    }
}

/// When the demonstration's days begin: what is dated by a day and needs an instant has this one.
pub fn morning_of(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(8, 30, 0).expect("half past eight is a time of day")
}

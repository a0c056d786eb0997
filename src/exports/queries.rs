//! Reads every table of the domain, in the order of its ids, a few thousand rows at a time.

use std::borrow::Cow;
use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types;

use super::folder::{Cell, Folder};
use crate::access::{Desk, Reading, role};
use crate::db::schema::{
    accounts, addresses, audit, authorities, carers, children, circumstances, contact_versions, contacts, daily_figures,
    former_names, former_upns, households, import_rows, imports, memberships, merges, organisations, possible_duplicates,
    previous_schools, provisions, registration_changes, registrations, standards, tasks, visit_changes, visits,
};
use crate::error::Result;

/// Rows read at a time.
const CHUNK: i64 = 4_000;

/// What a column's values are in the program.
trait Column {
    type Value: Cell;
}

macro_rules! columns_of {
    ($($sql:ty => $value:ty),+ $(,)?) => { $(impl Column for $sql { type Value = $value; })+ };
}

columns_of! {
    sql_types::Text => String,
    sql_types::Bool => bool,
    sql_types::Integer => i32,
    sql_types::Double => f64,
    sql_types::Date => chrono::NaiveDate,
    sql_types::Timestamp => chrono::NaiveDateTime,
    sql_types::Nullable<sql_types::Text> => Option<String>,
    sql_types::Nullable<sql_types::Integer> => Option<i32>,
    sql_types::Nullable<sql_types::Double> => Option<f64>,
    sql_types::Nullable<sql_types::Date> => Option<chrono::NaiveDate>,
    sql_types::Nullable<sql_types::Timestamp> => Option<chrono::NaiveDateTime>,
}

type Value<C> = <<C as diesel::Expression>::SqlType as Column>::Value;

/// Writes one table, scoped by its authority: each column of the file is one of the table's, with the
/// name it has in the file before it. Between semicolons stands what another table says, by id.
macro_rules! write_table {
    ($desk:ident, $folder:ident, $table:ident: $($name:ident = $column:ident),+ $(,)?
        $(; $other:ident from $looked_up:ident; $($later:ident = $later_column:ident),+)?) => {{
        let authority = $desk.authority();
        let header = ["authority_code", $(stringify!($name)),+ $(, stringify!($other), $(stringify!($later)),+)?];
        let mut sheet = $folder.begin(stringify!($table), &header)?;
        let mut after = String::new();
        loop {
            let rows: Vec<(String, ($(Value<$table::$column>,)+) $(, ($(Value<$table::$later_column>,)+))?)> = $table::table
                .filter($table::authority_code.eq(authority))
                .filter($table::id.gt(&after))
                .order($table::id)
                .limit(CHUNK)
                .select(($table::id, ($($table::$column,)+) $(, ($($table::$later_column,)+))?))
                .load($desk.sql())?;
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else { break };
            $(let $other = $desk.$looked_up(&first.0, &last.0)?;)?
            let _first_is_for_look_ups = first;
            after.clone_from(&last.0);
            for row in &rows {
                let ($($name,)+) = &row.1;
                $(
                    let $other = $other.get(&row.0).cloned().unwrap_or_default();
                    let ($($later,)+) = &row.2;
                )?
                sheet.write(&[Cow::Borrowed(authority), $($name.cell()),+ $(, $other.cell(), $($later.cell()),+)?])?;
            }
        }
        sheet.end()?
    }};
}

mod schools;

impl Desk<'_, role::System, Reading> {
    /// Writes every table of the domain to a folder; answers how many children there are. The desk
    /// stands in one transaction, so all files show the register at one moment.
    ///
    /// # Errors
    /// `Database`; `Internal` when the disk refuses.
    pub fn write_register(&mut self, folder: &mut Folder) -> Result<usize> {
        let children = self.write_children(folder)?;
        self.write_registrations(folder)?;
        self.write_contacts(folder)?;
        self.write_visits_and_tasks(folder)?;
        self.write_authority(folder)?;
        self.write_organisations(folder)?;
        self.write_accounts(folder)?;
        self.write_imports(folder)?;
        self.write_notifications(folder)?;
        Ok(children)
    }

    fn write_children(&mut self, folder: &mut Folder) -> Result<usize> {
        let written = write_table!(self, folder, children: child_id = id, reference = reference, given_names = given_names,
            family_name = family_name, preferred_name = preferred_name, date_of_birth = date_of_birth, sex = sex, upn = upn,
            nhs_number = nhs_number; officer from officers_of; gender = gender, ethnicity = ethnicity,
            first_language = first_language, upn_standing = upn_standing, nhs_standing = nhs_standing, uln = uln,
            uln_standing = uln_standing, household_id = household_id, postcode_district = postcode_district,
            year_group_given = year_group_given, notes = notes, version = version, created_at = created_at,
            updated_at = updated_at);
        write_table!(self, folder, households: household_id = id, created_at = created_at);
        write_table!(self, folder, former_names: former_name_id = id, child_id = child_id, given_names = given_names,
            family_name = family_name, until_on = until_on, created_at = created_at);
        write_table!(self, folder, former_upns: former_upn_id = id, child_id = child_id, upn = upn, standing = standing,
            created_at = created_at);
        write_table!(self, folder, addresses: address_id = id, child_id = child_id, kind = kind, lines = lines, town = town,
            postcode = postcode, postcode_standing = postcode_standing, from_on = from_on, to_on = to_on,
            do_not_share = do_not_share, note = note, created_at = created_at);
        write_table!(self, folder, carers: carer_id = id, child_id = child_id, name = name, relationship = relationship,
            parental_responsibility = parental_responsibility, lives_with_child = lives_with_child, telephone = telephone,
            email = email, preferred_contact = preferred_contact, digital_access = digital_access, note = note,
            until_on = until_on, created_at = created_at);
        write_table!(self, folder, circumstances: circumstance_id = id, child_id = child_id, kind = kind, from_on = from_on,
            to_on = to_on, ended = ended, note = note, created_at = created_at);
        write_table!(self, folder, previous_schools: previous_school_id = id, child_id = child_id,
            organisation_id = organisation_id, name = name, from_on = from_on, to_on = to_on, note = note, created_at = created_at);
        write_table!(self, folder, provisions: provision_id = id, child_id = child_id, provided_by = provided_by,
            provider_name = provider_name, hours_per_week = hours_per_week, place = place, from_on = from_on, to_on = to_on,
            note = note, created_at = created_at);
        write_table!(self, folder, possible_duplicates: possible_duplicate_id = id, child_id = child_id,
            other_child_id = other_child_id, evidence = evidence, decision = decision, decided_by = decided_by,
            decided_at = decided_at, created_at = created_at, weight = weight, probability = probability, model = model,
            facts = facts, asked_by = asked_by);
        write_table!(self, folder, merges: merge_id = id, number = number, kept_id = kept_id, retired_id = retired_id,
            retired_reference = retired_reference, pair_id = pair_id, reason = reason, journal = journal,
            merged_by = merged_by, merged_at = merged_at, split_reason = split_reason, split_by = split_by,
            split_at = split_at);
        Ok(written)
    }

    /// The officer of each child's open registration, by child.
    fn officers_of(&mut self, first: &str, last: &str) -> Result<BTreeMap<String, String>> {
        let rows: Vec<(String, String)> = registrations::table
            .inner_join(accounts::table)
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::child_id.between(first, last))
            .select((registrations::child_id, accounts::name))
            .load(self.sql())?;
        Ok(rows.into_iter().collect())
    }

    fn write_registrations(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, registrations: child_id = child_id, kind = kind, level = level, started_on = started_on,
            ended_on = ended_on, contact_due_on = contact_due_on, seen_due_on = seen_due_on,
            in_person_due_on = in_person_due_on, unseen_due_on = unseen_due_on, registration_id = id,
            earliest_started_on = earliest_started_on, last_attempt_on = last_attempt_on, last_contact_on = last_contact_on,
            last_own_contact_on = last_own_contact_on, last_seen_on = last_seen_on, last_seen_agency = last_seen_agency,
            last_seen_mode = last_seen_mode, last_seen_in_person_on = last_seen_in_person_on,
            last_spoken_alone_on = last_spoken_alone_on, level_rationale = level_rationale, source = source, reason = reason,
            reason_words = reason_words, officer_id = officer_id, officer_words = officer_words, end_reason = end_reason,
            destination = destination, created_at = created_at);
        write_table!(self, folder, registration_changes: registration_change_id = id, child_id = child_id,
            registration_id = registration_id, what = what, level_before = level_before, level = level,
            officer_before = officer_before, officer_id = officer_id, ended_on = ended_on, end_reason = end_reason,
            destination = destination, words = words, changed_by = changed_by, changed_at = changed_at);
        Ok(())
    }

    fn write_contacts(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, contacts: contact_id = id, child_id = child_id, agency_kind = agency_kind,
            occurred_on = occurred_on, mode = mode, outcome = outcome, child_seen = child_seen, spoken_to = spoken_to,
            alone = alone, entered_in_error = entered_in_error, organisation_id = organisation_id,
            practitioner = practitioner, not_alone_reason = not_alone_reason, place = place, address_id = address_id,
            child_said = child_said, concern = concern, notes = notes, next_step = next_step, source = source,
            recorded_by = recorded_by, recorded_at = recorded_at, corrections = corrections, error_reason = error_reason,
            error_by = error_by, error_at = error_at);
        write_table!(self, folder, contact_versions: contact_version_id = id, contact_id = contact_id, content = content,
            reason = reason, replaced_by = replaced_by, replaced_at = replaced_at);
        Ok(())
    }

    fn write_visits_and_tasks(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, visits: visit_id = id, child_id = child_id, planned_on = planned_on,
            planned_time = planned_time, mode = mode, place = place, purpose = purpose, goes = goes, state = state,
            contact_id = contact_id, created_by = created_by, created_at = created_at);
        write_table!(self, folder, visit_changes: visit_change_id = id, visit_id = visit_id, what = what, from_on = from_on,
            to_on = to_on, goes_before = goes_before, goes = goes, reason = reason, changed_by = changed_by,
            changed_at = changed_at);
        write_table!(self, folder, tasks: task_id = id, child_id = child_id, what = what, source = source, done_at = done_at,
            done_by = done_by, created_at = created_at);
        Ok(())
    }

    fn write_imports(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, imports: import_id = id, file_name = file_name, file_sha256 = file_sha256,
            rows_read = rows_read, imported_by = imported_by, imported_at = imported_at);
        write_table!(self, folder, import_rows: import_row_id = id, import_id = import_id, row_number = row_number,
            row_reference = row_reference, fingerprint = fingerprint, outcome = outcome, child_id = child_id,
            column_names = column_names, reason = reason, original = original);
        Ok(())
    }

    fn write_accounts(&mut self, folder: &mut Folder) -> Result<()> {
        // Passwords, second factors, links and sessions are secrets, and stay.
        write_table!(self, folder, accounts: account_id = id, email = email, name = name, role = role,
            disabled_at = disabled_at, created_at = created_at);
        write_table!(self, folder, audit: audit_id = id, at = at, actor = actor, actor_role = actor_role, event = event,
            child_id = child_id, object_id = object_id, outcome = outcome, shown = shown);
        Ok(())
    }

    fn write_authority(&mut self, folder: &mut Folder) -> Result<()> {
        write_table!(self, folder, standards: kind = kind, level = level, first_within_days = first_within_days,
            contact_within_days = contact_within_days, seen_within_days = seen_within_days,
            in_person_within_days = in_person_within_days, effective_from = effective_from, standard_id = id,
            created_at = created_at);
        self.write_settings(folder)?;
        self.write_daily_figures(folder)
    }

    fn write_settings(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        type Settings =
            (String, bool, String, i32, String, String, Option<chrono::NaiveDateTime>, String, chrono::NaiveDateTime, i32);
        let settings: Settings = authorities::table
            .find(authority)
            .select((
                authorities::name,
                authorities::demonstration,
                authorities::reference_prefix,
                authorities::next_reference,
                authorities::second_factor,
                authorities::officer_rule,
                authorities::standards_reviewed_at,
                authorities::digest_pattern,
                authorities::created_at,
                authorities::next_notification,
            ))
            .first(self.sql())?;
        let (name, demonstration, prefix, next, second_factor, officer_rule, reviewed, pattern, created, next_notification) =
            &settings;
        let header = [
            "authority_code",
            "name",
            "demonstration",
            "reference_prefix",
            "next_reference",
            "second_factor",
            "officer_rule",
            "standards_reviewed_at",
            "digest_pattern",
            "created_at",
            "next_notification",
        ];
        let mut sheet = folder.begin("authorities", &header)?;
        sheet.write(&[
            Cow::Borrowed(authority),
            name.cell(),
            demonstration.cell(),
            prefix.cell(),
            next.cell(),
            second_factor.cell(),
            officer_rule.cell(),
            reviewed.cell(),
            pattern.cell(),
            created.cell(),
            next_notification.cell(),
        ])?;
        sheet.end().map(drop)
    }

    fn write_daily_figures(&mut self, folder: &mut Folder) -> Result<()> {
        let authority = self.authority();
        let rows: Vec<(chrono::NaiveDate, i32, i32, i32, i32)> = daily_figures::table
            .filter(daily_figures::authority_code.eq(authority))
            .order(daily_figures::on_day)
            .select((
                daily_figures::on_day,
                daily_figures::open_registrations,
                daily_figures::never_seen,
                daily_figures::overdue,
                daily_figures::contact_overdue,
            ))
            .load(self.sql())?;
        let header = ["authority_code", "on_day", "open_registrations", "never_seen", "overdue", "contact_overdue"];
        let mut sheet = folder.begin("daily_figures", &header)?;
        for (day, open, never, overdue, contact) in &rows {
            let cells = [day.cell(), open.cell(), never.cell(), overdue.cell(), contact.cell()];
            sheet.write(&[&[Cow::Borrowed(authority)], &cells[..]].concat())?;
        }
        sheet.end().map(drop)
    }

    /// Organisations are shared between authorities: this one's are those it uses, and those its
    /// records name.
    fn write_organisations(&mut self, folder: &mut Folder) -> Result<()> {
        #[derive(Queryable, Selectable)]
        #[diesel(table_name = organisations)]
        struct Row {
            id: String,
            kind: String,
            name: String,
            urn: Option<String>,
            la_code: Option<String>,
            establishment_number: Option<String>,
            school_type: Option<String>,
            phase: Option<String>,
            status: String,
            opened_on: Option<chrono::NaiveDate>,
            closed_on: Option<chrono::NaiveDate>,
            lowest_age: Option<i32>,
            highest_age: Option<i32>,
            address: String,
            postcode: String,
            telephone: String,
            head_teacher: String,
        }
        let authority = self.authority();
        let used = memberships::table.filter(memberships::authority_code.eq(authority)).select(memberships::organisation_id);
        let in_contacts = contacts::table
            .filter(contacts::authority_code.eq(authority))
            .filter(contacts::organisation_id.is_not_null())
            .select(contacts::organisation_id.assume_not_null());
        let in_histories = previous_schools::table
            .filter(previous_schools::authority_code.eq(authority))
            .filter(previous_schools::organisation_id.is_not_null())
            .select(previous_schools::organisation_id.assume_not_null());
        let rows: Vec<Row> = organisations::table
            .filter(
                organisations::id
                    .eq_any(used)
                    .or(organisations::id.eq_any(in_contacts))
                    .or(organisations::id.eq_any(in_histories)),
            )
            .order(organisations::id)
            .select(Row::as_select())
            .load(self.sql())?;
        let header = [
            "authority_code",
            "organisation_id",
            "kind",
            "name",
            "urn",
            "la_code",
            "establishment_number",
            "school_type",
            "phase",
            "status",
            "opened_on",
            "closed_on",
            "lowest_age",
            "highest_age",
            "address",
            "postcode",
            "telephone",
            "head_teacher",
        ];
        let mut sheet = folder.begin("organisations", &header)?;
        for row in &rows {
            let known = [row.id.cell(), row.kind.cell(), row.name.cell(), row.urn.cell(), row.la_code.cell()];
            let school = [row.establishment_number.cell(), row.school_type.cell(), row.phase.cell(), row.status.cell()];
            let open = [row.opened_on.cell(), row.closed_on.cell(), row.lowest_age.cell(), row.highest_age.cell()];
            let reached = [row.address.cell(), row.postcode.cell(), row.telephone.cell(), row.head_teacher.cell()];
            sheet.write(&[&[Cow::Borrowed(authority)][..], &known, &school, &open, &reached].concat())?;
        }
        sheet.end()?;
        self.write_changes_of(&rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), folder)
    }
}

//! Somebody who has only the export and `docs/export.md` recomputes every verdict. Nothing of the
//! product's own rule is used here: this is the second opinion.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, NaiveDate};

use crate::architecture::schema;
use crate::command_line::CommandLine;

type Row = BTreeMap<String, String>;

#[test]
fn every_verdict_can_be_recomputed_from_the_export() {
    let seen = CommandLine::with_a_demonstration(260);
    for today in [seen.today(), seen.today() + Days::new(40), seen.today() - Days::new(200)] {
        let folder = seen.folder().join(format!("export-{today}"));
        seen.does(&["export", "--to", folder.to_str().unwrap()]);
        let told = rows_of(&seen.does(&["not-seen", "--format", "csv", "--today", &today.to_string()]));
        let told: BTreeMap<String, (String, String, String)> = told
            .into_iter()
            .map(|row| {
                (row["child_id"].clone(), (row["verdict"].clone(), row["unseen_due_on"].clone(), row["contact_due_on"].clone()))
            })
            .collect();
        let mut recomputed = recompute(&folder, today);
        recomputed.retain(|_, (verdict, _, _)| verdict != "in_date");
        assert!(recomputed.len() > 20, "the demonstration shows something on {today}");
        assert_eq!(recomputed, told, "on {today}");
    }
}

#[test]
fn the_export_has_the_columns_that_were_promised_first() {
    let seen = CommandLine::with_a_demonstration(20);
    let folder = seen.folder().join("export");
    seen.does(&["export", "--to", folder.to_str().unwrap()]);
    for (file, first) in [
        (
            "children",
            "authority_code,child_id,reference,given_names,family_name,preferred_name,date_of_birth,sex,upn,nhs_number,officer",
        ),
        (
            "registrations",
            "authority_code,child_id,kind,level,started_on,ended_on,contact_due_on,seen_due_on,in_person_due_on,unseen_due_on",
        ),
        (
            "contacts",
            "authority_code,contact_id,child_id,agency_kind,occurred_on,mode,outcome,child_seen,spoken_to,alone,entered_in_error",
        ),
        (
            "standards",
            "authority_code,kind,level,first_within_days,contact_within_days,seen_within_days,in_person_within_days,effective_from",
        ),
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{file}.csv"))).unwrap();
        assert!(text.starts_with(first), "{file}: {}", text.lines().next().unwrap());
    }
    assert_eq!(read(&folder, "standards").len(), 7 * 3);
    let secrets = std::fs::read_to_string(folder.join("accounts.csv")).unwrap();
    assert!(!secrets.contains("argon2"), "no secret leaves");
    let children = read(&folder, "children");
    let officers = read(&folder, "accounts");
    assert!(children.iter().any(|child| officers.iter().any(|account| account["name"] == child["officer"])));
}

/// What `docs/export.md` says is not in it.
const LEFT_OUT: [&str; 19] = [
    "recovery_codes",
    "one_time_links",
    "sessions",
    "sign_in_throttles",
    "search_terms",
    "candidates",
    "candidate_keys",
    "name_counts",
    "due_months",
    "due_totals",
    "searches",
    "import_drafts",
    "notification_drafts",
    "school_keys",
    "keyed_requests",
    "job_leases",
    "memberships",
    "digest_weeks",
    "outbox",
];

/// Columns that are secrets, or are worked out from others of the same row.
const NOT_TOLD: [&str; 10] = [
    // In a file of its own beside the tables.
    "bytes",
    "password_hash",
    "totp_secret",
    "totp_last_step",
    "password_changed_at",
    "search_name",
    "postcode_district",
    "updated_at",
    "version",
    "candidates_version",
];

#[test]
fn every_table_and_column_is_in_the_export_or_said_to_be_left_out() {
    let seen = CommandLine::with_a_demonstration(5);
    let folder = seen.folder().join("export");
    seen.does(&["export", "--to", folder.to_str().unwrap()]);
    let mut missing = Vec::new();
    for (table, columns) in tables_of_the_schema() {
        if LEFT_OUT.contains(&table.as_str()) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{table}.csv"))) else {
            missing.push(table);
            continue;
        };
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let own_id = |column: &str| column == "id" && header[1..].iter().any(|name| name.ends_with("_id"));
        // The code of the authority is the first column of every file.
        let own_id = |column: &str| own_id(column) || (table == "authorities" && column == "code");
        // Schools and teams are shared by authorities: since when we know them is nobody's record.
        let shared = |column: &str| table == "organisations" && column == "created_at";
        let told = |column: &str| header.contains(&column) || shared(column) || own_id(column) || NOT_TOLD.contains(&column);
        missing.extend(columns.iter().filter(|column| !told(column)).map(|column| format!("{table}.{column}")));
    }
    assert!(missing.is_empty(), "not in the export: {missing:?}");
}

/// The tables of `src/db/schema/` and their columns.
fn tables_of_the_schema() -> Vec<(String, Vec<String>)> {
    let tables: Vec<_> = schema()
        .split("diesel::table! {")
        .skip(1)
        .map(|part| {
            let name = part.trim_start().split(' ').next().unwrap().to_owned();
            let columns = part.lines().filter_map(|line| Some(line.trim().split_once(" -> ")?.0.to_owned())).collect();
            (name, columns)
        })
        .collect();
    assert!(tables.len() > 25, "the schema is read");
    tables
}

#[test]
fn a_folder_with_anything_in_it_is_refused_and_left_alone() {
    let seen = CommandLine::with_a_demonstration(5);
    let folder = seen.folder().join("used");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("children.csv"), "older").unwrap();
    assert!(seen.refuses(&["export", "--to", folder.to_str().unwrap()]).contains("not empty"));
    assert_eq!(std::fs::read_to_string(folder.join("children.csv")).unwrap(), "older");
}

/// Steps 1 to 7 of `docs/export.md`: child, verdict, `unseen_due_on`, `contact_due_on`.
fn recompute(folder: &Path, today: NaiveDate) -> BTreeMap<String, (String, String, String)> {
    let registrations = read(folder, "registrations");
    let contacts = read(folder, "contacts");
    let standards = read(folder, "standards");
    let mut verdicts = BTreeMap::new();
    let is_open = |row: &Row| day(&row["started_on"]) <= today && (row["ended_on"].is_empty() || day(&row["ended_on"]) > today);
    for open in registrations.iter().filter(|row| is_open(row)) {
        let child = &open["child_id"];
        let facts: Vec<&Row> = contacts
            .iter()
            .filter(|row| &row["child_id"] == child && row["entered_in_error"] == "false" && day(&row["occurred_on"]) <= today)
            .collect();
        let two_way = |row: &Row| {
            row["outcome"] == "completed"
                && ["home_visit", "in_person_elsewhere", "video", "phone"].contains(&row["mode"].as_str())
        };
        let seen = |row: &Row| two_way(row) && row["mode"] != "phone" && row["child_seen"] == "yes";
        let in_person = |row: &Row| seen(row) && ["home_visit", "in_person_elsewhere"].contains(&row["mode"].as_str());
        let own = |row: &Row| two_way(row) && ["ehe_team", "education_welfare"].contains(&row["agency_kind"].as_str());
        let last =
            |counts: &dyn Fn(&Row) -> bool| facts.iter().filter(|row| counts(row)).map(|row| day(&row["occurred_on"])).max();
        let standard = standards
            .iter()
            .filter(|row| row["kind"] == open["kind"] && row["level"] == open["level"] && day(&row["effective_from"]) <= today)
            .max_by_key(|row| day(&row["effective_from"]))
            .unwrap();
        let within = |column: &str| Days::new(standard[column].parse().unwrap());
        let earliest =
            registrations.iter().filter(|row| &row["child_id"] == child).map(|row| day(&row["started_on"])).min().unwrap();
        let first_sighting = earliest + within("first_within_days");
        let first_contact = day(&open["started_on"]) + within("first_within_days");
        let seen_due = last(&seen).map_or(first_sighting, |on| on + within("seen_within_days"));
        let in_person_due = last(&in_person).map_or(first_sighting, |on| on + within("in_person_within_days"));
        let contact_due = last(&own).map_or(first_contact, |on| (on + within("contact_within_days")).max(first_contact));
        let unseen_due = seen_due.min(in_person_due);
        let verdict = match last(&seen) {
            None => "never_seen",
            Some(_) if today > unseen_due => "overdue",
            Some(_) if (unseen_due - today).num_days() <= 14 => "due_soon",
            Some(_) => "in_date",
        };
        verdicts.insert(child.clone(), (verdict.to_owned(), unseen_due.to_string(), contact_due.to_string()));
    }
    verdicts
}

fn read(folder: &Path, table: &str) -> Vec<Row> {
    rows_of(&std::fs::read_to_string(folder.join(format!("{table}.csv"))).unwrap())
}

fn rows_of(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

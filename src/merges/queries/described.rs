//! A row added since a merge, in words, for whoever says where it belongs.

use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::model::Child;
use crate::contacts::model::Mode;
use crate::dates::long_date;
use crate::db::schema::{
    carers, contacts, former_names, former_upns, import_rows, imports, notifications, previous_schools, provisions, tasks, visits,
};
use crate::error::Result;
use crate::id::Id;
use crate::merges::journal::Rows;

impl<R: Staff, M> Desk<'_, R, M> {
    /// Each of these rows of a record: its id and what it is.
    ///
    /// # Errors
    /// `Database`.
    pub fn described(&mut self, child: Id<Child>, rows: &Rows) -> Result<Vec<(String, String)>> {
        let mut described = Vec::new();
        for (table, ids) in rows {
            let words = self.words_of(child, table, ids)?;
            described.extend(ids.iter().map(|id| {
                let known = words.iter().find(|(known, _)| known == id).map(|(_, words)| words.clone());
                (id.clone(), known.unwrap_or_else(|| format!("A row of {}", table.replace('_', " "))))
            }));
        }
        Ok(described)
    }

    fn words_of(&mut self, child: Id<Child>, table: &str, ids: &[String]) -> Result<Vec<(String, String)>> {
        macro_rules! texts {
            ($table:ident, $($column:ident),+; $words:expr) => {{
                let rows = $table::table
                    .filter($table::child_id.eq(child))
                    .filter($table::id.eq_any(ids))
                    .select(($table::id, $($table::$column),+))
                    .load(self.sql())?;
                Ok(rows.into_iter().map($words).collect())
            }};
        }
        match table {
            "contacts" => texts!(contacts, occurred_on, mode; |(id, day, mode): (String, chrono::NaiveDate, Mode)| {
                (id, format!("Contact on {}: {}", long_date(day), mode.label().to_lowercase()))
            }),
            "visits" => texts!(visits, planned_on, mode; |(id, day, mode): (String, chrono::NaiveDate, Mode)| {
                (id, format!("Visit planned for {}: {}", long_date(day), mode.label().to_lowercase()))
            }),
            "tasks" => texts!(tasks, what; |(id, what): (String, String)| (id, format!("Task: {what}"))),
            "carers" => texts!(carers, name; |(id, name): (String, String)| (id, format!("Parent or carer: {name}"))),
            "previous_schools" => {
                texts!(previous_schools, name; |(id, name): (String, String)| (id, format!("Previous school: {name}")))
            }
            "provisions" => texts!(provisions, provider_name; |(id, name): (String, String)| {
                (id, format!("Education provided: {}", if name.is_empty() { "no provider named" } else { &name }))
            }),
            "former_names" => texts!(former_names, given_names, family_name; |(id, given, family): (String, String, String)| {
                (id, format!("Former name: {given} {family}"))
            }),
            "notifications" => texts!(notifications, reference; |(id, reference): (String, String)| {
                (id, format!("Notification {reference} of a school"))
            }),
            "former_upns" => texts!(former_upns, upn; |(id, upn): (String, String)| (id, format!("Former UPN: {upn}"))),
            "addresses" => {
                let rows = self.addresses(child)?.into_iter();
                Ok(rows.map(|row| (row.id.to_string(), format!("Address: {}", row.one_line()))).collect())
            }
            "circumstances" => {
                let rows = self.circumstances(child)?.into_iter();
                Ok(rows.map(|row| (row.id.to_string(), row.kind.label().to_owned())).collect())
            }
            "import_rows" => {
                let rows: Vec<(String, i32, String)> = import_rows::table
                    .inner_join(imports::table)
                    .filter(import_rows::child_id.eq(child))
                    .filter(import_rows::id.eq_any(ids))
                    .select((import_rows::id, import_rows::row_number, imports::file_name))
                    .load(self.sql())?;
                Ok(rows.into_iter().map(|(id, number, file)| (id, format!("Row {number} of the file {file}"))).collect())
            }
            _ => Ok(Vec::new()),
        }
    }
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// What comes along with a record that is merged into another: "3 contacts", "1 visit".
    ///
    /// # Errors
    /// `Database`.
    pub fn coming_along(&mut self, child: Id<Child>) -> Result<Vec<String>> {
        let rows = self.rows_of(child)?;
        Ok(in_words(&rows))
    }
}

/// How many rows of each kind, in words.
pub fn in_words(rows: &Rows) -> Vec<String> {
    const WORDS: &[(&str, &str, &str)] = &[
        ("contacts", "contact", "contacts"),
        ("registrations", "registration", "registrations"),
        ("visits", "visit", "visits"),
        ("tasks", "task", "tasks"),
        ("addresses", "address", "addresses"),
        ("carers", "parent or carer", "parents and carers"),
        ("circumstances", "circumstance", "circumstances"),
        ("previous_schools", "previous school", "previous schools"),
        ("provisions", "piece of education provided", "pieces of education provided"),
        ("former_names", "former name", "former names"),
        ("former_upns", "former UPN", "former UPNs"),
        ("notifications", "notification of a school", "notifications of schools"),
        ("import_rows", "row of an imported file", "rows of imported files"),
    ];
    let count = |table: &str| rows.get(table).map_or(0, Vec::len);
    WORDS
        .iter()
        .map(|(table, one, many)| (count(table), one, many))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect()
}

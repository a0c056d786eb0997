//! The tables in which a child has rows, and what a merge does with each. A test walks the schema: a
//! later table that names a child and is on neither list fails it.

use diesel::prelude::*;

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::{
    addresses, carers, circumstances, contacts, former_names, former_upns, import_rows, notifications, previous_schools,
    provisions, registration_changes, registrations, search_terms, tasks, visits,
};
use crate::error::Result;
use crate::id::Id;
use crate::merges::journal::Rows;

/// Tables that name a child otherwise than by rows which a merge moves, and what becomes of those.
pub const OTHERWISE: &[(&str, &str)] = &[
    ("search_terms", "made anew: the kept record is found by what the retired one was found by"),
    ("candidates", "made anew, as the search terms are"),
    ("possible_duplicates", "a pair with a third record becomes the kept record's; the pair itself is put away"),
    ("audit", "never changed: who opened the retired record is shown with the kept one"),
    ("merges", "the merge itself"),
];

/// Ids in one statement.
const AT_ONCE: usize = 500;

macro_rules! moved_tables {
    ($($table:ident),+ $(,)?) => {
        /// Tables whose rows come along with the retired record, and go back at a split.
        pub const MOVED: &[&str] = &[$(stringify!($table)),+];

        impl<R: Staff, M> Desk<'_, R, M> {
            /// Every row of a record, by table.
            pub(super) fn rows_of(&mut self, child: Id<Child>) -> Result<Rows> {
                let authority = self.authority();
                let mut rows = Rows::new();
                $({
                    let ids: Vec<String> = $table::table
                        .filter($table::authority_code.eq(authority))
                        .filter($table::child_id.eq(child))
                        .order($table::id)
                        .select($table::id)
                        .load(self.sql())?;
                    if !ids.is_empty() {
                        rows.insert(stringify!($table).to_owned(), ids);
                    }
                })+
                Ok(rows)
            }
        }

        impl<R: Staff> Desk<'_, R, Changing> {
            /// Moves these rows from one record to another.
            pub(super) fn move_rows(&mut self, rows: &Rows, from: Id<Child>, to: Id<Child>) -> Result<()> {
                let authority = self.authority();
                $(
                    for ids in rows.get(stringify!($table)).map_or(&[][..], Vec::as_slice).chunks(AT_ONCE) {
                        diesel::update(
                            $table::table
                                .filter($table::authority_code.eq(authority))
                                .filter($table::child_id.eq(from))
                                .filter($table::id.eq_any(ids)),
                        )
                        .set($table::child_id.eq(to))
                        .execute(self.sql())?;
                    }
                )+
                Ok(())
            }
        }
    };
}

moved_tables! {
    former_names,
    former_upns,
    addresses,
    carers,
    circumstances,
    previous_schools,
    provisions,
    registrations,
    registration_changes,
    contacts,
    visits,
    tasks,
    import_rows,
    notifications,
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Takes away what is computed from a record that is about to leave the table of children.
    pub(super) fn forget_what_is_computed(&mut self, child: Id<Child>) -> Result<()> {
        let authority = self.authority();
        let terms =
            search_terms::table.filter(search_terms::authority_code.eq(authority)).filter(search_terms::child_id.eq(child));
        diesel::delete(terms).execute(self.sql())?;
        self.forget_candidate(child)
    }

    /// What happened to a registration goes where the registration goes, also what was added since.
    pub(super) fn changes_follow_registrations(&mut self, registrations: &[String], to: Id<Child>) -> Result<()> {
        let authority = self.authority();
        for ids in registrations.chunks(AT_ONCE) {
            diesel::update(
                registration_changes::table
                    .filter(registration_changes::authority_code.eq(authority))
                    .filter(registration_changes::registration_id.eq_any(ids)),
            )
            .set(registration_changes::child_id.eq(to))
            .execute(self.sql())?;
        }
        Ok(())
    }

    /// Deletes the former names and UPNs that a merge wrote.
    pub(super) fn unmake(&mut self, made: &Rows) -> Result<()> {
        let authority = self.authority();
        let of = |table: &str| made.get(table).cloned().unwrap_or_default();
        let (names, upns) = (of("former_names"), of("former_upns"));
        diesel::delete(
            former_names::table.filter(former_names::authority_code.eq(authority)).filter(former_names::id.eq_any(names)),
        )
        .execute(self.sql())?;
        diesel::delete(former_upns::table.filter(former_upns::authority_code.eq(authority)).filter(former_upns::id.eq_any(upns)))
            .execute(self.sql())?;
        Ok(())
    }
}

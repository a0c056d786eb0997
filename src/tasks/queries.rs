//! Tasks in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::Task;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::tasks;
use crate::error::Result;
use crate::id::Id;

/// A task as people see it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct OpenTask {
    /// Which.
    pub id: Id<Task>,
    /// About whom.
    pub child_id: Id<Child>,
    /// A sentence.
    pub what: String,
    /// Who added it: `officer` or `import`.
    pub source: String,
    /// Since when, UTC.
    pub created_at: NaiveDateTime,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// What is still to be done about a child, oldest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn open_tasks_of(&mut self, child: Id<Child>) -> Result<Vec<OpenTask>> {
        Ok(tasks::table
            .filter(tasks::authority_code.eq(self.authority()))
            .filter(tasks::child_id.eq(child))
            .filter(tasks::done_at.is_null())
            .order((tasks::created_at, tasks::id))
            .select(OpenTask::as_select())
            .load(self.sql())?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Adds a task to a record: `what` is a sentence for the officer, `source` is `officer` or `import`.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_task(&mut self, id: Id<Task>, child: Id<Child>, what: &str, source: &str) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        diesel::insert_into(tasks::table)
            .values((
                tasks::id.eq(id),
                tasks::authority_code.eq(authority),
                tasks::child_id.eq(child),
                tasks::what.eq(what),
                tasks::source.eq(source),
                tasks::created_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}

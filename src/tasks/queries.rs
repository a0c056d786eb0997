//! Tasks in the database.

use diesel::prelude::*;

use super::model::Task;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::schema::tasks;
use crate::error::Result;
use crate::id::Id;

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

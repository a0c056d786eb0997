//! Tasks in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::model::Task;
use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::clock::day_of;
use crate::db::dialect::direct;
use crate::db::schema::{children, registrations, tasks};
use crate::error::{Error, Result};
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

impl OpenTask {
    /// The day it was added, in London.
    pub fn since(&self) -> NaiveDate {
        day_of(self.created_at)
    }

    /// Whether it came from an import rather than from a person.
    pub fn is_imported(&self) -> bool {
        self.source == "import"
    }
}

/// A task on a list, and about whom.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct ListedTask {
    /// The task.
    #[diesel(embed)]
    pub task: OpenTask,
    /// About whom.
    #[diesel(embed)]
    pub child: Heading,
}

/// A task that is done.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct DoneTask {
    /// The task, and about whom.
    #[diesel(embed)]
    pub listed: ListedTask,
    /// When, UTC.
    #[diesel(select_expression = tasks::done_at.assume_not_null())]
    pub done_at: NaiveDateTime,
    /// Account id, or `os:` and the operating-system user.
    #[diesel(select_expression = tasks::done_by.assume_not_null())]
    pub done_by: String,
}

/// The last row of a page: the next begins after it.
pub type After = (NaiveDateTime, Id<Task>);

impl<R: Staff, M> Desk<'_, R, M> {
    /// Open tasks, oldest first: of everybody, or about the children `of` an officer; those after
    /// `after`, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn open_tasks(&mut self, of: Option<Id<Account>>, after: Option<After>, limit: usize) -> Result<Vec<ListedTask>> {
        let mut query = tasks::table
            .inner_join(children::table)
            .filter(tasks::authority_code.eq(self.authority()))
            .filter(tasks::done_at.is_null())
            .order((tasks::created_at, tasks::id))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(ListedTask::as_select())
            .into_boxed();
        if let Some(officer) = of {
            query = query.filter(exists(
                registrations::table
                    .filter(registrations::child_id.eq(tasks::child_id))
                    .filter(registrations::ended_on.is_null())
                    .filter(registrations::officer_id.eq(officer)),
            ));
        }
        if let Some((instant, id)) = after {
            query = query.filter(tasks::created_at.ge(instant)).filter(tasks::created_at.gt(instant).or(tasks::id.gt(id)));
        }
        Ok(query.load(self.sql())?)
    }

    /// Tasks that are done, the latest first: those done before `before`, at most `limit`.
    ///
    /// # Errors
    /// `Database`.
    pub fn done_tasks(&mut self, before: Option<After>, limit: usize) -> Result<Vec<DoneTask>> {
        let mut query = tasks::table
            .inner_join(children::table)
            .filter(tasks::authority_code.eq(self.authority()))
            .filter(tasks::done_at.is_not_null())
            .order((tasks::done_at.desc(), tasks::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(DoneTask::as_select())
            .into_boxed();
        if let Some((instant, id)) = before {
            let same_instant = tasks::done_at.eq(instant).and(tasks::id.lt(id));
            query = query.filter(tasks::done_at.lt(instant).or(same_instant).assume_not_null());
        }
        Ok(query.load(self.sql())?)
    }

    /// What is still to be done about a child, oldest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn open_tasks_of(&mut self, child: Id<Child>) -> Result<Vec<OpenTask>> {
        let authority = self.authority();
        Ok(direct!(self.sql(), |conn| tasks::table
            .filter(tasks::authority_code.eq(authority))
            .filter(tasks::child_id.eq(child))
            .filter(tasks::done_at.is_null())
            .order((tasks::created_at, tasks::id))
            .select(OpenTask::as_select())
            .load(conn))?)
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

    /// Notes a task by hand, on a record of this authority.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's; `Conflict` when the id was used before.
    pub fn note_task(&mut self, id: Id<Task>, child: Id<Child>, what: &str) -> Result<()> {
        self.heading(child)?;
        let sentence = "This form was already used for something else. Nothing was changed: open the record and look.";
        self.add_task(id, child, what, "officer")
            .map_err(|error| if error.is_already_there() { Error::Conflict(sentence.into()) } else { error })
    }

    /// Completes a task of the child.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Conflict` when it is done already.
    pub fn complete_task(&mut self, child: Id<Child>, task: Id<Task>) -> Result<()> {
        let (now, actor) = (self.now(), self.who().actor.as_str());
        if self.is_done(child, task)? {
            return Err(Error::Conflict("This task is done already.".into()));
        }
        diesel::update(tasks::table.find(task)).set((tasks::done_at.eq(now), tasks::done_by.eq(actor))).execute(self.sql())?;
        Ok(())
    }

    /// A task was completed by mistake: it is to be done again. That it was done stays in the audit.
    ///
    /// # Errors
    /// `NotFound` when it is not this child's; `Conflict` when it is not done.
    pub fn reopen_task(&mut self, child: Id<Child>, task: Id<Task>) -> Result<()> {
        if !self.is_done(child, task)? {
            return Err(Error::Conflict("This task is still to be done.".into()));
        }
        diesel::update(tasks::table.find(task))
            .set((tasks::done_at.eq(None::<NaiveDateTime>), tasks::done_by.eq(None::<String>)))
            .execute(self.sql())?;
        Ok(())
    }

    fn is_done(&mut self, child: Id<Child>, task: Id<Task>) -> Result<bool> {
        let done_at: Option<NaiveDateTime> = tasks::table
            .filter(tasks::id.eq(task))
            .filter(tasks::authority_code.eq(self.authority()))
            .filter(tasks::child_id.eq(child))
            .select(tasks::done_at)
            .first(self.sql())?;
        Ok(done_at.is_some())
    }
}

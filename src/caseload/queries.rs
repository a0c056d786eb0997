//! The children by officer, in the order in which they must be seen.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::account::Account;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::db::schema::{accounts, children, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, Registration, RegistrationKind};
use crate::standings::model::Stored;

/// Whose children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Nobody's.
    Unassigned,
    /// One officer's.
    Officer(Id<Account>),
}

/// Which children are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Whose they are.
    pub whose: Whose,
    /// Of one kind only.
    pub kind: Option<RegistrationKind>,
    /// At one level only.
    pub level: Option<Level>,
}

/// One child of the list.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct ListedChild {
    pub id: Id<Registration>,
    pub child_id: Id<Child>,
    pub kind: RegistrationKind,
    pub level: Level,
    pub officer_words: String,
    #[diesel(select_expression = children::reference)]
    pub reference: String,
    #[diesel(select_expression = children::given_names)]
    pub given_names: String,
    #[diesel(select_expression = children::family_name)]
    pub family_name: String,
    #[diesel(embed)]
    pub stored: Stored,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// The open registrations that a filter lets through, the most urgent first, with the officer's
    /// name; those after one of them.
    ///
    /// # Errors
    /// `NotFound` when `after` is not there.
    pub fn caseload(
        &mut self,
        filter: Filter,
        after: Option<Id<Registration>>,
        limit: i64,
    ) -> Result<Vec<(ListedChild, Option<String>)>> {
        let authority = self.authority();
        let mut query = registrations::table
            .inner_join(children::table)
            .left_join(accounts::table)
            .filter(registrations::authority_code.eq(authority))
            .filter(registrations::ended_on.is_null())
            .order((registrations::unseen_due_on, registrations::id))
            .limit(limit)
            .select((ListedChild::as_select(), accounts::name.nullable()))
            .into_boxed();
        query = match filter.whose {
            Whose::All => query,
            Whose::Unassigned => query.filter(registrations::officer_id.is_null()),
            Whose::Officer(officer) => query.filter(registrations::officer_id.eq(officer)),
        };
        if let Some(kind) = filter.kind {
            query = query.filter(registrations::kind.eq(kind));
        }
        if let Some(level) = filter.level {
            query = query.filter(registrations::level.eq(level));
        }
        if let Some(after) = after {
            let due: Option<NaiveDate> = registrations::table
                .filter(registrations::authority_code.eq(authority))
                .filter(registrations::id.eq(after))
                .select(registrations::unseen_due_on)
                .first(self.sql())?;
            let later = registrations::unseen_due_on.gt(due);
            let same_day = registrations::unseen_due_on.eq(due).and(registrations::id.gt(after));
            query = query.filter(later.or(same_day));
        }
        Ok(query.load(self.sql())?)
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Gives all these registrations to one officer, or to nobody: all of them or none, with an audit
    /// row for each child. Answers how many were not the officer's already.
    ///
    /// # Errors
    /// `NotFound` when one is not this authority's; `Conflict` when one has ended in the meantime.
    pub fn assign_all(&mut self, ticked: &[Id<Registration>], officer: Option<Id<Account>>) -> Result<usize> {
        let mut changed = 0;
        for &registration in ticked {
            let child: Id<Child> = registrations::table
                .filter(registrations::authority_code.eq(self.authority()))
                .filter(registrations::id.eq(registration))
                .select(registrations::child_id)
                .first(self.sql())?;
            if self.assign(child, registration, officer)? {
                self.also(&Event::OfficerAssigned { child, registration })?;
                changed += 1;
            }
        }
        self.showing(changed);
        Ok(changed)
    }
}

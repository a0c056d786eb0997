//! Who opened or changed a record, from the audit trail.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::audit::AuditRow;
use crate::children::model::Child;
use crate::db::schema::audit;
use crate::error::Result;
use crate::id::Id;

/// One row of the audit trail about a child.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct LookRow {
    pub id: Id<AuditRow>,
    pub at: NaiveDateTime,
    pub actor: String,
    pub actor_role: String,
    pub event: String,
    pub outcome: String,
}

impl<R: Staff, M> Desk<'_, R, M> {
    /// Who did or saw what of a child, also of the records that were merged into this one, latest first.
    ///
    /// # Errors
    /// `Database`.
    pub fn looks_at(&mut self, child: Id<Child>, before: Option<Id<AuditRow>>, limit: i64) -> Result<Vec<LookRow>> {
        let ids: Vec<String> = self.ids_of(child)?.iter().map(ToString::to_string).collect();
        let query = audit::table
            .filter(audit::authority_code.eq(self.authority()))
            .filter(audit::child_id.eq_any(ids))
            .order(audit::id.desc())
            .limit(limit)
            .select(LookRow::as_select());
        match before {
            Some(before) => Ok(query.filter(audit::id.lt(before)).load(self.sql())?),
            None => Ok(query.load(self.sql())?),
        }
    }
}

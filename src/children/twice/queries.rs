//! Who did what before.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::access::Desk;
use crate::access::role::Staff;
use crate::audit::Event;
use crate::children::model::Child;
use crate::db::schema::audit;
use crate::error::Result;
use crate::id::Id;

impl<R: Staff, M> Desk<'_, R, M> {
    /// Whether whoever sits here did this to the child before.
    ///
    /// # Errors
    /// `Database`.
    pub fn has_done(&mut self, event: &Event, child: Id<Child>) -> Result<bool> {
        let done = audit::table
            .filter(audit::authority_code.eq(self.authority()))
            .filter(audit::child_id.eq(child.as_str()))
            .filter(audit::event.eq(event.code()))
            .filter(audit::actor.eq(&self.who().actor));
        Ok(diesel::select(exists(done)).get_result(self.sql())?)
    }
}

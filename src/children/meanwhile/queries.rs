//! One change of a child at a time.

use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::children::model::Child;
use crate::db::dialect;
use crate::error::Result;
use crate::id::Id;

impl<R: Staff> Desk<'_, R, Changing> {
    /// Waits until nobody else is changing these children, and keeps others waiting until this change
    /// is done: what is read after it holds.
    ///
    /// # Errors
    /// `Database`.
    pub fn hold(&mut self, children: &[Id<Child>]) -> Result<()> {
        let authority = self.authority();
        let ids: Vec<&str> = children.iter().map(Id::as_str).collect();
        dialect::hold_children(self.sql(), authority, &ids)
    }
}

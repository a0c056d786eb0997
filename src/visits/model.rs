//! A visit.

/// A visit: what an [`Id`](crate::id::Id) of one names.
pub struct Visit;

crate::closed_list! {
    /// How far a visit has come.
    pub enum VisitState {
        Planned = "planned" "Planned",
        Done = "done" "Done",
        Cancelled = "cancelled" "Cancelled",
    }
}

//! What an officer still has to do about a child.

pub mod model;
pub mod queries;

//! Schools and agency teams.

pub mod model;

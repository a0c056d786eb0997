//! Files brought in: every row accounted for.

pub mod model;

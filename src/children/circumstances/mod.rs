//! Special educational needs, help and protection, each with its dates.

mod queries;

pub use queries::CircumstanceRow;

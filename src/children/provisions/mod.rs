//! Education provided: by whom, for how long, where.

mod queries;

pub use queries::ProvisionRow;

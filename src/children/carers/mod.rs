//! Parents and carers. Somebody who no longer is one is ended, not deleted.

mod queries;

pub use queries::CarerRow;

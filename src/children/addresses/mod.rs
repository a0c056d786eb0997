//! Where a child lives and lived. An address is ended, never overwritten or deleted.

mod queries;

pub use queries::AddressRow;

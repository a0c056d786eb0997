//! Who lives together: children of one household, siblings above all.

mod queries;

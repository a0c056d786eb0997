//! What every page shares.

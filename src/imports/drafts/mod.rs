//! A file that was sent and waits: for its columns to be put right, and for somebody to say yes.

mod queries;

use serde::{Deserialize, Serialize};

use super::sheet::Sheet;

/// What is kept of a file until it is brought in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Content {
    /// The SHA-256 of the file.
    pub sha256: String,
    /// Its rows.
    pub sheet: Sheet,
}

pub use queries::DraftRow;

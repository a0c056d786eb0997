//! A file as it was given: which kind it is, and what is read of it.

use chrono::NaiveDate;

use super::given::ReadFile;
use super::{ctf, table};
use crate::error::Result;

impl ReadFile {
    /// Reads a Common Transfer File or a table, whichever the content is.
    ///
    /// # Errors
    /// `Refused` or `TooLarge` with a sentence, when nothing of it can be read.
    pub fn read(content: &[u8], today: NaiveDate) -> Result<Self> {
        if ctf::is_xml(content) { ctf::read(content, today) } else { table::read(content) }
    }
}

//! A file as it was given: which kind it is, and what is read of it.

use super::sheet::Sheet;
use super::{text_file, workbook};
use crate::error::{Error, Result};

/// The largest file that is read.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;

impl Sheet {
    /// Reads CSV (UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs) or XLSX; which of
    /// them is told by the content, not by the name.
    ///
    /// # Errors
    /// `Refused` with a sentence when the file cannot be read or is larger than the limits.
    pub fn read(content: &[u8]) -> Result<Self> {
        if content.len() > LARGEST_FILE {
            return Err(Error::TooLarge(format!("The file is larger than {} MB.", LARGEST_FILE / 1024 / 1024)));
        }
        if content.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::refused("The file is empty."));
        }
        if content.starts_with(b"PK") {
            return workbook::read(content);
        }
        if content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Error::refused(
                "This is an Excel file of the old kind (.xls) or one with a password. Save it as .xlsx without a password, or as CSV.",
            ));
        }
        text_file::read(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_sheet_is_refused_with_a_sentence() {
        assert!(matches!(Sheet::read(b" \r\n"), Err(Error::Refused(_))));
        assert!(matches!(Sheet::read(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]), Err(Error::Refused(_))));
        assert!(matches!(Sheet::read(&vec![b'a'; LARGEST_FILE + 1]), Err(Error::TooLarge(_))));
    }
}

//! What a file of a school is: what it is for, what may be sent, and whether it may leave again
//! (decision record 0021).

/// A file that came with a notification: what an [`Id`](crate::id::Id) of one names.
pub struct Attachment;

/// Files of one notification, at most.
pub const MOST: usize = 6;

crate::closed_list! {
    /// What a file is for.
    pub enum Purpose {
        ParentsNotice = "parents_notice" "The parent’s written notice",
        Other = "other" "Another document",
    }
}

crate::closed_list! {
    /// What a file is, told by what is in it. The code is the end of its name.
    pub enum Format {
        Pdf = "pdf" "PDF",
        Jpeg = "jpg" "JPEG picture",
        Png = "png" "PNG picture",
        Docx = "docx" "Word document",
    }
}

impl Format {
    /// As browsers call it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

crate::closed_list! {
    /// What the virus scanner says of a file.
    pub enum Scan {
        Waiting = "waiting" "Not scanned yet",
        Clean = "clean" "Scanned",
        Refused = "refused" "Refused",
    }
}

impl Scan {
    /// Whether a file may leave, where a scanner is configured or not.
    ///
    /// # Errors
    /// A sentence for whoever asked for it.
    pub fn lets_out(self, has_scanner: bool) -> Result<(), &'static str> {
        match (self, has_scanner) {
            (Self::Refused, _) => Err("The virus scanner refused this file, and nothing of it was kept. Ask for another copy."),
            (Self::Waiting, true) => {
                Err("This file has not been scanned for viruses yet, so it is held back. Try again in a few minutes.")
            }
            (Self::Waiting, false) | (Self::Clean, _) => Ok(()),
        }
    }
}

/// "340 KB", "2.4 MB".
pub fn size_in_words(bytes: i32) -> String {
    let bytes = f64::from(bytes.max(0));
    if bytes < 1024.0 * 1024.0 {
        format!("{:.0} KB", (bytes / 1024.0).max(1.0).ceil())
    } else {
        format!("{:.1} MB", bytes / 1024.0 / 1024.0)
    }
}

/// What a file is called when it leaves: the reference of its notification and the beginning of its
/// SHA-256, and nothing of whom it is about.
pub fn neutral_name(reference: Option<&str>, sha256: &str, format: Format) -> String {
    format!("{}-{}.{format}", reference.unwrap_or("draft"), sha256.get(..8).unwrap_or(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_that_a_scanner_has_not_let_through() {
        assert!(Scan::Waiting.lets_out(true).is_err() && Scan::Waiting.lets_out(false).is_ok());
        assert!(Scan::Clean.lets_out(true).is_ok() && Scan::Clean.lets_out(false).is_ok());
        assert!(Scan::Refused.lets_out(true).is_err() && Scan::Refused.lets_out(false).is_err());
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let said = [0, 1, 1024, 1025, 348_160, 1_048_575, 1_048_576, 10_485_760].map(size_in_words);
        assert_eq!(said, ["1 KB", "1 KB", "1 KB", "2 KB", "340 KB", "1024 KB", "1.0 MB", "10.0 MB"]);
    }

    #[test]
    fn a_name_says_nothing_of_anybody() {
        let sha = "3fa2c1d0".repeat(8);
        assert_eq!(neutral_name(Some("N-0001"), &sha, Format::Docx), "N-0001-3fa2c1d0.docx");
        assert_eq!(neutral_name(None, &sha, Format::Jpeg), "draft-3fa2c1d0.jpg");
    }
}

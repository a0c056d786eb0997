//! A file as it came with a form, read: what it is, or a sentence for its field.

use super::contents::format_of;
use super::model::{Attachment, Format, Purpose};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::token;
use crate::web::upload::{Content, LARGEST_FILE, SentFile};

/// A file that may be kept.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Minted with the form.
    pub id: Id<Attachment>,
    /// What it is for.
    pub purpose: Purpose,
    /// What the school calls it: shown on pages, and nowhere else.
    pub file_name: String,
    /// What it is.
    pub format: Format,
    /// As hexadecimal digits.
    pub sha256: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Reads what was chosen in one field, away from the threads that answer: nothing chosen is nothing.
///
/// # Errors
/// A sentence for the field, inside; outside, our own fault.
pub async fn read(id: &str, purpose: Purpose, files: Vec<SentFile>) -> Result<Result<Option<NewAttachment>, String>> {
    let id = id.parse().unwrap_or_else(|_| Id::mint());
    let task = tokio::task::spawn_blocking(move || {
        let mut files = files.into_iter();
        let Some(file) = files.next() else { return Ok(None) };
        if files.next().is_some() {
            return Err("Choose one file at a time".to_owned());
        }
        let bytes = match file.content {
            Content::Whole(bytes) => bytes,
            Content::TooLarge => {
                return Err(format!("This file is larger than {} MB: choose a smaller one", LARGEST_FILE / 1024 / 1024));
            }
        };
        let format = format_of(&bytes)?;
        let sha256 = token::digest_of(&bytes);
        Ok(Some(NewAttachment { id, purpose, file_name: file.name, format, sha256, bytes }))
    });
    task.await.map_err(Error::internal)
}

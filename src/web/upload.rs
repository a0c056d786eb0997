//! Forms that may carry files. Where the browser sends none, such a form reads like any other.

use std::future::{Future, poll_fn};
use std::pin::Pin;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};
use futures_core::Stream;

use super::form::{Form, check_token, expected_token};
use crate::error::{Error, Result};

/// The largest file that is taken, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// Kept of all files of one form: two, so that it can be said that one was meant.
const KEPT: usize = 2 * LARGEST_FILE;
/// What is read of a form at most. A file that is too large is read to its end and thrown away, because
/// a browser shows the answer only when it has sent everything.
const READ: usize = 256 * 1024 * 1024;
/// The text fields of a form together, in bytes.
const MOST_TEXT: usize = 1024 * 1024;
/// Fields and files of a form.
const MOST_PARTS: usize = 200;
/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A posted form whose token was ours, with the files that came along.
pub struct Upload {
    /// Names and values, in the order of the form.
    pub fields: Vec<(String, String)>,
    /// What was chosen; a file field that was left alone is not here.
    pub files: Vec<SentFile>,
}

/// A file as a browser sent it.
pub struct SentFile {
    /// The name of the field.
    pub field: String,
    /// What the file is called where it comes from: the last part, without what cannot be shown.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file.
pub enum Content {
    /// All of it.
    Whole(Vec<u8>),
    /// More than [`LARGEST_FILE`]; nothing of it was kept.
    TooLarge,
}

impl Upload {
    /// The value of a field, or nothing.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The files of a field.
    pub fn files_of(&self, field: &str) -> Vec<&SentFile> {
        self.files.iter().filter(|file| file.field == field).collect()
    }
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !media_type.to_ascii_lowercase().starts_with("multipart/") {
            let form = Form::<Vec<(String, String)>>::from_request(request, payload);
            return Box::pin(async move { form.await.map(|Form(fields)| Self { fields, files: Vec::new() }) });
        }
        let (expected, parts) = (expected_token(request), Multipart::new(request.headers(), payload.take()));
        Box::pin(async move {
            let upload = read(parts).await?;
            let sent = upload.fields.iter().find(|(name, _)| name == "form_token").map(|(_, value)| value.as_str());
            check_token(expected.as_deref(), sent)?;
            Ok(upload)
        })
    }
}

/// What is still taken of a form.
struct Left {
    read: usize,
    text: usize,
    kept: usize,
}

async fn read(mut parts: Multipart) -> Result<Upload> {
    let mut upload = Upload { fields: Vec::new(), files: Vec::new() };
    let mut left = Left { read: READ, text: MOST_TEXT, kept: KEPT };
    let mut number = 0;
    while let Some(part) = next(&mut parts).await {
        let mut part = part.map_err(|error| unreadable(&error))?;
        number += 1;
        if number > MOST_PARTS {
            return Err(Error::TooLarge("The form has more fields than any of ours.".into()));
        }
        let about = part.content_disposition();
        let field = about.and_then(|about| about.get_name()).unwrap_or_default().to_owned();
        match about.and_then(|about| about.get_filename()).map(plain_name) {
            Some(name) => {
                let content = file(&mut part, &mut left).await?;
                let is_left_alone = name.is_empty() && matches!(&content, Content::Whole(bytes) if bytes.is_empty());
                if !is_left_alone {
                    upload.files.push(SentFile { field, name, content });
                }
            }
            None => upload.fields.push((field, text(&mut part, &mut left).await?)),
        }
    }
    Ok(upload)
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

async fn file(part: &mut Field, left: &mut Left) -> Result<Content> {
    let (mut bytes, mut is_too_large) = (Vec::new(), false);
    while let Some(chunk) = next(part).await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        left.read = left.read.checked_sub(chunk.len()).ok_or_else(far_too_large)?;
        is_too_large = is_too_large || bytes.len() + chunk.len() > LARGEST_FILE.min(left.kept);
        if is_too_large {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    left.kept -= bytes.len();
    Ok(if is_too_large { Content::TooLarge } else { Content::Whole(bytes) })
}

async fn text(part: &mut Field, left: &mut Left) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next(part).await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        left.text = left.text.checked_sub(chunk.len()).ok_or_else(far_too_large)?;
        bytes.extend_from_slice(&chunk);
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(Error::Unreadable("The form holds a character that cannot be kept.".into())),
    }
}

fn far_too_large() -> Error {
    Error::TooLarge(format!("A file may have {} MB at most. Nothing was kept.", LARGEST_FILE / 1024 / 1024))
}

fn unreadable(error: &MultipartError) -> Error {
    tracing::info!(%error, "an upload could not be read");
    Error::Unreadable("The form stopped on its way here, or is not what our page sends. Nothing of the file was kept: go back and send it again.".into())
}

/// The last part of what the browser calls the file, without what cannot be shown.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll};

    use actix_web::error::PayloadError;
    use actix_web::http::header::{HeaderMap, HeaderValue};
    use actix_web::web::Bytes;
    use proptest::prelude::*;

    use super::*;

    /// A body that arrives in pieces.
    struct Pieces(std::vec::IntoIter<Bytes>);

    impl Stream for Pieces {
        type Item = Result<Bytes, PayloadError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next().map(Ok))
        }
    }

    fn read_body(body: &[u8], piece: usize) -> Result<Upload> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
        let pieces: Vec<Bytes> = body.chunks(piece).map(Bytes::copy_from_slice).collect();
        actix_web::rt::System::new().block_on(read(Multipart::new(&headers, Pieces(pieces.into_iter()))))
    }

    #[test]
    fn fields_and_files_are_told_apart_however_they_arrive() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"dir/b.pdf\"\r\n\r\n%PDF\r\n--x--\r\n";
        for piece in [1, 7, 1_000] {
            let upload = read_body(body, piece).unwrap();
            assert_eq!(upload.value("a"), "1");
            let [file] = upload.files.as_slice() else { panic!("one file") };
            assert_eq!(file.name, "b.pdf");
            assert!(matches!(&file.content, Content::Whole(bytes) if bytes == b"%PDF"), "in pieces of {piece}");
        }
    }

    #[test]
    fn no_more_parts_are_read_than_a_form_of_ours_has() {
        let part = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
        let body = [part.repeat(MOST_PARTS + 1).as_slice(), b"--x--\r\n"].concat();
        assert!(matches!(read_body(&body, 1_000), Err(Error::TooLarge(_))));
    }

    const TOKENS: [&[u8]; 12] = [
        b"--x\r\n",
        b"--x--\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"Content-Disposition: form-data; name=\"a\"",
        b"; filename=\"b\"",
        b"Content-Disposition: attachment; filename*=UTF-8''%ff",
        b"Content-Type: text/plain; charset=utf-16",
        b"Content-Transfer-Encoding: base64",
        b"Content-Length: 99999999999999999999",
        b"\0\xff\xfe",
        b"--",
    ];

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(tokens in proptest::collection::vec(0..TOKENS.len(), 0..20), noise in proptest::collection::vec(any::<u8>(), 0..20), piece in 1..40_usize) {
            let mut body = tokens.iter().flat_map(|token| TOKENS[*token]).copied().collect::<Vec<u8>>();
            body.extend(noise);
            let _ = read_body(&body, piece);
        }
    }
}

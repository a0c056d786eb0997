//! How a file leaves: as a download, under a name that says nothing, never shown in the browser.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ContentEncoding};

use super::model::neutral_name;
use super::queries::Leaving;

/// The answer that carries a file.
pub fn download(file: Leaving, reference: Option<&str>) -> HttpResponse {
    let name = neutral_name(reference, &file.row.sha256, file.row.format);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.row.format.media_type()))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        // Pictures and documents are packed already.
        .insert_header(ContentEncoding::Identity)
        .body(file.bytes)
}

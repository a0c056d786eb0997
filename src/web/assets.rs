//! The front-end files, carried inside the program and kept by browsers for a year: their address
//! holds a hash of their content.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;

use super::token;
use crate::error::{Error, Result};

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/assets"]
struct Files;

/// Eight characters that change when any file does.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all: String = Files::iter().filter_map(|name| Files::get(&name)).map(|file| token::digest_of(&file.data)).collect();
    token::digest(&all)[..8].to_owned()
});

/// The address of a front-end file.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// `/assets/…`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/assets/images/{name}").get(image))
        .service(web::resource("/assets/{version}/{name}").get(file));
}

async fn file(path: web::Path<(String, String)>) -> Result<HttpResponse> {
    answer(&path.1, "public, max-age=31536000, immutable")
}

async fn image(path: web::Path<String>) -> Result<HttpResponse> {
    answer(&format!("images/{}", path.as_str()), "public, max-age=86400")
}

fn answer(name: &str, keep: &'static str) -> Result<HttpResponse> {
    let file = Files::get(name).ok_or(Error::NotFound)?;
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).insert_header((CACHE_CONTROL, keep)).body(file.data))
}

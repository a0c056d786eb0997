//! What the words mean and what counts as seen, and the accessibility statement: for anybody, signed
//! in or not.

use actix_web::web;
use askama::Template;

use crate::contacts::standard::DUE_SOON_DAYS;
use crate::web::{Page, filters};

/// `/help`, `/accessibility`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/help").get(help)).service(web::resource("/accessibility").get(accessibility));
}

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    soon_days: u64,
}

async fn help() -> Page<HelpPage> {
    Page(HelpPage { soon_days: DUE_SOON_DAYS })
}

#[derive(Template)]
#[template(path = "help/accessibility.html")]
struct AccessibilityPage;

async fn accessibility() -> Page<AccessibilityPage> {
    Page(AccessibilityPage)
}

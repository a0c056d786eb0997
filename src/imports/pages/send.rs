//! Choosing a file.

use actix_multipart::form::{MultipartForm, bytes::Bytes, text::Text};
use actix_web::HttpRequest;
use askama::Template;

use crate::access::Manager;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::columns::Mapping;
use crate::imports::drafts::{Content, DraftRow};
use crate::imports::model::Draft;
use crate::imports::sheet::Sheet;
use crate::web::form::{check_token, expected_token};
use crate::web::{Faults, Page, Reply, filters, token};

/// The longest file name that is kept.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "imports/new.html")]
pub(super) struct NewPage {
    faults: Faults,
}

impl NewPage {
    fn with(faults: Faults) -> Self {
        Self { faults }
    }
}

/// What a browser sends.
#[derive(MultipartForm)]
pub(super) struct Upload {
    #[multipart(limit = "1KB")]
    form_token: Text<String>,
    #[multipart(limit = "21MB")]
    file: Bytes,
}

/// `GET /imports/new`
pub(super) async fn new(_: Manager) -> Page<NewPage> {
    Page(NewPage::with(Faults::none()))
}

/// `POST /imports/new`: the file is read at once and kept as rows, not as a file.
pub(super) async fn receive(manager: Manager, request: HttpRequest, form: MultipartForm<Upload>) -> Result<Reply<NewPage>> {
    let MultipartForm(Upload { form_token, file }) = form;
    check_token(expected_token(&request).as_deref(), Some(form_token.as_str()))?;
    let name = plain_name(file.file_name.as_deref().unwrap_or_default());
    if name.is_empty() && file.data.is_empty() {
        return Ok(refused("Choose a file"));
    }
    let read = tokio::task::spawn_blocking(move || {
        let sha256 = token::digest_of(&file.data);
        Sheet::read(&file.data).map(|sheet| Content { sha256, sheet })
    });
    let content = match read.await.map_err(Error::internal)? {
        Ok(content) => content,
        Err(Error::Refused(sentence) | Error::TooLarge(sentence)) => return Ok(refused(&sentence)),
        Err(error) => return Err(error),
    };
    let draft = Id::<Draft>::mint();
    let mapping = Mapping::recognise(&content.sheet.header);
    let row = DraftRow { file_name: name, content, mapping };
    manager.change(Event::ImportPrepared {}, move |desk| desk.keep_draft(draft, &row)).await?;
    Ok(Reply::go_to(format!("/imports/drafts/{draft}")))
}

fn refused(sentence: &str) -> Reply<NewPage> {
    let mut faults = Faults::none();
    faults.add("file", sentence);
    Reply::Invalid(NewPage::with(faults))
}

/// The last part of what the browser calls the file, without what cannot be shown.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

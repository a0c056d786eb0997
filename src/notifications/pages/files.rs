//! Files of a notification: added by the school, downloaded by both sides.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::{Officer, SchoolUser};
use crate::attachments::leaving::download;
use crate::attachments::model::{Attachment, MOST, Purpose};
use crate::attachments::queries::AttachmentRow;
use crate::attachments::reading::{self, NewAttachment};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::model::{Draft, Ground, Notification};
use crate::web::upload::SentFile;
use crate::web::{Faults, Page, Posted, Reply, Upload, filters};

/// The field of every form that takes a file.
pub(super) const FIELD: &str = "file";

/// Files as a list shows them: who looks, and whether anything holds them back.
pub struct Files {
    pub(super) rows: Vec<AttachmentRow>,
    /// What the address of a download begins with.
    pub(super) base: &'static str,
    pub(super) has_scanner: bool,
}

impl Files {
    pub(super) fn of_a_school(user: &SchoolUser, rows: Vec<AttachmentRow>) -> Self {
        Self { rows, base: "/school/files/", has_scanner: user.house().config().has_scanner() }
    }

    pub(super) fn of_the_authority(has_scanner: bool, rows: Vec<AttachmentRow>) -> Self {
        Self { rows, base: "/notifications/files/", has_scanner }
    }

    /// Whether this one may be downloaded now.
    pub(super) fn is_let_out(&self, row: &AttachmentRow) -> bool {
        row.scan.lets_out(self.has_scanner).is_ok()
    }
}

/// Files of a draft, or of a notification that was sent.
#[derive(Template)]
#[template(path = "notifications/files.html")]
pub struct FilesPage {
    back: String,
    /// Where a file is taken off; none once it is sent.
    remove: Option<String>,
    caption: String,
    may_add: bool,
    /// What the file may be for, where there is a choice.
    purposes: &'static [Purpose],
    what: Purpose,
    file_id: String,
    files: Files,
    faults: Faults,
}

impl FilesPage {
    fn of(
        files: Files,
        ground: Ground,
        (back, caption): (String, String),
        remove: Option<String>,
        (what, faults): (Purpose, Faults),
    ) -> Self {
        Self {
            back,
            remove,
            caption,
            may_add: files.rows.len() < MOST,
            purposes: if ground == Ground::HomeEducation { Purpose::ALL } else { &[] },
            what,
            file_id: Id::<Attachment>::mint().to_string(),
            files,
            faults,
        }
    }
}

async fn page_of_draft(user: &SchoolUser, draft: Id<Draft>, form: (Purpose, Faults)) -> Result<FilesPage> {
    let (row, rows) = user
        .glance(Event::NotificationDraftOpened { draft }, move |desk| Ok((desk.my_draft(draft)?, desk.attachments_of(draft)?)))
        .await?;
    let about = (format!("/school/unsent/{draft}"), row.school);
    let remove = Some(format!("/school/unsent/{draft}/remove"));
    Ok(FilesPage::of(Files::of_a_school(user, rows), row.ground, about, remove, form))
}

async fn page_of_sent(user: &SchoolUser, notification: Id<Notification>, form: (Purpose, Faults)) -> Result<FilesPage> {
    let (sent, rows) = user
        .glance(Event::NotificationOpened { notification }, move |desk| {
            let sent = desk.my_notification(notification)?;
            if !sent.status.is_waiting() {
                return Err(Error::NotFound);
            }
            Ok((sent, desk.attachments_of(notification)?))
        })
        .await?;
    let about = (format!("/school/notifications/{notification}"), format!("{} · {}", sent.reference, sent.school));
    Ok(FilesPage::of(Files::of_a_school(user, rows), sent.ground, about, None, form))
}

/// `GET /school/unsent/{draft}/files`
pub async fn of_draft(user: SchoolUser, id: web::Path<Id<Draft>>) -> Result<Page<FilesPage>> {
    Ok(Page(page_of_draft(&user, *id, (Purpose::Other, Faults::none())).await?))
}

/// `GET /school/notifications/{notification}/files`
pub async fn of_sent(user: SchoolUser, id: web::Path<Id<Notification>>) -> Result<Page<FilesPage>> {
    Ok(Page(page_of_sent(&user, *id, (Purpose::Other, Faults::none())).await?))
}

/// What a file is for: another document, unless the form says otherwise.
fn purpose_in(upload: &Upload) -> Purpose {
    upload.value("what").parse().unwrap_or(Purpose::Other)
}

/// Reads the file of a form; a fault for its field where there is none.
async fn read(upload: Upload, what: Purpose, faults: &mut Faults) -> Result<Option<NewAttachment>> {
    let id = upload.value("file_id").to_owned();
    let files: Vec<SentFile> = upload.files.into_iter().filter(|file| file.field == FIELD).collect();
    match reading::read(&id, what, files).await? {
        Ok(Some(new)) => return Ok(Some(new)),
        Ok(None) => faults.add(FIELD, "Choose a file"),
        Err(sentence) => faults.add(FIELD, sentence),
    }
    Ok(None)
}

/// `POST /school/unsent/{draft}/files`
pub async fn add_to_draft(user: SchoolUser, id: web::Path<Id<Draft>>, upload: Upload) -> Result<Reply<FilesPage>> {
    let (draft, what, mut faults) = (*id, purpose_in(&upload), Faults::none());
    if let Some(new) = read(upload, what, &mut faults).await? {
        keep_with_draft(&user, draft, new, &mut faults).await?;
    }
    if faults.is_empty() {
        return Ok(Reply::go_to(format!("/school/unsent/{draft}/files?done=file-added")));
    }
    Ok(Reply::Invalid(page_of_draft(&user, draft, (what, faults)).await?))
}

/// Keeps a file with a draft; what speaks against it becomes a fault of the field.
pub(super) async fn keep_with_draft(user: &SchoolUser, draft: Id<Draft>, new: NewAttachment, faults: &mut Faults) -> Result<()> {
    let event = Event::AttachmentAdded { attachment: new.id };
    told(user.change(event, move |desk| desk.attach_to_draft(draft, &new)).await, faults)
}

/// A refusal becomes a fault of the field.
fn told(kept: Result<()>, faults: &mut Faults) -> Result<()> {
    match kept {
        Err(Error::Refused(sentence)) => {
            faults.add(FIELD, sentence);
            Ok(())
        }
        other => other,
    }
}

/// `POST /school/notifications/{notification}/files`
pub async fn add_to_sent(user: SchoolUser, id: web::Path<Id<Notification>>, upload: Upload) -> Result<Reply<FilesPage>> {
    let (notification, what, mut faults) = (*id, purpose_in(&upload), Faults::none());
    if let Some(new) = read(upload, what, &mut faults).await? {
        let event = Event::AttachmentAdded { attachment: new.id };
        told(user.change(event, move |desk| desk.attach_to_sent(notification, &new)).await, &mut faults)?;
    }
    if faults.is_empty() {
        return Ok(Reply::go_to(format!("/school/notifications/{notification}?done=file-added")));
    }
    Ok(Reply::Invalid(page_of_sent(&user, notification, (what, faults)).await?))
}

/// `POST /school/unsent/{draft}/remove/{file}`
pub async fn remove(user: SchoolUser, ids: web::Path<(Id<Draft>, Id<Attachment>)>, _: Posted) -> Result<Reply<FilesPage>> {
    let (draft, attachment) = *ids;
    user.change(Event::AttachmentRemoved { attachment }, move |desk| desk.detach_from_draft(draft, attachment)).await?;
    Ok(Reply::go_to(format!("/school/unsent/{draft}/files?done=file-removed")))
}

/// `GET /school/files/{file}`
pub async fn download_mine(user: SchoolUser, id: web::Path<Id<Attachment>>) -> Result<HttpResponse> {
    let (attachment, has_scanner) = (*id, user.house().config().has_scanner());
    let event = Event::AttachmentOpened { attachment };
    let (file, reference) = user.view(event, move |desk| desk.my_attachment(attachment, has_scanner)).await?;
    Ok(download(file, reference.as_deref()))
}

/// `GET /notifications/files/{file}`
pub async fn download_sent(officer: Officer, id: web::Path<Id<Attachment>>) -> Result<HttpResponse> {
    let (attachment, has_scanner) = (*id, officer.house().config().has_scanner());
    let event = Event::AttachmentOpened { attachment };
    let (file, reference) = officer.view(event, move |desk| desk.attachment_sent(attachment, has_scanner)).await?;
    Ok(download(file, reference.as_deref()))
}

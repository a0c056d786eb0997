//! Files of notifications: which a school reaches, and which the authority does.

use crate::access::role::{AtSchool, Staff};
use crate::access::{Changing, Desk};
use crate::attachments::model::Attachment;
use crate::attachments::queries::Leaving;
use crate::attachments::reading::NewAttachment;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::model::{Draft, Notification};

/// A file about to leave, and the reference of its notification; none before it is sent.
pub type OfNotification = (Leaving, Option<String>);

impl<R: Staff, M> Desk<'_, R, M> {
    /// A file of a notification that was sent.
    ///
    /// # Errors
    /// `NotFound`; `Refused` while it is held back.
    pub fn attachment_sent(&mut self, id: Id<Attachment>, has_scanner: bool) -> Result<OfNotification> {
        let row = self.attachment(id)?;
        let came_with = row.notification_id.parse().map_err(Error::internal)?;
        let sent = self.notification(came_with)?.sent;
        Ok((self.leaving(row, has_scanner)?, Some(sent.reference)))
    }
}

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// A file of one of my schools, sent or not.
    ///
    /// # Errors
    /// `NotFound`; `Refused` while it is held back.
    pub fn my_attachment(&mut self, id: Id<Attachment>, has_scanner: bool) -> Result<OfNotification> {
        let row = self.attachment(id)?;
        self.my_school(row.organisation_id)?;
        let came_with: Id<Notification> = row.notification_id.parse().map_err(Error::internal)?;
        let reference = match self.my_notification(came_with) {
            Ok(sent) => Some(sent.reference),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok((self.leaving(row, has_scanner)?, reference))
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// Keeps a file with a draft; the same form sent again changes nothing.
    ///
    /// # Errors
    /// `NotFound`; `Refused` with a sentence for the field; `Conflict` when the id was used otherwise.
    pub fn attach_to_draft(&mut self, draft: Id<Draft>, new: &NewAttachment) -> Result<()> {
        let school = self.my_draft(draft)?.organisation_id;
        self.attach(school, draft, new)
    }

    /// Keeps a file with a notification that was sent and is not decided yet.
    ///
    /// # Errors
    /// As [`Desk::attach_to_draft`]; `Refused` when it is decided.
    pub fn attach_to_sent(&mut self, notification: Id<Notification>, new: &NewAttachment) -> Result<()> {
        let sent = self.my_notification(notification)?;
        if !sent.status.is_waiting() {
            return Err(Error::refused("This notification is decided: no file can be added any more"));
        }
        self.attach(sent.organisation_id, notification, new)
    }

    /// Takes a file off a draft.
    ///
    /// # Errors
    /// `NotFound` when it is not there.
    pub fn detach_from_draft(&mut self, draft: Id<Draft>, id: Id<Attachment>) -> Result<()> {
        self.my_draft(draft)?;
        self.detach(draft, id)
    }
}

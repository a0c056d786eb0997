//! Files in the database. Who may reach which is for the room to say whose files they are: it asks for
//! what they came with first.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::model::{Attachment, Format, MOST, Purpose, Scan};
use super::reading::NewAttachment;
use crate::access::role::{AtSchool, Role, System};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, attachments};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::Organisation;
use crate::web::token;

/// What is known of a file, without what is in it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct AttachmentRow {
    /// What addresses carry.
    pub id: Id<Attachment>,
    /// The school.
    pub organisation_id: Id<Organisation>,
    /// What it came with: a notification, or the draft of one, which has the same id.
    pub notification_id: String,
    /// What it is for.
    pub what: Purpose,
    /// As the school calls it.
    pub file_name: String,
    /// What it is.
    pub format: Format,
    /// In bytes.
    pub size: i32,
    /// As hexadecimal digits.
    pub sha256: String,
    /// Who sent it.
    #[diesel(select_expression = accounts::name)]
    pub by: String,
    /// When, UTC.
    pub added_at: NaiveDateTime,
    /// What the scanner says.
    pub scan: Scan,
    /// What it found, or why it could not say.
    pub finding: String,
}

/// A file and all that is in it, about to leave.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// What is known of it.
    pub row: AttachmentRow,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl<R: Role, M> Desk<'_, R, M> {
    /// The files of what the desk was found to reach, the first first.
    ///
    /// # Errors
    /// `Database`.
    pub fn attachments_of<T>(&mut self, came_with: Id<T>) -> Result<Vec<AttachmentRow>> {
        Ok(attachments::table
            .inner_join(accounts::table)
            .filter(attachments::authority_code.eq(self.authority()))
            .filter(attachments::notification_id.eq(came_with.as_str()))
            .order(attachments::id)
            .select(AttachmentRow::as_select())
            .load(self.sql())?)
    }

    /// One file, for whoever looks next whether the desk reaches what it came with.
    ///
    /// # Errors
    /// `NotFound` when it is not this authority's.
    pub fn attachment(&mut self, id: Id<Attachment>) -> Result<AttachmentRow> {
        Ok(attachments::table
            .inner_join(accounts::table)
            .filter(attachments::authority_code.eq(self.authority()))
            .filter(attachments::id.eq(id))
            .select(AttachmentRow::as_select())
            .first(self.sql())?)
    }

    /// All that is in a file, if it may leave.
    ///
    /// # Errors
    /// `Refused` while it is held back.
    pub fn leaving(&mut self, row: AttachmentRow, has_scanner: bool) -> Result<Leaving> {
        row.scan.lets_out(has_scanner).map_err(Error::refused)?;
        let bytes = attachments::table.find(row.id).select(attachments::bytes).first(self.sql())?;
        Ok(Leaving { row, bytes })
    }
}

impl<R: AtSchool> Desk<'_, R, Changing> {
    /// Keeps a file with what the desk was found to reach; the same form sent again changes nothing.
    ///
    /// # Errors
    /// `Refused` with a sentence for the field; `Conflict` when the id was used otherwise.
    pub fn attach<T>(&mut self, school: Id<Organisation>, came_with: Id<T>, new: &NewAttachment) -> Result<()> {
        let there = self.attachments_of(came_with)?;
        if there.iter().any(|known| known.id == new.id && known.sha256 == new.sha256) {
            return Ok(());
        }
        if there.iter().any(|known| known.sha256 == new.sha256 && known.scan != Scan::Refused) {
            return Err(Error::refused("This file is attached already"));
        }
        if there.len() >= MOST {
            return Err(Error::refused(format!("A notification takes {MOST} files: put several pages into one PDF")));
        }
        let (authority, now, account) = (self.authority(), self.now(), self.who().actor.clone());
        diesel::insert_into(attachments::table)
            .values((
                (attachments::id.eq(new.id), attachments::authority_code.eq(authority)),
                (attachments::organisation_id.eq(school), attachments::notification_id.eq(came_with.as_str())),
                (attachments::what.eq(new.purpose), attachments::file_name.eq(&new.file_name)),
                (attachments::format.eq(new.format), attachments::sha256.eq(&new.sha256)),
                (attachments::size.eq(i32::try_from(new.bytes.len()).unwrap_or(i32::MAX)), attachments::bytes.eq(&new.bytes)),
                (attachments::account_id.eq(account), attachments::added_at.eq(now)),
                (attachments::scan.eq(Scan::Waiting), attachments::finding.eq("")),
                (attachments::attempts.eq(0), attachments::next_try_at.eq(now)),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| {
                let sentence = "This form was already used for another file. Nothing was changed: open the page again.";
                if error.is_already_there() { Error::Conflict(sentence.into()) } else { error }
            })?;
        Ok(())
    }

    /// Takes a file off what was not sent yet.
    ///
    /// # Errors
    /// `NotFound` when it is not there.
    pub fn detach<T>(&mut self, came_with: Id<T>, id: Id<Attachment>) -> Result<()> {
        let row = attachments::table
            .filter(attachments::authority_code.eq(self.authority()))
            .filter(attachments::notification_id.eq(came_with.as_str()))
            .filter(attachments::id.eq(id));
        if diesel::delete(row).execute(self.sql())? == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Takes every file off what will never be sent.
    ///
    /// # Errors
    /// `Database`.
    pub fn detach_all<T>(&mut self, came_with: Id<T>) -> Result<()> {
        let rows = attachments::table
            .filter(attachments::authority_code.eq(self.authority()))
            .filter(attachments::notification_id.eq(came_with.as_str()));
        diesel::delete(rows).execute(self.sql())?;
        Ok(())
    }
}

/// A file that one node took to the scanner.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Which.
    pub id: Id<Attachment>,
    /// How often it was taken before.
    pub attempts: i32,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Whoever took a file and says nothing for so long has died: another takes it.
const HELD_FOR: TimeDelta = TimeDelta::minutes(5);

impl<M> Desk<'_, System, M> {
    /// The next file to be scanned, if one is due.
    ///
    /// # Errors
    /// `Database`.
    pub fn attachment_due(&mut self) -> Result<Option<Id<Attachment>>> {
        let now = self.now();
        Ok(attachments::table
            .filter(attachments::authority_code.eq(self.authority()))
            .filter(attachments::next_try_at.le(now))
            .order((attachments::next_try_at, attachments::id))
            .select(attachments::id)
            .first(self.sql())
            .optional()?)
    }

    /// Files whose bytes are not those that were sent, by id; and files that belong to nothing.
    ///
    /// # Errors
    /// `Database`.
    pub fn attachment_faults(&mut self) -> Result<Vec<String>> {
        let authority = self.authority();
        let rows: Vec<(Id<Attachment>, String, Scan)> = attachments::table
            .filter(attachments::authority_code.eq(authority))
            .order(attachments::id)
            .select((attachments::id, attachments::sha256, attachments::scan))
            .load(self.sql())?;
        let mut faults = Vec::new();
        for (id, sha256, scan) in rows {
            let bytes: Vec<u8> = attachments::table.find(id).select(attachments::bytes).first(self.sql())?;
            let is_whole = if scan == Scan::Refused { bytes.is_empty() } else { token::digest_of(&bytes) == sha256 };
            if !is_whole {
                faults.push(format!("file {id}: its content is not what was sent"));
            }
        }
        Ok(faults)
    }
}

/// The row of a file that waits for the scanner.
macro_rules! waiting {
    ($desk:expr, $id:expr) => {
        attachments::table
            .filter(attachments::authority_code.eq($desk.authority()))
            .filter(attachments::id.eq($id))
            .filter(attachments::scan.eq(Scan::Waiting))
    };
}

impl Desk<'_, System, Changing> {
    /// Takes a file to the scanner: of two nodes at once, one.
    ///
    /// # Errors
    /// `Conflict` when it is not due any more.
    pub fn take_attachment(&mut self, id: Id<Attachment>) -> Result<Taken> {
        let now = self.now();
        let due = waiting!(self, id).filter(attachments::next_try_at.le(now));
        if diesel::update(due).set(attachments::next_try_at.eq(now + HELD_FOR)).execute(self.sql())? == 0 {
            return Err(Error::Conflict("Another node has this file.".into()));
        }
        let (attempts, bytes) =
            attachments::table.find(id).select((attachments::attempts, attachments::bytes)).first(self.sql())?;
        Ok(Taken { id, attempts, bytes })
    }

    /// The scanner has said something about a file. What it refuses is not kept.
    ///
    /// # Errors
    /// `Conflict` when it was said before, or the file is gone.
    pub fn settle_attachment(&mut self, id: Id<Attachment>, scan: Scan, finding: &str) -> Result<()> {
        let now = self.now();
        let row = waiting!(self, id);
        let said = (
            attachments::scan.eq(scan),
            attachments::finding.eq(finding),
            attachments::next_try_at.eq(None::<NaiveDateTime>),
            attachments::scanned_at.eq(now),
        );
        let changed = if scan == Scan::Refused {
            diesel::update(row).set((said, attachments::bytes.eq(Vec::<u8>::new()))).execute(self.sql())?
        } else {
            diesel::update(row).set(said).execute(self.sql())?
        };
        if changed == 1 { Ok(()) } else { Err(Error::Conflict("This file was scanned before, or is gone.".into())) }
    }

    /// The scanner could not say: the file is held back and tried again after a pause.
    ///
    /// # Errors
    /// `Conflict` when it was scanned meanwhile, or the file is gone.
    pub fn put_attachment_off(&mut self, id: Id<Attachment>, pause: TimeDelta, why: &str) -> Result<()> {
        let now = self.now();
        let row = waiting!(self, id);
        let changed = diesel::update(row)
            .set((
                attachments::finding.eq(why),
                attachments::attempts.eq(attachments::attempts + 1),
                attachments::next_try_at.eq(now + pause),
            ))
            .execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(Error::Conflict("This file was scanned before, or is gone.".into())) }
    }
}

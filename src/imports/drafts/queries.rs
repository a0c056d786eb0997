//! Drafts in the database: each belongs to the account that sent the file, and to nobody else.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::Content;
use crate::access::account::Account;
use crate::access::role::Manages;
use crate::access::{Changing, Desk};
use crate::db::schema::import_drafts;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::columns::Mapping;
use crate::imports::model::Draft;

/// A file nobody said yes to is dropped after this long.
const KEPT_FOR_HOURS: i64 = 48;

/// A draft as it is kept.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// The file's name.
    pub file_name: String,
    /// Its rows.
    pub content: Content,
    /// What its columns hold, so far as is known.
    pub mapping: Mapping,
}

impl<R: Manages, M> Desk<'_, R, M> {
    /// A draft of one's own.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is somebody else's.
    pub fn draft(&mut self, draft: Id<Draft>) -> Result<DraftRow> {
        let owner = self.draft_owner()?;
        let (file_name, content, mapping): (String, String, String) = import_drafts::table
            .filter(import_drafts::authority_code.eq(self.authority()))
            .filter(import_drafts::account_id.eq(owner))
            .filter(import_drafts::id.eq(draft))
            .select((import_drafts::file_name, import_drafts::content, import_drafts::mapping))
            .first(self.sql())?;
        Ok(DraftRow { file_name, content: serde_json::from_str(&content)?, mapping: serde_json::from_str(&mapping)? })
    }

    fn draft_owner(&self) -> Result<Id<Account>> {
        self.account().ok_or(Error::Forbidden)
    }
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Keeps a file until somebody says yes to it; drops those nobody came back to.
    ///
    /// # Errors
    /// `Database`.
    pub fn keep_draft(&mut self, draft: Id<Draft>, row: &DraftRow) -> Result<()> {
        let (authority, now, owner) = (self.authority(), self.now(), self.draft_owner()?);
        let left = import_drafts::table
            .filter(import_drafts::authority_code.eq(authority))
            .filter(import_drafts::created_at.lt(now - TimeDelta::hours(KEPT_FOR_HOURS)));
        diesel::delete(left).execute(self.sql())?;
        diesel::insert_into(import_drafts::table)
            .values((
                import_drafts::id.eq(draft),
                import_drafts::authority_code.eq(authority),
                import_drafts::account_id.eq(owner),
                import_drafts::file_name.eq(&row.file_name),
                import_drafts::content.eq(serde_json::to_string(&row.content)?),
                import_drafts::mapping.eq(serde_json::to_string(&row.mapping)?),
                import_drafts::created_at.eq(now),
            ))
            .execute(self.sql())?;
        Ok(())
    }

    /// Keeps what the user says the columns hold.
    ///
    /// # Errors
    /// `NotFound` when the draft is not one's own.
    pub fn map_draft(&mut self, draft: Id<Draft>, mapping: &Mapping) -> Result<()> {
        let owner = self.draft_owner()?;
        let mine = import_drafts::table
            .filter(import_drafts::id.eq(draft))
            .filter(import_drafts::authority_code.eq(self.authority()))
            .filter(import_drafts::account_id.eq(owner));
        let changed = diesel::update(mine).set(import_drafts::mapping.eq(serde_json::to_string(mapping)?)).execute(self.sql())?;
        if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Drops a draft: it was imported, or nobody wants it.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is somebody else's.
    pub fn drop_draft(&mut self, draft: Id<Draft>) -> Result<()> {
        let owner = self.draft_owner()?;
        let mine = import_drafts::table
            .filter(import_drafts::id.eq(draft))
            .filter(import_drafts::authority_code.eq(self.authority()))
            .filter(import_drafts::account_id.eq(owner));
        if diesel::delete(mine).execute(self.sql())? == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}

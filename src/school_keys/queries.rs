//! Keys as rows of one authority. The secret itself is nowhere.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::key::SchoolKey;
use crate::access::role::{AtSchool, InvitesToSchools};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, school_keys as keys};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::Organisation;

/// A school needs one for each of its systems, and a second while it changes over.
const MOST_AT_ONCE: i64 = 10;

/// A key of a school.
#[derive(Clone, Debug, Queryable)]
pub struct KeyRow {
    /// Which.
    pub id: Id<SchoolKey>,
    /// What the school calls it.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When, UTC.
    pub made_at: NaiveDateTime,
    /// When it was last used, UTC.
    pub used_at: Option<NaiveDateTime>,
    /// When it was revoked, UTC.
    pub revoked_at: Option<NaiveDateTime>,
}

/// A key about to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Minted with the form.
    pub id: Id<SchoolKey>,
    /// The school it acts for.
    pub school: Id<Organisation>,
    /// What the school calls it.
    pub name: String,
    /// Of the secret.
    pub secret_hash: String,
}

impl<R: InvitesToSchools, M> Desk<'_, R, M> {
    /// The keys of a school, those that hold first, then the latest first; whether the school may be asked
    /// about is for the caller to say.
    ///
    /// # Errors
    /// `Database`.
    pub fn keys_of_school(&mut self, school: Id<Organisation>) -> Result<Vec<KeyRow>> {
        Ok(keys::table
            .inner_join(accounts::table)
            .filter(keys::authority_code.eq(self.authority()))
            .filter(keys::organisation_id.eq(school))
            .order((keys::revoked_at.is_not_null(), keys::id.desc()))
            .limit(100)
            .select((keys::id, keys::name, accounts::name, keys::created_at, keys::last_used_at, keys::revoked_at))
            .load(self.sql())?)
    }
}

impl<R: InvitesToSchools> Desk<'_, R, Changing> {
    /// A key of a school holds no longer, from the next request on.
    ///
    /// # Errors
    /// `NotFound` when the school has no such key.
    pub fn revoke_key(&mut self, school: Id<Organisation>, key: Id<SchoolKey>) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let row = keys::table.find(key).filter(keys::authority_code.eq(authority)).filter(keys::organisation_id.eq(school));
        let known: Option<NaiveDateTime> = row.select(keys::revoked_at).first(self.sql())?;
        if known.is_none() {
            diesel::update(row).set(keys::revoked_at.eq(now)).execute(self.sql())?;
        }
        Ok(())
    }
}

impl<R: AtSchool + InvitesToSchools> Desk<'_, R, Changing> {
    /// Makes a key for a school I administer.
    ///
    /// # Errors
    /// `NotFound` when I do not; `Refused` when the school has too many; `Conflict` when the form was sent
    /// before: the secret was shown then, and is nowhere to be shown again.
    pub fn make_key(&mut self, new: &NewKey) -> Result<()> {
        self.school_i_administer(new.school)?;
        let (authority, now) = (self.authority(), self.now());
        let holding = keys::table
            .filter(keys::authority_code.eq(authority))
            .filter(keys::organisation_id.eq(new.school))
            .filter(keys::revoked_at.is_null())
            .count()
            .get_result::<i64>(self.sql())?;
        if holding >= MOST_AT_ONCE {
            return Err(Error::refused(format!("Your school has {MOST_AT_ONCE} keys already: revoke one first")));
        }
        let by = self.account().ok_or(Error::Forbidden)?;
        diesel::insert_into(keys::table)
            .values((
                (keys::id.eq(new.id), keys::authority_code.eq(authority), keys::organisation_id.eq(new.school)),
                (keys::name.eq(&new.name), keys::secret_hash.eq(&new.secret_hash), keys::account_id.eq(by)),
                (keys::created_at.eq(now), keys::used_in_minute.eq(0)),
            ))
            .execute(self.sql())
            .map_err(Error::from)
            .map_err(|error| if error.is_already_there() { sent_before() } else { error })?;
        Ok(())
    }
}

fn sent_before() -> Error {
    Error::Conflict("This form was sent before, and its key was shown then. If it is lost, revoke it and make another.".into())
}

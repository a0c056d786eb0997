//! Keys as rows: whether one holds, and how often it was used.

use diesel::prelude::*;

use super::{HeldKey, used};
use crate::access::House;
use crate::db::AnyConnection;
use crate::db::schema::school_keys as keys;
use crate::error::{Error, Result};

/// A key that was not revoked, its last use and how often it was used in that minute.
type Row = (HeldKey, Option<chrono::NaiveDateTime>, i32);

fn found(conn: &mut AnyConnection, secret_hash: &str) -> Result<Row> {
    let columns = (keys::id, keys::name, keys::authority_code, keys::organisation_id, keys::account_id);
    let (of_key, last, in_its_minute) = keys::table
        .filter(keys::secret_hash.eq(secret_hash))
        .filter(keys::revoked_at.is_null())
        .select((columns, keys::last_used_at, keys::used_in_minute))
        .first(conn)
        .optional()?
        .ok_or(Error::KeyNeeded)?;
    let (id, name, authority, school, made_by) = of_key;
    Ok((HeldKey { id, name, authority, school, made_by }, last, in_its_minute))
}

impl House {
    /// The key of a secret, used once more.
    ///
    /// # Errors
    /// `KeyNeeded` when no key has this secret or it was revoked; `TooMany`.
    pub(super) async fn use_key(&self, secret_hash: String) -> Result<HeldKey> {
        let now = self.clock().now();
        let known = secret_hash.clone();
        // What does not hold is turned away without a write.
        let (_, last, in_its_minute) = self.database.look_up(move |conn| found(conn, &known)).await?;
        used(last, in_its_minute, now).map_err(Error::TooMany)?;
        self.database
            .write(move |conn| {
                let (held, last, in_its_minute) = found(conn, &secret_hash)?;
                let times = used(last, in_its_minute, now).map_err(Error::TooMany)?;
                diesel::update(keys::table.find(held.id))
                    .set((keys::last_used_at.eq(now), keys::used_in_minute.eq(times)))
                    .execute(conn)?;
                Ok(held)
            })
            .await
    }
}

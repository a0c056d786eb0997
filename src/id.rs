//! Ids: minted by the application, so that inserts need no answer, a form sent twice collides with
//! itself, and an address cannot be guessed (DESIGN section 5).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use diesel::{AsExpression, FromSqlRow};

/// A UUIDv7 that names one `T`, kept and written as its 36 characters.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Id<T> {
    text: [u8; 36],
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new id, later in order than those minted before it by this process.
    pub fn mint() -> Self {
        Self::from_uuid(uuid::Uuid::now_v7())
    }

    /// An id from 16 bytes, for seeded data that must come out the same each time.
    pub fn from_seed(bytes: [u8; 16]) -> Self {
        Self::from_uuid(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    fn from_uuid(uuid: uuid::Uuid) -> Self {
        let mut text = [0; 36];
        uuid.hyphenated().encode_lower(&mut text);
        Self { text, of: PhantomData }
    }

    /// The 36 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).expect("an id is written in ASCII")
    }

    /// The same characters as the id of something else, where one row stands for two ideas.
    pub fn cast<U>(self) -> Id<U> {
        Id { text: self.text, of: PhantomData }
    }
}

/// The text was not an id.
#[derive(Debug, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        uuid::Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| NotAnId)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl<T, DB: Backend> ToSql<Text, DB> for Id<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}
impl<T, DB: Backend> FromSql<Text, DB> for Id<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(String::from_sql(bytes)?.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = Id::<Thing>::mint();
        assert_eq!(id.to_string().parse::<Id<Thing>>().unwrap(), id);
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "1", "../etc/passwd", "é", &"a".repeat(36), "\0"] {
            assert!(text.parse::<Id<Thing>>().is_err(), "{text:?}");
        }
    }
}

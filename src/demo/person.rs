//! One child of the demonstration.

use chrono::NaiveDate;

use crate::children::model::Child;
use crate::children::queries::Address;
use crate::id::Id;

/// One child of a family, before the record is written.
pub struct Person {
    /// The record.
    pub id: Id<Child>,
    /// Counted over the whole demonstration, from 1.
    pub number: usize,
    /// Given names.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth.
    pub born: NaiveDate,
    /// Sex.
    pub girl: bool,
    /// Went to a school.
    pub schooled: bool,
    /// The address lived at now.
    pub home: Id<Address>,
}

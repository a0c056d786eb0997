//! A form that was sent twice: the second time it meets its own row.

mod queries;

use crate::error::{Error, Result};

/// Takes a form sent twice for well; an id that was used for anything else is refused without saying
/// for what.
///
/// # Errors
/// `Conflict` when it was not the same; whatever else went wrong.
pub fn settle<T>(outcome: Result<T>, is_the_same: bool) -> Result<()> {
    match outcome {
        Err(error) if error.is_already_there() && is_the_same => Ok(()),
        Err(error) if error.is_already_there() => Err(Error::Conflict(
            "This form was sent before, with something else in it. Nothing was changed: open it again.".into(),
        )),
        other => other.map(|_| ()),
    }
}

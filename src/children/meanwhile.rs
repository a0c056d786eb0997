//! Two people change the same thing: the second is shown what the first made of it before anything of
//! hers is saved (docs/decisions/0015).

use std::fmt::Debug;

use crate::error::{Error, Result};
use crate::web::{Faults, token};

/// What a form carries of the row it was opened on: the same while every field is.
pub fn stamp(row: &impl Debug) -> String {
    token::digest(&format!("{row:?}"))[..16].to_owned()
}

/// Whether the row still is what the form was opened on. One that is not, and already says what the
/// form wants (it was sent twice), needs no change.
///
/// # Errors
/// `Conflict` when somebody else changed it.
pub fn is_as_opened(row: &impl Debug, opened: &str, says_so_already: bool) -> Result<bool> {
    match (stamp(row) == opened, says_so_already) {
        (true, _) => Ok(true),
        (false, true) => Ok(false),
        (false, false) => Err(Error::Conflict(SENTENCE.into())),
    }
}

/// Whether somebody else was faster, so that the form is to be shown again.
///
/// # Errors
/// Whatever else went wrong.
pub fn was_changed<T>(outcome: Result<T>) -> Result<bool> {
    match outcome {
        Err(Error::Conflict(_)) => Ok(true),
        other => other.map(|_| false),
    }
}

/// The fault of such a form; it leads to what the row says now.
pub fn fault() -> Faults {
    let mut faults = Faults::none();
    faults.add("now", SENTENCE);
    faults
}

const SENTENCE: &str = "Somebody changed this after you opened it, so nothing of yours was saved. \
     Read what it says now, and save again if yours is right";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_opened_while_every_field_is() {
        let opened = stamp(&("Mill Lane", Some(3)));
        assert!(matches!(is_as_opened(&("Mill Lane", Some(3)), &opened, false), Ok(true)));
        assert!(matches!(is_as_opened(&("Mill Lane", None::<i32>), &opened, false), Err(Error::Conflict(_))));
        assert!(matches!(is_as_opened(&("Mill Lane", None::<i32>), &opened, true), Ok(false)), "sent twice");
        assert!(is_as_opened(&"Mill Lane", "", false).is_err(), "a form that does not say");
    }
}

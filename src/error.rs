//! What can go wrong, once, for pages and commands.
//!
//! Use [`Refused`](Error::Refused) for what the user can put right, with a sentence; let `?` turn
//! diesel's *not found* into 404; everything else is ours: it goes to the log under a reference, and
//! the user is shown the reference.

/// What a fallible function of the product returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Each variant names the status it answers with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 404: there is no such thing, or it is not yours; the two are not told apart.
    #[error("not found")]
    NotFound,
    /// 303 to the sign-in page: nobody is signed in.
    #[error("sign in first")]
    SignInNeeded,
    /// 403: signed in, but this role may not.
    #[error("your role does not allow this")]
    Forbidden,
    /// 403: the form did not come from our page, or the page is from before a new sign-in.
    #[error("this form is from an earlier sign-in: go back, refresh the page and send it again")]
    StaleForm,
    /// 401: the interface for other systems was asked without a key that holds.
    #[error("a key is needed: send it as Authorization: Bearer …")]
    KeyNeeded,
    /// 429: the key was used too often in this minute; how many seconds to wait.
    #[error("too many requests: try again in {0} seconds")]
    TooMany(u32),
    /// 400: the request cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// 413: larger than we take.
    #[error("{0}")]
    TooLarge(String),
    /// 409: the same id was sent with other content, or the row has moved on.
    #[error("{0}")]
    Conflict(String),
    /// 422: understood and refused, with a sentence for the user.
    #[error("{0}")]
    Refused(String),
    /// 503: too many writes are waiting.
    #[error("the register is busy: try again in a moment")]
    Busy,
    /// 500: the database failed.
    #[error("database: {0}")]
    Database(diesel::result::Error),
    /// 500: anything else that is our fault.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A refusal with a sentence for the user.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// Our own fault, with what happened for the log.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// Whether an insert met a row that is already there.
    pub fn is_already_there(&self) -> bool {
        use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
        matches!(self, Self::Database(DatabaseError(UniqueViolation, _)))
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

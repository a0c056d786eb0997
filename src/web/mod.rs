//! What every page shares: how it is answered, its frame, its forms and their errors, its files.

pub mod assets;
pub mod chart;
pub mod errors;
#[allow(missing_docs, reason = "the attribute writes items of its own")]
pub mod filters;
pub mod form;
pub mod frame;
pub mod origin;
pub mod page;
pub mod problem;
pub mod token;
pub mod upload;

pub use form::{Faults, Form, Posted};
pub use frame::Frame;
pub use page::{Page, Reply};
pub use upload::Upload;

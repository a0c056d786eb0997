//! Files that come with something: told by their content, kept whole in the database under an id, held
//! back until a virus scanner has let them through, and given out as downloads alone (decision record 0021).

mod clamd;
mod contents;
pub mod leaving;
pub mod model;
pub mod queries;
pub mod reading;
pub mod scanning;

//! What happens by itself: after midnight standards that take force that day move the due dates, and
//! the figures of the days that have passed are kept; once a week the letters are decided, by the due
//! dates of that day. Once, however many nodes there are.

mod nightly;
mod queries;

pub use nightly::{run_due, start};

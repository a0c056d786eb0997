//! To send files, and to send what became of them.

pub mod many;
pub mod ready;

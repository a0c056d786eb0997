//! The tabs of a record.

pub mod opened;
pub mod tabs;
pub mod timeline;

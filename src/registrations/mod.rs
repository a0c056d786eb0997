//! The child’s episodes on the register.

pub mod model;
pub mod queries;
pub mod reasons;

//! Copies of the register, and putting one back.

pub mod command;

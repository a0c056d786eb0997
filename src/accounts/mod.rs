//! The accounts people sign in with: who may use the register, and as what.

pub mod command;
mod queries;

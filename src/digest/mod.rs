//! The letters of the week: whoever keeps in touch with children is told every Monday which of them
//! nobody has seen and whose contact is overdue, by reference and count, and managers what the whole
//! team has. It cannot be switched off, is decided once a week however many nodes there are, and when
//! it has not happened every manager's page says so.

pub mod command;
pub mod contents;
pub mod decide;
pub mod letters;
pub mod notice;
pub mod queries;
pub mod schedule;

pub use decide::run_due;

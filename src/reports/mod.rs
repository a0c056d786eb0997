//! Figures for managers and auditors: how many, of which kind, seen by whom. No names.

pub mod model;
mod pages;
mod queries;

pub use pages::routes;

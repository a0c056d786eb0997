//! What an officer or a manager meets in the morning: how many, who has waited longest, and whether
//! it is getting better.

mod pages;

pub use pages::routes;

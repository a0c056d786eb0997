//! Files brought in: a real spreadsheet, every row accounted for. What is understood becomes facts;
//! what is not becomes a note and a task, never a guess. `docs/import.md` says what becomes of what.

pub mod alike;
pub mod before;
pub mod columns;
pub mod command;
pub mod drafts;
pub mod given_file;
mod headers;
pub mod held;
pub mod matching;
pub mod merge;
pub mod model;
pub mod officers;
mod pages;
pub mod plan;
pub mod queries;
pub mod report;
pub mod row;
pub mod run;
pub mod sheet;
pub mod text_file;
pub mod words;
mod workbook;

/// `/imports…`
pub fn routes(service: &mut actix_web::web::ServiceConfig) {
    pages::routes(service);
}

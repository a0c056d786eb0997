//! *Seen*: the register in which an English local authority keeps its electively home-educated
//! children and its children missing education, and which shows every day the children whom no
//! agency has seen lately. `docs/architecture.md` is the way in.

pub mod access;
pub mod accounts;
pub mod app;
pub mod attachments;
pub mod audit;
pub mod audit_trail;
pub mod backups;
pub mod caseload;
pub mod check;
pub mod children;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
pub mod contacts;
pub mod dates;
pub mod db;
pub mod demo;
pub mod digest;
pub mod duplicates;
pub mod error;
pub mod exports;
pub mod figures;
pub mod help;
pub mod id;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod matching;
pub mod merges;
pub mod not_seen;
pub mod notifications;
pub mod organisations;
pub mod record;
pub mod registrations;
pub mod reports;
pub mod school_accounts;
pub mod settings;
pub mod standards;
pub mod standings;
pub mod tasks;
pub mod today;
pub mod visits;
pub mod web;

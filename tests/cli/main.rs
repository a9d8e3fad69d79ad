//! The command line, used as a person uses it: a small project is made, commands run, and what they
//! print and how they end is compared.
#![cfg(feature = "cli")]

mod apply;
mod backup;
mod boot;
mod check;
mod conflicts;
mod delete;
mod drift;
mod edit;
mod export;
mod get;
mod git;
mod help;
mod history;
mod import;
mod lock;
mod migrate;
mod new;
mod plan;
mod project;
mod reset;
mod review;
mod show;
mod status;
mod undo;
mod verify;

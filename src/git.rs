//! Keeps a database and a git repository in step, where people edit both.
//!
//! [`repository`] and the files beside it run the user's own git. What a commit has and what the database has
//! are compared by the hash of a record's content, with what both had when they were last synced between
//! them: the sync log says that. What comes and what goes is then decided from values to values, in
//! [`pull`] and in [`push`].

mod branch;
mod clone;
mod command;
mod commit;
mod diverged;
mod error;
mod follow;
mod journal;
mod kind;
mod lock;
mod log;
mod look;
mod merged;
mod pull;
mod push;
mod records;
mod recover;
mod report;
mod repository;
mod run;
mod session;
mod side;
mod status;
#[cfg(test)]
mod tests;
mod tree;
mod upstream;

pub use error::GitError;
pub use report::{GitConflict, GitOperation, GitReport};
pub use run::GitOptions;
pub(crate) use run::{Way, log, run};
pub(crate) use side::side;
pub(crate) use status::status;
pub use status::{GitRecord, GitState, GitStatus, GitTotals};

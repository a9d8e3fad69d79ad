//! Keeps a database and a git repository in step, where people edit both.
//!
//! [`repository`] and the files beside it run the user's own git.

mod branch;
mod command;
mod commit;
mod error;
mod lock;
mod log;
mod merged;
mod repository;
#[cfg(test)]
mod tests;
mod tree;
mod upstream;

pub use error::GitError;

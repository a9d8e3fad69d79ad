//! What was done between a database and a repository, and how they stand.

use serde::Serialize;

use super::journal::Operation;
use crate::store::{RecordName, Signature, SyncRow};

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct GitReport {
    /// The branch.
    pub branch: String,
    /// Its newest commit after the run; `None` while it has none.
    pub commit: Option<String>,
    /// What was done to records and files, in the order in which it was.
    pub operations: Vec<GitOperation>,
    /// Fields that both sides changed differently, by record: they wait in the queue.
    pub conflicts: Vec<GitConflict>,
    /// Records that changed here and whose files changed in git: to be pulled before they are pushed.
    pub waiting: Vec<RecordName>,
    /// Records that changed here and of which a conflict is open: to be settled before they are pushed.
    pub unresolved: Vec<RecordName>,
    /// Records whose files went in git, and that stay in the database.
    pub orphaned: Vec<RecordName>,
    /// What the branch was merged with, where it had to be.
    pub merged: Option<String>,
    /// The remote to which commits went.
    pub pushed_to: Option<String>,
}

/// A field of a record that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GitConflict {
    /// The record.
    pub record: RecordName,
    /// The field; empty for the record as a whole.
    pub field: String,
}

/// An operation on a record: a row of the sync log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GitOperation {
    /// The record.
    pub record: RecordName,
    /// `create`, `update`, `delete` or `refresh`.
    pub operation: &'static str,
    /// `push` or `pull`.
    pub direction: &'static str,
    /// `pending`, `success` or `failed`.
    pub state: &'static str,
    /// The file, below the repository's top.
    pub path: String,
    /// The commit.
    pub commit: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was begun: RFC 3339, in UTC.
    pub started: String,
    /// When it ended.
    pub completed: Option<String>,
    /// Who ran it.
    pub by: String,
}

impl GitReport {
    /// Whether nothing failed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.operations.iter().all(|operation| operation.error.is_none())
    }

    pub(super) fn add(&mut self, operation: &Operation, end: Ended<'_>, signature: &Signature) {
        let row = SyncRow {
            commit: end.commit.map(str::to_owned).or_else(|| operation.commit.clone()),
            error: end.error.map(str::to_owned),
            completed: Some(signature.at.clone()),
            state: end.state(),
            ..operation.row(signature)
        };
        self.operations.push(GitOperation::from(row));
    }
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ended<'e> {
    pub commit: Option<&'e str>,
    pub error: Option<&'e str>,
}

impl Ended<'_> {
    fn state(self) -> crate::store::SyncState {
        match self.error {
            Some(_) => crate::store::SyncState::Failed,
            None => crate::store::SyncState::Success,
        }
    }
}

impl From<SyncRow> for GitOperation {
    fn from(row: SyncRow) -> Self {
        Self {
            record: row.record,
            operation: row.operation.as_str(),
            direction: row.direction.as_str(),
            state: row.state.as_str(),
            path: row.path,
            commit: row.commit,
            error: row.error,
            started: row.started.at,
            completed: row.completed,
            by: row.started.by,
        }
    }
}

//! A database and a git repository, kept in step.

use std::path::Path;

use super::Database;
use crate::bundle::Bundle;
use crate::compare::Side;
use crate::git::{self, GitError, GitOperation, GitOptions, GitReport, GitStatus, Way};
use crate::store::RecordName;
use crate::sync::Author;

impl Database {
    /// Commits the published records that changed since their last commit to a branch of a local git
    /// repository, with those as authors who changed them; and pushes the branch, if it has an upstream.
    ///
    /// Which records these are, the manifests' `git` says. `author` is who runs this, for the sync log.
    pub fn git_push(
        &self,
        bundle: &Bundle,
        repository: &Path,
        options: &GitOptions,
        author: &Author,
    ) -> Result<GitReport, GitError> {
        git::run(self.live(), bundle, repository, options, Way::Push, author)
    }

    /// Fetches the branch's upstream, if it has one, and takes what people committed into the database, with
    /// them as those who changed it. What both sides changed is merged, or waits in the queue.
    pub fn git_pull(
        &self,
        bundle: &Bundle,
        repository: &Path,
        options: &GitOptions,
        author: &Author,
    ) -> Result<GitReport, GitError> {
        git::run(self.live(), bundle, repository, options, Way::Pull, author)
    }

    /// Pulls, then pushes.
    pub fn git_sync(
        &self,
        bundle: &Bundle,
        repository: &Path,
        options: &GitOptions,
        author: &Author,
    ) -> Result<GitReport, GitError> {
        git::run(self.live(), bundle, repository, options, Way::Both, author)
    }

    /// How each record stands between the database and the local branch. Writes nothing, and asks no remote.
    pub fn git_status(
        &self,
        bundle: &Bundle,
        repository: &Path,
        options: &GitOptions,
    ) -> Result<GitStatus, GitError> {
        git::status(self.live(), bundle, repository, options.branch.as_deref())
    }

    /// The records of the local branch, to be compared with another side.
    pub fn git_side(
        &self,
        bundle: &Bundle,
        repository: &Path,
        options: &GitOptions,
    ) -> Result<Side, GitError> {
        git::side(self.live(), bundle, repository, options.branch.as_deref())
    }

    /// The sync log, oldest first; of one record where one is named.
    pub fn git_log(&self, record: Option<&RecordName>) -> Result<Vec<GitOperation>, GitError> {
        git::log(self.live(), record)
    }
}

//! A run: a database and a repository, with nobody else at work between them.

use std::path::Path;

use super::error::GitError;
use super::kind::{Kind, kinds};
use super::lock::Lock;
use super::recover;
use super::report::GitReport;
use super::repository::Repository;
use crate::bundle::Bundle;
use crate::read::Live;
use crate::store::{Error, Signature};
use crate::sync::{self, Author, installed};

/// A run.
pub(super) struct Session<'s> {
    pub live: &'s Live,
    pub bundle: &'s Bundle,
    pub kinds: Vec<Kind<'s>>,
    pub repository: Repository,
    pub lock: Lock,
    /// In which this is.
    pub clone: String,
    pub author: &'s Author,
    pub report: GitReport,
}

impl<'s> Session<'s> {
    /// Begins a run, and ends what one before it left undone.
    pub(super) fn begin(
        live: &'s Live,
        bundle: &'s Bundle,
        path: &Path,
        branch: Option<&str>,
        author: &'s Author,
    ) -> Result<Self, GitError> {
        let kinds = kinds(bundle)?;
        in_step(live, &kinds)?;
        let repository = Repository::open(path, branch)?;
        let lock = repository.lock()?;
        let clone = repository.clone_name(&lock)?;
        let report = GitReport { branch: repository.branch.clone(), ..GitReport::default() };
        let mut session = Self { live, bundle, kinds, repository, lock, clone, author, report };
        session.repository.recover(&mut session.lock)?;
        recover::pending(&mut session)?;
        Ok(session)
    }

    /// Who runs this, now.
    pub(super) fn signature(&self) -> Signature {
        self.author.sign()
    }

    /// What was done.
    pub(super) fn end(mut self) -> Result<GitReport, GitError> {
        // What a pull of this run could not read is told already.
        let GitReport { waiting, operations, .. } = &mut self.report;
        waiting.retain(|record| {
            let mut own = operations.iter().filter(|operation| operation.record == *record);
            own.all(|operation| operation.error.is_none())
        });
        self.report.commit = self.repository.tip()?.map(|tip| tip.0);
        Ok(self.report)
    }
}

/// Refuses a bundle that is older than what the database has: its schema is not the database's.
pub(super) fn in_step(live: &Live, kinds: &[Kind<'_>]) -> Result<(), Error> {
    let mut store = live.store();
    let store = store.as_mut();
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    kinds.iter().try_for_each(|kind| sync::in_step(reader.as_mut(), kind.dataset, &database))
}

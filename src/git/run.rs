//! What a person asks for: push, pull, both.

use std::path::Path;

use super::error::GitError;
use super::journal::rows;
use super::report::{GitOperation, GitReport};
use super::session::Session;
use super::upstream::Pushed;
use crate::bundle::Bundle;
use crate::read::Live;
use crate::shown::without_secrets;
use crate::store::{RecordName, SyncFilter};
use crate::sync::{Author, installed};

/// Which branch, and how commits are made.
///
/// ```
/// let options = seedbank::GitOptions::default().branch("main").batch();
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct GitOptions {
    pub(crate) branch: Option<String>,
    pub(crate) batch: bool,
}

impl GitOptions {
    /// This branch, and not that of the repository's HEAD.
    #[must_use]
    pub fn branch(mut self, name: impl Into<String>) -> Self {
        self.branch = Some(name.into());
        self
    }

    /// One commit for all records, and not one for each.
    #[must_use]
    pub fn batch(mut self) -> Self {
        self.batch = true;
        self
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Push,
    Pull,
    Both,
}

/// Brings a database and a branch in step.
pub(crate) fn run(
    live: &Live,
    bundle: &Bundle,
    path: &Path,
    options: &GitOptions,
    way: Way,
    author: &Author,
) -> Result<GitReport, GitError> {
    let mut session = Session::begin(live, bundle, path, options.branch.as_deref(), author)?;
    if way != Way::Push {
        session.pull()?;
    }
    if way != Way::Pull {
        session.push(options.batch)?;
    }
    session.end()
}

/// The sync log, oldest first; of one record where one is named.
pub(crate) fn log(live: &Live, record: Option<&RecordName>) -> Result<Vec<GitOperation>, GitError> {
    let mut store = live.store();
    let database = store.as_mut().name().to_owned();
    installed(store.as_mut().installation()?, &database)?;
    drop(store);
    let filter = SyncFilter { record, ..SyncFilter::default() };
    Ok(rows(live, &filter)?.into_iter().map(|entry| entry.row.into()).collect())
}

impl Session<'_> {
    /// What the branch and its upstream have comes into the database.
    fn pull(&mut self) -> Result<(), GitError> {
        if let Some(upstream) = self.repository.upstream()? {
            self.follow(&upstream)?;
        }
        match self.repository.tip()? {
            Some(tip) => self.take(&tip, None),
            None => Ok(()),
        }
    }

    /// What the database has goes into the branch, and from there to its upstream.
    fn push(&mut self, batch: bool) -> Result<(), GitError> {
        self.give(batch)?;
        let Some(upstream) = self.repository.upstream()? else { return Ok(()) };
        let Some(tip) = self.repository.tip()? else { return Ok(()) };
        if self.repository.commit(&upstream.tracking)?.as_ref() == Some(&tip) {
            return Ok(());
        }
        if let Pushed::Behind(_) = self.repository.push(&upstream)? {
            self.pull()?;
            self.give(batch)?;
            if let Pushed::Behind(reason) = self.repository.push(&upstream)? {
                return Err(self.repository.unpushed(&upstream, &reason));
            }
        }
        self.report.pushed_to = Some(without_secrets(&upstream.remote));
        Ok(())
    }
}

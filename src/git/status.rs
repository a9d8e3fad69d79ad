//! How each record stands between the database and the branch. Writes nothing.

use std::path::Path;

use serde::Serialize;

use super::error::GitError;
use super::journal::{day_ago, rows};
use super::kind::kinds;
use super::look::Look;
use super::records::{Record, Records};
use super::report::GitOperation;
use super::repository::Repository;
use super::session::in_step;
use crate::bundle::Bundle;
use crate::read::Live;
use crate::store::{RecordName, SyncFilter, SyncRow, SyncState};

/// How a database and a branch stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GitStatus {
    /// The branch.
    pub branch: String,
    /// Its newest commit; `None` while it has none.
    pub commit: Option<String>,
    /// Every record that is in git, or was, or is to be.
    pub records: Vec<GitRecord>,
    /// How many stand how.
    pub totals: GitTotals,
    /// Operations that were begun and have not ended: a run is at work, or was killed.
    pub pending: u64,
    /// What began to fail in the last 24 hours, whether or not it was put right since.
    pub failures: Vec<GitOperation>,
    /// Whether no record has failed, and nothing is pending.
    pub healthy: bool,
}

/// How a record stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GitRecord {
    /// The record.
    pub record: RecordName,
    /// How it stands.
    pub state: GitState,
    /// Its file, if it has one.
    pub path: Option<String>,
    /// Why it failed, or which fields wait for a person.
    pub problem: Option<String>,
}

/// How a record stands between the database and the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GitState {
    /// Both have the same.
    Synced,
    /// The database has something that the branch does not: `push`.
    Ahead,
    /// The branch has something that the database does not: `pull`.
    Behind,
    /// Each has something that the other does not; or a conflict is open.
    Both,
    /// Its file went, and the record stayed.
    Orphaned,
    /// The last operation failed.
    Failed,
}

/// How many records stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "named as the states")]
#[non_exhaustive]
pub struct GitTotals {
    pub synced: u64,
    pub ahead: u64,
    pub behind: u64,
    pub both: u64,
    pub orphaned: u64,
    pub failed: u64,
}

/// How they stand, without asking a remote.
pub(crate) fn status(
    live: &Live,
    bundle: &Bundle,
    path: &Path,
    branch: Option<&str>,
) -> Result<GitStatus, GitError> {
    let kinds = kinds(bundle)?;
    in_step(live, &kinds)?;
    let repository = Repository::open(path, branch)?;
    let tip = repository.tip()?;
    let mut records = Vec::new();
    for kind in &kinds {
        let known = Records::beside(live, kind, tip.as_ref())?;
        let look = Look::at(&repository, tip.as_ref(), kind, &known)?;
        records.extend(of_kind(&known, &look));
    }
    let of = |state, since| -> Result<Vec<SyncRow>, GitError> {
        let filter = SyncFilter { state: Some(state), since, ..SyncFilter::default() };
        let rows = rows(live, &filter)?.into_iter().map(|entry| entry.row);
        Ok(rows.filter(|row| kinds.iter().any(|kind| kind.has(&row.record))).collect())
    };
    let pending = of(SyncState::Pending, None)?.len() as u64;
    let failures = of(SyncState::Failed, Some(&day_ago()))?.into_iter();
    let failures = failures.map(GitOperation::from).collect();
    let totals = totals(&records);
    let healthy = totals.failed == 0 && pending == 0;
    let commit = tip.map(|tip| tip.0);
    let branch = repository.branch;
    Ok(GitStatus { branch, commit, records, totals, pending, failures, healthy })
}

/// Each record of a kind.
fn of_kind(known: &Records, look: &Look) -> Vec<GitRecord> {
    let mut records = Vec::new();
    for (name, record) in &known.all {
        let state = match (state(known, look, name, record), known.open.get(name)) {
            (None, Some(_)) if known.links.contains_key(name) => Some(GitState::Both),
            (state, _) => state,
        };
        if let Some(state) = state {
            let path = look.files.get(name).map(|found| found.path.clone());
            records.push(GitRecord { record: name.clone(), state, path, problem: None });
        }
    }
    for (name, found) in look.files.iter().filter(|(name, _)| !known.all.contains_key(name)) {
        let path = Some(found.path.clone());
        let state = GitState::Behind;
        records.push(GitRecord { record: name.clone(), state, path, problem: None });
    }
    for broken in look.broken.iter().filter(|broken| !known.all.contains_key(&broken.record)) {
        records.push(GitRecord {
            record: broken.record.clone(),
            state: GitState::Failed,
            path: Some(broken.path.clone()),
            problem: Some(broken.problem.clone()),
        });
    }
    for record in &mut records {
        disputed(known, record);
        failed(known, look, record);
    }
    records.sort_by(|a, b| a.record.cmp(&b.record));
    records
}

/// How a record of the database stands; `None` where git has nothing to do with it.
fn state(known: &Records, look: &Look, name: &RecordName, record: &Record) -> Option<GitState> {
    let (link, found) = (known.file_of(name), look.files.get(name));
    if known.is_orphaned(name) && found.is_none() {
        return Some(GitState::Orphaned);
    }
    if look.problem(name).is_some() {
        return Some(GitState::Failed);
    }
    let last = link.and_then(|link| link.hash.as_deref());
    let there = found.map(|found| found.hash.as_str());
    let here = record.published.then_some(record.hash.as_str());
    match (here == last, there == last) {
        _ if here == there && here.is_some() => Some(GitState::Synced),
        (true, true) => None,
        (true, false) => Some(GitState::Behind),
        (false, true) => Some(GitState::Ahead),
        (false, false) => Some(GitState::Both),
    }
}

/// Says of a record which fields wait for a person.
fn disputed(known: &Records, record: &mut GitRecord) {
    let Some(fields) = known.open.get(&record.record) else { return };
    let named =
        fields.iter().map(|field| if field.is_empty() { "the whole record" } else { field });
    let problem = format!("open conflict: {}", named.collect::<Vec<_>>().join(", "));
    (record.state, record.problem) = (GitState::Both, Some(problem));
}

/// Says of a record that its last operation failed.
fn failed(known: &Records, look: &Look, record: &mut GitRecord) {
    if let Some(broken) = look.problem(&record.record) {
        (record.state, record.problem) = (GitState::Failed, Some(broken.problem.clone()));
        record.path.get_or_insert_with(|| broken.path.clone());
        return;
    }
    if let Some(row) = known.newest.get(&record.record)
        && row.state == SyncState::Failed
    {
        (record.state, record.problem) = (GitState::Failed, row.error.clone());
    }
}

fn totals(records: &[GitRecord]) -> GitTotals {
    let mut totals = GitTotals::default();
    for record in records {
        *match record.state {
            GitState::Synced => &mut totals.synced,
            GitState::Ahead => &mut totals.ahead,
            GitState::Behind => &mut totals.behind,
            GitState::Both => &mut totals.both,
            GitState::Orphaned => &mut totals.orphaned,
            GitState::Failed => &mut totals.failed,
        } += 1;
    }
    totals
}

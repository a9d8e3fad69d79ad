//! Ends what a run that was killed has begun.

use std::collections::HashSet;

use super::error::GitError;
use super::journal::{day_ago, end, rows};
use super::kind::{Kind, Text};
use super::repository::Commit;
use super::session::Session;
use crate::store::{SyncDirection, SyncEnd, SyncEntry, SyncFilter, SyncState};

const INTERRUPTED: &str = "interrupted";

/// Settles the pending rows of the sync log that are of this clone: nobody else is at work in it, so they are
/// of a run that is no more. What another clone left is settled after a day, when it may be gone.
///
/// What came into the database was settled with it, in one transaction; so only what went into a commit
/// may have been done.
pub(super) fn pending(session: &mut Session<'_>) -> Result<(), GitError> {
    let filter = SyncFilter { state: Some(SyncState::Pending), ..SyncFilter::default() };
    let mut pending = rows(session.live, &filter)?;
    let day_ago = day_ago();
    pending.retain(|entry| {
        let is_ours = entry.row.clone.as_ref().is_none_or(|clone| *clone == session.clone);
        is_ours || entry.row.started.at < day_ago
    });
    if pending.is_empty() {
        return Ok(());
    }
    let tip = session.repository.tip()?;
    let mut ends = Vec::new();
    for kind in &session.kinds {
        let own: Vec<&SyncEntry> =
            pending.iter().filter(|entry| kind.has(&entry.row.record)).collect();
        ends.extend(ended(session, kind, tip.as_ref(), &own)?);
    }
    Ok(end(session.live, &session.signature(), &ends)?)
}

fn ended(
    session: &Session<'_>,
    kind: &Kind<'_>,
    tip: Option<&Commit>,
    pending: &[&SyncEntry],
) -> Result<Vec<SyncEnd>, GitError> {
    let failed = |entry: &SyncEntry| SyncEnd {
        id: entry.id,
        commit: None,
        error: Some(INTERRUPTED.to_owned()),
    };
    let Some(tip) = tip else { return Ok(pending.iter().map(|entry| failed(entry)).collect()) };
    let tree = session.repository.tree(tip, &kind.git.folder)?;
    let there: Vec<&SyncEntry> =
        pending.iter().copied().filter(|entry| tree.contains_key(&entry.row.path)).collect();
    let blobs: Vec<&str> = there.iter().map(|entry| tree[&entry.row.path].blob.as_str()).collect();
    let contents = session.repository.read(&blobs)?;
    let text =
        |(entry, bytes): (&&SyncEntry, Vec<u8>)| Text { path: entry.row.path.clone(), bytes };
    let texts: Vec<Text> = there.iter().zip(contents).map(text).collect();
    let hashes = kind.read(&texts).into_iter().map(|content| Some(content.ok()?.hash));
    let made: HashSet<i64> = there
        .iter()
        .zip(hashes)
        .filter(|(entry, hash)| entry.row.hash.is_some() && entry.row.hash == *hash)
        .map(|(entry, _)| entry.id)
        .collect();
    let is_done = |entry: &SyncEntry| {
        let SyncEntry { id, row } = entry;
        row.direction == SyncDirection::Push
            && (made.contains(id) || row.hash.is_none() && !tree.contains_key(&row.path))
    };
    let done: Vec<&SyncEntry> = pending.iter().copied().filter(|entry| is_done(entry)).collect();
    let paths = done.iter().map(|entry| entry.row.path.as_str()).collect();
    let touched = session.repository.last_changes(tip, &kind.git.folder, &paths)?;
    let ends = pending.iter().map(|entry| {
        if !is_done(entry) {
            return failed(entry);
        }
        let commit = touched.get(&entry.row.path).map_or(tip, |touched| &touched.commit);
        SyncEnd { id: entry.id, commit: Some(commit.0.clone()), error: None }
    });
    Ok(ends.collect())
}

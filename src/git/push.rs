//! What the database has goes into commits.

mod going;
mod message;
mod paths;
mod text;

use self::going::{Going, going};
pub(super) use self::message::person;
use self::message::{Gone, Reason, batched, message};
use self::paths::Paths;
pub(super) use self::text::{Texts, dataset};
use super::branch::Dirty;
use super::commit::{FileChange, NewCommit};
use super::error::GitError;
use super::journal::{Operation, begin, end, failed, settled};
use super::kind::{Content, Kind, Text};
use super::look::Look;
use super::records::{Record, Records};
use super::report::Ended;
use super::repository::Commit;
use super::session::Session;
use crate::store::{HistoryFilter, RecordId, RecordName, SyncDirection, SyncEnd, SyncOperation};

/// A change to a record's file, ready to be committed.
struct Change {
    operation: Operation,
    files: Vec<FileChange>,
    reason: Reason,
}

impl Session<'_> {
    /// Commits what the database has and the branch does not: a commit for each record, or one for all.
    pub(super) fn give(&mut self, batch: bool) -> Result<(), GitError> {
        self.report.waiting.clear();
        self.report.unresolved.clear();
        self.report.orphaned.clear();
        for kind in self.kinds.clone() {
            let tip = self.repository.tip()?;
            let known = Records::beside(self.live, &kind, tip.as_ref())?;
            let look = Look::at(&self.repository, tip.as_ref(), &kind, &known)?;
            let going = going(&known, &look);
            self.report.waiting.extend(going.waiting.iter().cloned());
            self.report.unresolved.extend(going.unresolved.iter().cloned());
            self.report.orphaned.extend(going.orphaned.iter().cloned());
            self.adopt(&known, &look, &going, tip.as_ref())?;
            let changes = self.changes(&kind, &known, &look, &going)?;
            self.commit(&kind, tip.as_ref(), changes, batch)?;
        }
        Ok(())
    }

    /// Notes of files that are as the database has their records that this is so.
    fn adopt(
        &mut self,
        known: &Records,
        look: &Look,
        going: &Going,
        tip: Option<&Commit>,
    ) -> Result<(), GitError> {
        let signature = self.signature();
        let adopted = going.same.iter().filter_map(|name| {
            let hash = Some(known.all.get(name)?.hash.clone());
            let path = &look.files.get(name)?.path;
            let commit = tip.map(|tip| tip.0.clone());
            Some((pushed(name, SyncOperation::Refresh, path, hash, commit), None))
        });
        let adopted: Vec<_> = adopted.collect();
        for (operation, _) in &adopted {
            self.report.add(operation, Ended::default(), &signature);
        }
        Ok(settled(self.live, &signature, &adopted)?)
    }

    /// The changes to files; what cannot be written is noted.
    fn changes(
        &mut self,
        kind: &Kind<'_>,
        known: &Records,
        look: &Look,
        going: &Going,
    ) -> Result<Vec<Change>, GitError> {
        if going.writes.is_empty() && going.removes.is_empty() {
            return Ok(Vec::new());
        }
        let olds = self.olds(kind, look, &going.writes)?;
        let dirty = self.repository.dirty(&kind.git.folder)?;
        let taken = match self.repository.tip()? {
            Some(tip) => self.repository.paths(&tip)?,
            None => Vec::new(),
        };
        let folder = format!("{}/", kind.git.folder);
        if let Some(file) = taken.iter().find(|file| folder.starts_with(&format!("{file}/"))) {
            let (path, file) = (self.repository.path.clone(), file.clone());
            return Err(GitError::NoFolder { path, file });
        }
        let mut paths = Paths::new(&taken);
        let dataset = dataset(*kind);
        let texts = Texts::new(&dataset);
        let mut changes = Vec::new();
        let mut failed = Vec::new();
        for (name, old) in going.writes.iter().zip(&olds) {
            let Some(record) = known.all.get(name) else { continue };
            let path = match old {
                Some(Old { text, content: Some(content), .. }) => {
                    let before = kind.slug(&name.key, &content.value);
                    if before == kind.slug(&name.key, &record.value) {
                        text.path.clone()
                    } else {
                        paths.free(kind, Some(&text.path), &name.key, &record.value)
                    }
                }
                Some(Old { text, content: None, .. }) => text.path.clone(),
                None => paths.free(kind, None, &name.key, &record.value),
            };
            let hash = Some(record.hash.clone());
            let what = if old.is_some() { SyncOperation::Update } else { SyncOperation::Create };
            let operation = pushed(name, what, &path, hash, None);
            match written(&texts, name, record, old.as_ref(), &path, &dirty) {
                Ok(files) => {
                    let reason = self.reason(kind, name, record, what)?;
                    changes.push(Change { operation, files, reason });
                }
                Err(problem) => failed.push((operation, Some(problem))),
            }
        }
        for name in &going.removes {
            let (Some(record), Some(found)) = (known.all.get(name), look.files.get(name)) else {
                continue;
            };
            let operation = pushed(name, SyncOperation::Delete, &found.path, None, None);
            if dirty.has(&found.path) {
                failed.push((operation, Some(uncommitted(&found.path))));
                continue;
            }
            let reason = self.reason(kind, name, record, SyncOperation::Delete)?;
            let files = vec![FileChange::Remove { path: found.path.clone() }];
            changes.push(Change { operation, files, reason });
        }
        self.note_failed(known, failed)?;
        Ok(changes)
    }

    /// Notes what cannot be pushed; what failed so before is told, and not written again.
    fn note_failed(
        &mut self,
        known: &Records,
        failed: Vec<(Operation, Option<String>)>,
    ) -> Result<(), GitError> {
        let signature = self.signature();
        for (operation, error) in &failed {
            let ended = Ended { commit: None, error: error.as_deref() };
            self.report.add(operation, ended, &signature);
        }
        let is_new = |(operation, error): &(Operation, Option<String>)| {
            let error = error.as_deref().unwrap_or_default();
            !known.has_failed(&operation.record, &operation.path, error)
        };
        let new: Vec<_> = failed.into_iter().filter(is_new).collect();
        Ok(settled(self.live, &signature, &new)?)
    }

    /// Makes the commits and moves the branch; the sync log has it before and after.
    fn commit(
        &mut self,
        kind: &Kind<'_>,
        tip: Option<&Commit>,
        changes: Vec<Change>,
        batch: bool,
    ) -> Result<(), GitError> {
        if changes.is_empty() {
            return Ok(());
        }
        let operations: Vec<Operation> =
            changes.iter().map(|change| change.operation.clone()).collect();
        let ids = begin(self.live, &self.signature(), &self.clone, &operations)?;
        let commits = commits(kind, changes, batch, self.author);
        let made = self.repository.make(tip, None, &commits).and_then(|made| {
            if let Some(newest) = made.last() {
                self.repository.advance(&mut self.lock, tip, newest)?;
            }
            Ok(made)
        });
        self.repository.let_go()?;
        let signature = self.signature();
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                let records = operations.into_iter().map(|operation| operation.record);
                failed(self.live, &signature, ids.into_iter().zip(records), &error.to_string())?;
                return Err(error);
            }
        };
        let commit_of = |rank: usize| made.get(rank).or(made.last()).map(|commit| commit.0.clone());
        let mut ends = Vec::new();
        for (rank, (id, operation)) in ids.into_iter().zip(&operations).enumerate() {
            let commit = commit_of(rank);
            let ended = Ended { commit: commit.as_deref(), error: None };
            self.report.add(operation, ended, &signature);
            ends.push(SyncEnd { id, commit, error: None });
        }
        Ok(end(self.live, &signature, &ends)?)
    }

    /// The files that are there already of the records to be written.
    fn olds(
        &self,
        kind: &Kind<'_>,
        look: &Look,
        names: &[RecordName],
    ) -> Result<Vec<Option<Old>>, GitError> {
        let found: Vec<_> = names.iter().map(|name| look.files.get(name)).collect();
        let blobs: Vec<&str> =
            found.iter().flatten().map(|found| found.file.blob.as_str()).collect();
        let mut contents = self.repository.read(&blobs)?.into_iter();
        let texts = found.iter().flatten().map(|found| Text {
            path: found.path.clone(),
            bytes: contents.next().unwrap_or_default(),
        });
        let texts: Vec<Text> = texts.collect();
        let read = kind.read(&texts);
        let executables = found.iter().flatten().map(|found| found.file.executable);
        let executables: Vec<bool> = executables.collect();
        let mut olds = texts
            .into_iter()
            .zip(read)
            .zip(executables)
            .map(|((text, content), executable)| Old { text, executable, content: content.ok() });
        Ok(found.into_iter().map(|found| found.and_then(|_| olds.next())).collect())
    }

    /// Who changed a record last, when and why.
    fn reason(
        &self,
        kind: &Kind<'_>,
        name: &RecordName,
        record: &Record,
        operation: SyncOperation,
    ) -> Result<Reason, GitError> {
        let why = last_reason(self, record.id)?;
        let title = match kind.title(&record.value) {
            "" => name.key.clone(),
            title => title.to_owned(),
        };
        let changed = record.changed.clone();
        let gone = (operation == SyncOperation::Delete).then(|| Gone::of(record.state));
        Ok(Reason { record: name.clone(), changed, why, operation, gone, title })
    }
}

/// A file as the branch has it.
struct Old {
    text: Text,
    executable: bool,
    content: Option<Content>,
}

fn last_reason(session: &Session<'_>, record: RecordId) -> Result<Option<String>, GitError> {
    let mut last = None;
    let mut store = session.live.store();
    let mut reader = store.as_mut().snapshot()?;
    let filter = HistoryFilter { record: Some(record), ..HistoryFilter::default() };
    reader.each_history(&filter, &mut |entry| {
        last = entry.row.reason;
        Ok(())
    })?;
    Ok(last)
}

/// What of the files changes for a record, or why it cannot be written.
fn written(
    texts: &Texts<'_>,
    name: &RecordName,
    record: &Record,
    old: Option<&Old>,
    path: &str,
    dirty: &Dirty,
) -> Result<Vec<FileChange>, String> {
    let old_path = old.map(|old| old.text.path.as_str());
    if let Some(path) = [Some(path), old_path].into_iter().flatten().find(|path| dirty.has(path)) {
        return Err(uncommitted(path));
    }
    let text = texts.of(name, record, path, old.map(|old| &old.text))?;
    let executable = old.is_some_and(|old| old.executable);
    let mut files = Vec::new();
    if let Some(old) = old_path.filter(|old| *old != path) {
        files.push(FileChange::Remove { path: old.to_owned() });
    }
    let (path, content) = (path.to_owned(), text.into_bytes());
    files.push(FileChange::Write { path, content, executable });
    Ok(files)
}

fn uncommitted(path: &str) -> String {
    format!("{path} has changes where the branch is checked out; commit or undo them")
}

/// The commits for changes: one for each, or one for all.
fn commits(
    kind: &Kind<'_>,
    changes: Vec<Change>,
    batch: bool,
    author: &crate::sync::Author,
) -> Vec<NewCommit> {
    let commit = |change: Change| {
        let Change { files, reason, .. } = change;
        let (author, date) = (reason.author(), reason.date());
        NewCommit { author, date, message: message(&reason), changes: files }
    };
    if !batch || changes.len() == 1 {
        return changes.into_iter().map(commit).collect();
    }
    let (reasons, files): (Vec<Reason>, Vec<Vec<FileChange>>) =
        changes.into_iter().map(|change| (change.reason, change.files)).unzip();
    let mut commit = batched(&kind.collection.name, &reasons, author);
    commit.changes = files.into_iter().flatten().collect();
    vec![commit]
}

fn pushed(
    record: &RecordName,
    what: SyncOperation,
    path: &str,
    hash: Option<String>,
    commit: Option<String>,
) -> Operation {
    let direction = SyncDirection::Push;
    Operation { record: record.clone(), what, direction, path: path.to_owned(), hash, commit }
}

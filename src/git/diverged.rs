//! A branch and its upstream went different ways: they are merged.
//!
//! Git merges files. A record's file that both sides changed is settled in the database, as any edit is, and
//! written into the merge as the database then has it. Where one side removed it, the merge has none, and the
//! record follows its policy.

mod both;
mod brought;
mod sides;

use std::collections::BTreeSet;

use jiff::Timestamp;

use self::both::{Both, Found, Version, changed};
use self::brought::Between;
use self::sides::Sides;
use super::commit::{FileChange, Merging, NewCommit};
use super::error::GitError;
use super::journal::{Operation, begin, end, failed};
use super::kind::{Kind, Text};
use super::push::{Texts, dataset, person};
use super::records::{Record, Records};
use super::report::Ended;
use super::repository::Commit;
use super::session::Session;
use crate::store::{RecordName, SyncDirection, SyncEnd, SyncOperation};

/// What a merge writes besides what git does.
#[derive(Default)]
struct Settled {
    changes: Vec<FileChange>,
    operations: Vec<Operation>,
}

impl Settled {
    /// Whether another record is written there.
    fn writes(&self, path: &str) -> bool {
        let mut changes = self.changes.iter();
        changes
            .any(|change| matches!(change, FileChange::Write { path: other, .. } if other == path))
    }
}

impl Session<'_> {
    /// Merges what the upstream has into the branch.
    pub(super) fn merge(
        &mut self,
        ours: &Commit,
        theirs: &Commit,
        upstream: &str,
    ) -> Result<(), GitError> {
        // First what people committed here: what is then written has it.
        self.take(ours, Some(theirs))?;
        let merged = self.repository.merge(ours, theirs)?;
        let base = self.repository.merge_base(ours, theirs)?;
        let between = Between::new(&self.repository, ours, theirs)?;
        let mut found = Vec::new();
        for kind in self.kinds.clone() {
            let of_kind = changed(&self.repository, &kind, base.as_ref(), ours, theirs)?;
            self.readable(upstream, &merged.conflicts, &of_kind)?;
            let doubtful = self.doubtful(&kind, &between, &of_kind.both)?;
            if !doubtful.is_empty() {
                return Err(self.by_hand(upstream, doubtful));
            }
            found.push((kind, of_kind));
        }
        self.only_records(upstream, &merged.conflicts, &found)?;
        let sides = Sides::new(self.repository.paths(ours)?, self.repository.paths(theirs)?);
        let mut settled = Settled::default();
        for (kind, Found { both, alone, .. }) in found {
            settled.changes.extend(alone);
            self.bring_ours(&kind, &between, &both)?;
            let names = self.bring_theirs(&kind, &between, &both)?;
            let merging = (upstream, merged.conflicts.as_slice(), &sides);
            self.settle(&kind, &between, merging, &names, &mut settled)?;
        }
        let merging = Merging { other: theirs.clone(), tree: merged.tree };
        self.commit_merge(ours, &merging, upstream, settled)?;
        self.report.merged = Some(upstream.to_owned());
        Ok(())
    }

    /// Refuses a merge in which a file that cannot be read may be one that the other side changed.
    fn readable(
        &self,
        upstream: &str,
        conflicts: &[String],
        Found { both, broken, .. }: &Found,
    ) -> Result<(), GitError> {
        let concerned: BTreeSet<&str> = both.values().flat_map(Both::paths).collect();
        let in_question =
            |path: &&String| concerned.contains(path.as_str()) || conflicts.contains(path);
        let files: Vec<String> = broken.iter().filter(in_question).cloned().collect();
        if files.is_empty() { Ok(()) } else { Err(self.by_hand(upstream, files)) }
    }

    /// Refuses a merge in which files that hold no record are in conflict.
    fn only_records(
        &self,
        upstream: &str,
        conflicts: &[String],
        found: &[(Kind<'_>, Found)],
    ) -> Result<(), GitError> {
        let is_ours = |path: &&String| found.iter().any(|(_, found)| found.settles(path));
        let others: Vec<String> = conflicts.iter().filter(|path| !is_ours(path)).cloned().collect();
        if others.is_empty() { Ok(()) } else { Err(self.by_hand(upstream, others)) }
    }

    /// Writes the records as the database then has them.
    fn settle(
        &mut self,
        kind: &Kind<'_>,
        between: &Between<'_>,
        (upstream, conflicts, sides): (&str, &[String], &Sides),
        names: &[(RecordName, &Both)],
        settled: &mut Settled,
    ) -> Result<(), GitError> {
        let known = Records::read(self.live, kind)?;
        let dataset = dataset(*kind);
        let texts = Texts::new(&dataset);
        let mut by_hand = Vec::new();
        for (name, both) in names {
            let came = self.has_theirs(name, between, both)?;
            let (Some(record), Some(path), true) = (known.all.get(name), both.path(), came) else {
                // What the database does not take is for a person, unless git has merged it.
                let own = conflicts.iter().filter(|path| both.paths().contains(path.as_str()));
                by_hand.extend(own.cloned());
                continue;
            };
            let is_there = record.published && !both.is_gone();
            if is_there && (sides.have_another_at(&path, both) || settled.writes(&path)) {
                by_hand.push(path);
                continue;
            }
            let removed = both.paths().into_iter().filter(|other| !is_there || *other != path);
            settled
                .changes
                .extend(removed.map(|path| FileChange::Remove { path: path.to_owned() }));
            if is_there {
                let Some(text) = merged(&texts, name, record, &path, both) else {
                    by_hand.push(path);
                    continue;
                };
                let version = both.ours.as_ref().or(both.theirs.as_ref());
                let executable = version.is_some_and(|version| version.file.executable);
                let (path, content) = (path.clone(), text.into_bytes());
                settled.changes.push(FileChange::Write { path, content, executable });
            } else if both.theirs.is_none() {
                // The sync log has it already.
                continue;
            }
            settled.operations.push(Operation {
                record: name.clone(),
                what: if is_there { SyncOperation::Update } else { SyncOperation::Delete },
                // A record that stays has no file because people removed that.
                direction: if is_there || !record.published {
                    SyncDirection::Push
                } else {
                    SyncDirection::Pull
                },
                path,
                hash: is_there.then(|| record.hash.clone()),
                commit: None,
            });
        }
        if by_hand.is_empty() { Ok(()) } else { Err(self.by_hand(upstream, by_hand)) }
    }

    fn commit_merge(
        &mut self,
        ours: &Commit,
        merging: &Merging,
        upstream: &str,
        settled: Settled,
    ) -> Result<(), GitError> {
        let Settled { mut changes, operations } = settled;
        // Where one leaves, another may come.
        changes.sort_by_key(|change| matches!(change, FileChange::Write { .. }));
        let ids = begin(self.live, &self.signature(), &self.clone, &operations)?;
        let message = format!("Merge {upstream} into {}\n", self.repository.branch);
        let (author, date) = (person(&self.signature().by), Timestamp::now());
        let commit = NewCommit { author, date, message, changes };
        let made = self.repository.make(Some(ours), Some(merging), &[commit]);
        let made = made.and_then(|made| {
            let newest = made.into_iter().next_back().unwrap_or_else(|| ours.clone());
            self.repository.advance(&mut self.lock, Some(ours), &newest)?;
            Ok(newest)
        });
        self.repository.let_go()?;
        let signature = self.signature();
        let commit = match made {
            Ok(commit) => commit.0,
            Err(error) => {
                let records = operations.into_iter().map(|operation| operation.record);
                failed(self.live, &signature, ids.into_iter().zip(records), &error.to_string())?;
                return Err(error);
            }
        };
        let end_of = |id| SyncEnd { id, commit: Some(commit.clone()), error: None };
        end(self.live, &signature, &ids.into_iter().map(end_of).collect::<Vec<_>>())?;
        for operation in &operations {
            let ended = Ended { commit: Some(&commit), error: None };
            self.report.add(operation, ended, &signature);
        }
        Ok(())
    }

    fn by_hand(&self, upstream: &str, files: Vec<String>) -> GitError {
        GitError::MergeByHand {
            path: self.repository.path.clone(),
            branch: self.repository.branch.clone(),
            upstream: upstream.to_owned(),
            files,
        }
    }
}

/// The text of a record that both sides have: its values are the database's, and all else is what either side
/// made of it. `None` where both made something else of the same lines.
fn merged(
    texts: &Texts<'_>,
    name: &RecordName,
    record: &Record,
    path: &str,
    both: &Both,
) -> Option<String> {
    // With the same values in each, only comments, order and the like are left to merge.
    let with_values = |version: &Version| texts.of(name, record, path, Some(&version.text)).ok();
    match (&both.base, &both.ours, &both.theirs) {
        (Some(base), Some(ours), Some(theirs)) => {
            let [base, ours, theirs] = [base, ours, theirs].map(with_values);
            let text = diffy::merge(&base?, &ours?, &theirs?).ok()?;
            let text = Text { path: path.to_owned(), bytes: text.into_bytes() };
            texts.of(name, record, path, Some(&text)).ok()
        }
        (_, ours, theirs) => with_values(ours.as_ref().or(theirs.as_ref())?),
    }
}

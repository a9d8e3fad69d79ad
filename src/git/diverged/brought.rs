//! What either side of a merge has of records that both changed comes into the database.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::both::{Both, Version};
use crate::git::error::GitError;
use crate::git::journal::rows;
use crate::git::kind::Kind;
use crate::git::look::{Look, Names};
use crate::git::pull::{Coming, bases, of_gone, pulled};
use crate::git::records::Records;
use crate::git::repository::{Commit, Repository};
use crate::git::session::Session;
use crate::store::{RecordName, SyncFilter, SyncOperation, SyncState};
use crate::sync::{Base, Incoming, Target};

/// The two sides, and the commits that only they have.
pub(super) struct Between<'c> {
    pub ours: &'c Commit,
    pub theirs: &'c Commit,
    only_ours: HashSet<String>,
    only_theirs: HashSet<String>,
}

impl<'c> Between<'c> {
    pub(super) fn new(
        repository: &Repository,
        ours: &'c Commit,
        theirs: &'c Commit,
    ) -> Result<Self, GitError> {
        let only_ours = repository.only_in(ours, theirs)?;
        let only_theirs = repository.only_in(theirs, ours)?;
        Ok(Self { ours, theirs, only_ours, only_theirs })
    }
}

impl Session<'_> {
    /// Brings our versions of records in that were last synced with a commit of the other side: by another
    /// clone, or by a run that did not come to the end of this merge.
    pub(super) fn bring_ours(
        &mut self,
        kind: &Kind<'_>,
        between: &Between<'_>,
        found: &BTreeMap<String, Both>,
    ) -> Result<(), GitError> {
        let known = Records::read(self.live, kind)?;
        let mut all = Vec::new();
        for (name, both) in named(kind, &known, found) {
            let last = known.links.get(&name).and_then(|link| link.commit.as_ref());
            if last.is_some_and(|last| between.only_theirs.contains(last))
                && !self.has(&name, &between.only_ours, both.ours.as_ref())?
            {
                let version = both.ours.as_ref();
                all.extend(coming(kind, &known, (&name, both), version, None, between.ours));
            }
        }
        self.bring(kind, between.ours, &known, all)
    }

    /// Brings the other side's versions into the database; gives the records' names.
    pub(super) fn bring_theirs<'f>(
        &mut self,
        kind: &Kind<'_>,
        between: &Between<'_>,
        found: &'f BTreeMap<String, Both>,
    ) -> Result<Vec<(RecordName, &'f Both)>, GitError> {
        let known = Records::read(self.live, kind)?;
        let brought = named(kind, &known, found);
        let names = brought.iter().map(|(name, _)| name.clone());
        let bases = bases(&self.repository, kind, between.theirs, &known, names)?;
        let mut all = Vec::new();
        for (name, both) in &brought {
            if !self.has_theirs(name, between, both)? {
                // Before it moved, or was removed here, both had it elsewhere.
                let (version, base) = (both.theirs.as_ref(), bases.get(name));
                all.extend(coming(kind, &known, (name, *both), version, base, between.theirs));
            }
        }
        self.bring(kind, between.theirs, &known, all)?;
        Ok(brought)
    }

    /// Whether the other side's version of a record came into the database.
    pub(super) fn has_theirs(
        &self,
        name: &RecordName,
        between: &Between<'_>,
        both: &Both,
    ) -> Result<bool, GitError> {
        self.has(name, &between.only_theirs, both.theirs.as_ref())
    }

    /// Whether the version of a side came into the database, or from there: the last that was synced with
    /// what only that side has.
    fn has(
        &self,
        name: &RecordName,
        only: &HashSet<String>,
        version: Option<&Version>,
    ) -> Result<bool, GitError> {
        let state = Some(SyncState::Success);
        let filter = SyncFilter { record: Some(name), state, ..SyncFilter::default() };
        let mut rows = rows(self.live, &filter)?.into_iter().rev().map(|entry| entry.row);
        let last = rows.find(|row| row.commit.as_ref().is_some_and(|commit| only.contains(commit)));
        let hash = version.map(|version| &version.content.hash);
        Ok(last.is_some_and(|row| row.hash.as_ref() == hash))
    }

    /// The files that one side removed and the other changed, where that may be a slip of the one: it has no
    /// file of any record, or one that cannot be read and may be the missing one.
    pub(super) fn doubtful(
        &self,
        kind: &Kind<'_>,
        between: &Between<'_>,
        found: &BTreeMap<String, Both>,
    ) -> Result<Vec<String>, GitError> {
        let mut files = Vec::new();
        if !found.values().any(Both::is_gone) {
            return Ok(files);
        }
        let known = Records::read(self.live, kind)?;
        let (here, there): (Vec<&Both>, Vec<&Both>) =
            found.values().filter(|both| both.is_gone()).partition(|both| both.ours.is_none());
        for (side, gone) in [(between.ours, here), (between.theirs, there)] {
            if gone.is_empty() {
                continue;
            }
            let look = Look::at(&self.repository, Some(side), kind, &known)?;
            let doubt = look.doubt(&known).is_some();
            // Or it is there still, and holds something else.
            let is_left = |both: &&Both| {
                let mut paths = both.paths().into_iter();
                paths.any(|path| look.tree.contains_key(path))
            };
            let gone = gone.into_iter().filter(|both| doubt || is_left(both));
            files.extend(gone.filter_map(Both::path));
        }
        Ok(files)
    }
}

/// What has one name. The rest is left to git.
fn named<'f>(
    kind: &Kind<'_>,
    known: &Records,
    found: &'f BTreeMap<String, Both>,
) -> Vec<(RecordName, &'f Both)> {
    let names = Names::new(kind, known);
    let with_name = found.values().filter_map(|both| {
        let version = both.theirs.as_ref().or(both.ours.as_ref())?;
        Some((names.of(&version.text.path, &version.content).ok()?, both))
    });
    with_name.collect()
}

/// What a side brings: its version of the file, or that the file went.
fn coming(
    kind: &Kind<'_>,
    known: &Records,
    (name, both): (&RecordName, &Both),
    version: Option<&Version>,
    base: Option<&Map<String, Value>>,
    commit: &Commit,
) -> Option<Coming> {
    let before = both.base.as_ref().map(|before| &before.content.value);
    let Some(version) = version else {
        let path = &both.base.as_ref()?.text.path;
        return Some(of_gone(kind, name, (known.all.get(name)?, path), before, commit));
    };
    let base = base.or(before).map_or(Base::Unknown, |base| Base::Common(base.clone()));
    let target = Target::Record(version.content.value.clone());
    let hash = Some(version.content.hash.clone());
    let operation = pulled(name, SyncOperation::Update, &version.text.path, hash, commit);
    let incoming = Some(Incoming { record: name.clone(), target, base });
    Some(Coming { operation, incoming, problem: None })
}

//! What either side of a merge has of records that both changed comes into the database.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::both::{Both, Version};
use crate::git::error::GitError;
use crate::git::kind::Kind;
use crate::git::look::{Look, Names};
use crate::git::pull::{Coming, bases, of_gone, pulled};
use crate::git::records::Records;
use crate::git::repository::Commit;
use crate::git::session::Session;
use crate::store::{RecordName, SyncOperation};
use crate::sync::{Base, Incoming, Target};

impl Session<'_> {
    /// Brings our versions of records in that were last synced with a commit of the other side: by another
    /// clone, or by a run that was killed in the middle of this merge.
    pub(super) fn bring_ours(
        &mut self,
        kind: &Kind<'_>,
        (ours, theirs): (&Commit, &Commit),
        found: &BTreeMap<String, Both>,
    ) -> Result<(), GitError> {
        let known = Records::read(self.live, kind)?;
        let only_there = self.repository.only_in(theirs, ours)?;
        let coming = named(kind, &known, found).into_iter().filter_map(|(name, both)| {
            let link = known.links.get(&name)?;
            link.commit.as_ref().filter(|commit| only_there.contains(*commit))?;
            coming(kind, &known, (&name, both), both.ours.as_ref(), None, ours)
        });
        let coming: Vec<Coming> = coming.collect();
        self.bring(kind, ours, &known, coming)
    }

    /// Brings the other side's versions into the database; gives the records' names.
    pub(super) fn bring_theirs<'f>(
        &mut self,
        kind: &Kind<'_>,
        theirs: &Commit,
        found: &'f BTreeMap<String, Both>,
    ) -> Result<Vec<(RecordName, &'f Both)>, GitError> {
        let known = Records::read(self.live, kind)?;
        let brought = named(kind, &known, found);
        let all = brought.iter().map(|(name, _)| name.clone());
        let bases = bases(&self.repository, kind, theirs, &known, all)?;
        let coming = brought.iter().filter_map(|(name, both)| {
            // Before it moved, or was removed here, both had it elsewhere.
            coming(kind, &known, (name, *both), both.theirs.as_ref(), bases.get(name), theirs)
        });
        let coming: Vec<Coming> = coming.collect();
        self.bring(kind, theirs, &known, coming)?;
        Ok(brought)
    }

    /// The files that one side removed and the other changed, where that may be a slip of the one: it has no
    /// file of any record, or one that cannot be read and may be the missing one.
    pub(super) fn doubtful(
        &self,
        kind: &Kind<'_>,
        (ours, theirs): (&Commit, &Commit),
        found: &BTreeMap<String, Both>,
    ) -> Result<Vec<String>, GitError> {
        let mut files = Vec::new();
        let known = Records::read(self.live, kind)?;
        let (here, there): (Vec<&Both>, Vec<&Both>) =
            found.values().filter(|both| both.is_gone()).partition(|both| both.ours.is_none());
        for (side, gone) in [(ours, here), (theirs, there)] {
            if gone.is_empty() {
                continue;
            }
            let look = Look::at(&self.repository, Some(side), kind, &known)?;
            if look.doubt(&known).is_some() {
                files.extend(gone.iter().filter_map(|both| both.path()).map(str::to_owned));
            }
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

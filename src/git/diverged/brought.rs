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
            let base = both.base.as_ref();
            match &both.ours {
                Some(version) => {
                    let base = base.map(|base| &base.content.value);
                    Some(changed(&name, version, base, ours))
                }
                None => {
                    let (record, base) = (known.all.get(&name)?, base?);
                    let record = (record, base.text.path.as_str());
                    Some(of_gone(kind, &name, record, Some(&base.content.value), ours))
                }
            }
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
            let base = both.base.as_ref();
            match &both.theirs {
                Some(version) => {
                    // Before it moved, or was removed here, both had it elsewhere.
                    let base = bases.get(name).or(base.map(|base| &base.content.value));
                    Some(changed(name, version, base, theirs))
                }
                None => {
                    let (record, base) = (known.all.get(name)?, base?);
                    let record = (record, base.text.path.as_str());
                    Some(of_gone(kind, name, record, Some(&base.content.value), theirs))
                }
            }
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
        for (side, is_here) in [(ours, true), (theirs, false)] {
            let version =
                |both: &Both| if is_here { both.ours.is_none() } else { both.theirs.is_none() };
            let gone: Vec<&Both> =
                found.values().filter(|both| both.is_gone() && version(both)).collect();
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
    let named = found.values().filter_map(|both| {
        let version = both.theirs.as_ref().or(both.ours.as_ref())?;
        Some((names.of(&version.text.path, &version.content).ok()?, both))
    });
    named.collect()
}

fn changed(
    name: &RecordName,
    version: &Version,
    base: Option<&Map<String, Value>>,
    commit: &Commit,
) -> Coming {
    let base = base.map_or(Base::Unknown, |base| Base::Common(base.clone()));
    let target = Target::Record(version.content.value.clone());
    let hash = Some(version.content.hash.clone());
    let operation = pulled(name, SyncOperation::Update, &version.text.path, hash, commit);
    let incoming = Some(Incoming { record: name.clone(), target, base });
    Coming { operation, incoming, problem: None }
}

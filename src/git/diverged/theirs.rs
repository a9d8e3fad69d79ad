//! What the other side of a merge has of records that both sides changed comes into the database.

use std::collections::BTreeMap;

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
    /// Brings the other side's versions into the database; gives the records' names.
    pub(super) fn bring_theirs<'f>(
        &mut self,
        kind: &Kind<'_>,
        theirs: &Commit,
        found: &'f BTreeMap<String, Both>,
    ) -> Result<Vec<(RecordName, &'f Both)>, GitError> {
        let known = Records::read(self.live, kind)?;
        let names = Names::new(kind, &known);
        let brought = found.values().filter_map(|both| {
            let version = both.theirs.as_ref().or(both.ours.as_ref())?;
            // What has no one name is left to git.
            let name = names.of(&version.text.path, &version.content).ok()?;
            Some((name, both))
        });
        let brought: Vec<(RecordName, &Both)> = brought.collect();
        let all = brought.iter().map(|(name, _)| name.clone());
        let bases = bases(&self.repository, kind, theirs, &known, all)?;
        let coming = brought.iter().filter_map(|(name, both)| match &both.theirs {
            Some(version) => {
                // Before it moved, or was removed here, both had it elsewhere.
                let before = both.base.as_ref().map(|version| &version.content.value);
                changed(&known, name, version, bases.get(name).or(before), theirs)
            }
            None => gone(kind, &known, name, both, theirs),
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

fn changed(
    known: &Records,
    name: &RecordName,
    version: &Version,
    base: Option<&serde_json::Map<String, serde_json::Value>>,
    theirs: &Commit,
) -> Option<Coming> {
    let hash = Some(version.content.hash.clone());
    // A run that was killed has brought it in.
    if known.file_of(name).is_some_and(|link| link.hash == hash) {
        return None;
    }
    let base = base.map_or(Base::Unknown, |base| Base::Common(base.clone()));
    let target = Target::Record(version.content.value.clone());
    let operation = pulled(name, SyncOperation::Update, &version.text.path, hash, theirs);
    let incoming = Some(Incoming { record: name.clone(), target, base });
    Some(Coming { operation, incoming, problem: None })
}

/// It was removed there, and changed here: as its policy says, with what both had before as base.
fn gone(
    kind: &Kind<'_>,
    known: &Records,
    name: &RecordName,
    both: &Both,
    theirs: &Commit,
) -> Option<Coming> {
    let (record, base) = (known.all.get(name)?, both.base.as_ref()?);
    // A run that was killed has followed it.
    let link = known.links.get(name);
    if link.is_some_and(|link| link.hash.is_none() && link.commit.as_ref() == Some(&theirs.0)) {
        return None;
    }
    let record = (record, base.text.path.as_str());
    Some(of_gone(kind, name, record, Some(&base.content.value), theirs))
}

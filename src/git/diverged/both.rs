//! The records whose files either side of a merge changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::git::commit::FileChange;
use crate::git::error::GitError;
use crate::git::kind::{Content, Kind, Text};
use crate::git::look::is_prose;
use crate::git::repository::{Commit, Repository};
use crate::git::tree::{File, Tree};

/// A record's file in one commit.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub text: Text,
    pub file: File,
    pub content: Content,
}

/// A record of which each side has another file than both had before.
#[derive(Debug, Clone)]
pub(super) struct Both {
    pub base: Option<Version>,
    pub ours: Option<Version>,
    pub theirs: Option<Version>,
}

impl Both {
    /// Where its file is on any side.
    pub(super) fn paths(&self) -> BTreeSet<&str> {
        let versions = [&self.base, &self.ours, &self.theirs];
        versions.into_iter().flatten().map(|version| version.text.path.as_str()).collect()
    }

    /// Whether one side removed its file, and the other changed it.
    pub(super) fn is_gone(&self) -> bool {
        self.base.is_some() && (self.ours.is_none() || self.theirs.is_none())
    }

    /// Whether no two of the three are the same.
    fn differ(&self) -> bool {
        let [base, ours, theirs] =
            [&self.base, &self.ours, &self.theirs].map(|version| place(version.as_ref()));
        ours != base && theirs != base && ours != theirs
    }

    /// What makes of a merge what the one side has that changed it, where two of the three are the same.
    /// Nothing where the other side has put something else there: that is left to git.
    fn as_one_side_has_it(&self, base: &Tree, ours: &Files, theirs: &Files) -> Vec<FileChange> {
        let is_theirs = place(self.ours.as_ref()) == place(self.base.as_ref());
        let (version, side) = if is_theirs { (&self.theirs, theirs) } else { (&self.ours, ours) };
        let (other, there) = if is_theirs { (&self.ours, ours) } else { (&self.theirs, theirs) };
        let path = version.as_ref().map(|version| version.text.path.as_str());
        let is_its = path == other.as_ref().map(|other| other.text.path.as_str());
        if path.is_some_and(|path| !is_its && there.have_changed(path, base)) {
            return Vec::new();
        }
        // What is there in another form, which cannot be read as a record, is left to git too.
        let gone = self.paths().into_iter().filter(|path| !side.have(path));
        let mut changes: Vec<FileChange> =
            gone.map(|path| FileChange::Remove { path: path.to_owned() }).collect();
        changes.extend(version.iter().map(|version| {
            let Version { text, file, .. } = version.clone();
            let (path, content) = (text.path, text.bytes);
            FileChange::Write { path, content, executable: file.executable }
        }));
        changes
    }

    /// Where its file is after the merge: whoever moved it to another folder, or gave it another name, has the
    /// word, and we where both did.
    pub(super) fn path(&self) -> Option<String> {
        let parts = |version: &Option<Version>| {
            let path = version.as_ref()?.text.path.clone();
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            Some((folder.to_owned(), name.to_owned()))
        };
        let base = parts(&self.base).unwrap_or_default();
        let (Some(ours), Some(theirs)) = (parts(&self.ours), parts(&self.theirs)) else {
            let version = self.theirs.as_ref().or(self.ours.as_ref())?;
            return Some(version.text.path.clone());
        };
        let folder = if ours.0 == base.0 { theirs.0 } else { ours.0 };
        let name = if ours.1 == base.1 { theirs.1 } else { ours.1 };
        Some(if folder.is_empty() { name } else { format!("{folder}/{name}") })
    }
}

/// Where a file is, and which.
fn place(version: Option<&Version>) -> Option<(&str, &File)> {
    version.map(|version| (version.text.path.as_str(), &version.file))
}

/// The files of a commit.
struct Files {
    /// Those that may hold a record.
    tree: Tree,
    /// All.
    paths: Vec<String>,
}

impl Files {
    /// Whether there is anything at a path, or below.
    fn have(&self, path: &str) -> bool {
        self.paths.iter().any(|at| {
            at.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether something is at a path that was not there before.
    fn have_changed(&self, path: &str, base: &Tree) -> bool {
        let file = self.tree.get(path);
        self.have(path) && (file.is_none() || file != base.get(path))
    }
}

/// What both sides did to files of records.
#[derive(Debug)]
pub(super) struct Found {
    /// The records whose files both changed, by key.
    pub both: BTreeMap<String, Both>,
    /// What a merge writes of the records that one side changed: git may take the file of one for that of
    /// another which moved, as records are alike.
    pub alone: Vec<FileChange>,
    /// The files of either side that cannot be read.
    pub broken: BTreeSet<String>,
}

impl Found {
    /// Whether a record's file is there after the merge, or was before, and nobody else's is.
    pub(super) fn settles(&self, path: &str) -> bool {
        let written = |change: &&FileChange| matches!(change, FileChange::Write { path: at, .. } if at == path);
        let of_one = match self.alone.iter().filter(written).count() {
            0 => self.alone.iter().any(|change| *change.path() == *path),
            count => count == 1,
        };
        of_one || self.both.values().any(|both| both.paths().contains(path))
    }
}

/// Finds the records that either side changed.
pub(super) fn changed(
    repository: &Repository,
    kind: &Kind<'_>,
    base: Option<&Commit>,
    ours: &Commit,
    theirs: &Commit,
) -> Result<Found, GitError> {
    let tree = |commit: &Commit| -> Result<Tree, GitError> {
        let mut tree = repository.tree(commit, &kind.git.folder)?;
        tree.retain(|path, _| kind.takes(path));
        Ok(tree)
    };
    let files = |commit: &Commit| -> Result<Files, GitError> {
        Ok(Files { tree: tree(commit)?, paths: repository.paths(commit)? })
    };
    let base = base.map(tree).transpose()?.unwrap_or_default();
    let (ours, theirs) = (files(ours)?, files(theirs)?);
    let mut broken = BTreeSet::new();
    let (mut of_base, mut of_ours, mut of_theirs) = {
        let paths_of = |side: &Tree| {
            let all = side.keys().chain(base.keys());
            let differ = all.filter(|path| side.get(*path) != base.get(*path));
            differ.cloned().collect::<BTreeSet<String>>()
        };
        let paths: BTreeSet<String> =
            paths_of(&ours.tree).union(&paths_of(&theirs.tree)).cloned().collect();
        let read = |tree: &Tree, broken: &mut BTreeSet<String>| {
            versions(repository, kind, tree, &paths, broken)
        };
        // What could not be read before either side touched it is in nobody's way.
        let of_base = read(&base, &mut BTreeSet::new())?;
        (of_base, read(&ours.tree, &mut broken)?, read(&theirs.tree, &mut broken)?)
    };
    let keys: BTreeSet<String> =
        of_base.keys().chain(of_ours.keys()).chain(of_theirs.keys()).cloned().collect();
    let mut found = Found { both: BTreeMap::new(), alone: Vec::new(), broken };
    for key in keys {
        let both = Both {
            base: of_base.remove(&key),
            ours: of_ours.remove(&key),
            theirs: of_theirs.remove(&key),
        };
        if both.differ() {
            found.both.insert(key, both);
        } else {
            found.alone.extend(both.as_one_side_has_it(&base, &ours, &theirs));
        }
    }
    Ok(found)
}

/// The records in some files of a tree, by key; but for those that are in several. What cannot be read is noted.
fn versions(
    repository: &Repository,
    kind: &Kind<'_>,
    tree: &Tree,
    paths: &BTreeSet<String>,
    broken: &mut BTreeSet<String>,
) -> Result<HashMap<String, Version>, GitError> {
    let files: Vec<(&String, &File)> =
        tree.iter().filter(|(path, _)| paths.contains(*path)).collect();
    let blobs: Vec<&str> = files.iter().map(|(_, file)| file.blob.as_str()).collect();
    let contents = repository.read(&blobs)?;
    let text = |((path, _), bytes): (&(&String, &File), _)| Text { path: (*path).clone(), bytes };
    let texts: Vec<Text> = files.iter().zip(contents).map(text).collect();
    let read = kind.read(&texts);
    let (mut versions, mut several) = (HashMap::new(), BTreeSet::new());
    for (((path, file), text), content) in files.into_iter().zip(texts).zip(read) {
        match content {
            Ok(content) => {
                let version = Version { text, file: file.clone(), content };
                if let Some(other) = versions.insert(version.content.key.clone(), version) {
                    several.insert(other.content.key);
                }
            }
            Err(_) if is_prose(&text) => {}
            Err(_) => drop(broken.insert(path.clone())),
        }
    }
    versions.retain(|key, _| !several.contains(key));
    Ok(versions)
}

//! The records whose files both sides of a merge changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
        let [base, ours, theirs] = [&self.base, &self.ours, &self.theirs].map(|version| {
            version.as_ref().map(|version| (version.text.path.as_str(), &version.file))
        });
        ours != base && theirs != base && ours != theirs
    }

    /// Where its file is after the merge: whoever moved it has the word, and we where both did.
    pub(super) fn path(&self) -> Option<&str> {
        let path = |version: Option<&'_ Version>| version.map(|version| version.text.path.clone());
        let (base, ours) = (path(self.base.as_ref()), path(self.ours.as_ref()));
        let moved = ours.is_some() && ours != base;
        let (first, second) =
            if moved { (&self.ours, &self.theirs) } else { (&self.theirs, &self.ours) };
        let version = first.as_ref().or(second.as_ref())?;
        Some(version.text.path.as_str())
    }
}

/// Finds them, by key; and the files of either side that cannot be read.
pub(super) fn both(
    repository: &Repository,
    kind: &Kind<'_>,
    base: Option<&Commit>,
    ours: &Commit,
    theirs: &Commit,
) -> Result<(BTreeMap<String, Both>, BTreeSet<String>), GitError> {
    let tree = |commit: &Commit| -> Result<Tree, GitError> {
        let mut tree = repository.tree(commit, &kind.git.folder)?;
        tree.retain(|path, _| kind.takes(path));
        Ok(tree)
    };
    let trees = (base.map(tree).transpose()?.unwrap_or_default(), tree(ours)?, tree(theirs)?);
    let mut broken = BTreeSet::new();
    let (mut of_base, mut of_ours, mut of_theirs) = {
        let changed = |side: &Tree| {
            let all = side.keys().chain(trees.0.keys());
            let differ = all.filter(|path| side.get(*path) != trees.0.get(*path));
            differ.cloned().collect::<BTreeSet<String>>()
        };
        let paths: BTreeSet<String> =
            changed(&trees.1).union(&changed(&trees.2)).cloned().collect();
        let read = |tree: &Tree, broken: &mut BTreeSet<String>| {
            versions(repository, kind, tree, &paths, broken)
        };
        // What could not be read before either side touched it is in nobody's way.
        let of_base = read(&trees.0, &mut BTreeSet::new())?;
        (of_base, read(&trees.1, &mut broken)?, read(&trees.2, &mut broken)?)
    };
    let keys: BTreeSet<String> = of_ours.keys().chain(of_theirs.keys()).cloned().collect();
    let mut found = BTreeMap::new();
    for key in keys {
        let (base, ours, theirs) =
            (of_base.remove(&key), of_ours.remove(&key), of_theirs.remove(&key));
        let both = Both { base, ours, theirs };
        if both.differ() {
            found.insert(key, both);
        }
    }
    Ok((found, broken))
}

/// The records in some files of a tree, by key. What cannot be read is noted.
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
    let mut versions = HashMap::new();
    for (((path, file), text), content) in files.into_iter().zip(texts).zip(read) {
        match content {
            Ok(content) => {
                let version = Version { text, file: file.clone(), content };
                versions.insert(version.content.key.clone(), version);
            }
            Err(_) if is_prose(&text) => {}
            Err(_) => drop(broken.insert(path.clone())),
        }
    }
    Ok(versions)
}

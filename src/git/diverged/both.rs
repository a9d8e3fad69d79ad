//! The records whose files both sides of a merge changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::git::error::GitError;
use crate::git::kind::{Content, Kind, Text};
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

/// Finds them, by key.
pub(super) fn both(
    repository: &Repository,
    kind: &Kind<'_>,
    base: Option<&Commit>,
    ours: &Commit,
    theirs: &Commit,
) -> Result<BTreeMap<String, Both>, GitError> {
    let tree = |commit: &Commit| -> Result<Tree, GitError> {
        let mut tree = repository.tree(commit, &kind.git.folder)?;
        tree.retain(|path, _| kind.takes(path));
        Ok(tree)
    };
    let trees = (base.map(tree).transpose()?.unwrap_or_default(), tree(ours)?, tree(theirs)?);
    let (mut of_base, mut of_ours, mut of_theirs) = {
        let changed = |side: &Tree| {
            let all = side.keys().chain(trees.0.keys());
            let differ = all.filter(|path| side.get(*path) != trees.0.get(*path));
            differ.cloned().collect::<BTreeSet<String>>()
        };
        let paths: BTreeSet<String> =
            changed(&trees.1).union(&changed(&trees.2)).cloned().collect();
        let read = |tree: &Tree| versions(repository, kind, tree, &paths);
        (read(&trees.0)?, read(&trees.1)?, read(&trees.2)?)
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
    Ok(found)
}

/// The records in some files of a tree, by key. What cannot be read is left to git.
fn versions(
    repository: &Repository,
    kind: &Kind<'_>,
    tree: &Tree,
    paths: &BTreeSet<String>,
) -> Result<HashMap<String, Version>, GitError> {
    let files: Vec<(&String, &File)> =
        tree.iter().filter(|(path, _)| paths.contains(*path)).collect();
    let blobs: Vec<&str> = files.iter().map(|(_, file)| file.blob.as_str()).collect();
    let contents = repository.read(&blobs)?;
    let text = |((path, _), bytes): (&(&String, &File), _)| Text { path: (*path).clone(), bytes };
    let texts: Vec<Text> = files.iter().zip(contents).map(text).collect();
    let read = kind.read(&texts);
    let version = |(((_, file), text), content): (((&String, &File), Text), Result<Content, _>)| {
        let content = content.ok()?;
        Some((content.key.clone(), Version { text, file: file.clone(), content }))
    };
    Ok(files.into_iter().zip(texts).zip(read).filter_map(version).collect())
}

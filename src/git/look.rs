//! The branch's files beside what is known of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::error::GitError;
use super::kind::{Content, Kind, Text, stem};
use super::records::Records;
use super::repository::{Commit, Repository};
use super::tree::{File, Tree};
use crate::store::RecordName;

/// The files of a kind in one commit.
#[derive(Debug)]
pub(super) struct Look {
    pub tree: Tree,
    pub files: BTreeMap<RecordName, Found>,
    pub broken: Vec<Broken>,
}

/// The file of a record.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub path: String,
    pub file: File,
    /// Of its content.
    pub hash: String,
    /// What is in it; `None` where it is as it was last synced, and so was not read.
    pub content: Option<Content>,
}

/// A file that cannot be read as a record.
#[derive(Debug, Clone)]
pub(super) struct Broken {
    /// Whose it is, or would be.
    pub record: RecordName,
    pub path: String,
    /// Where, and what is wrong.
    pub problem: String,
}

impl Look {
    /// Looks at a commit. Only files that are not as they were last synced are read.
    pub(super) fn at(
        repository: &Repository,
        commit: Option<&Commit>,
        kind: &Kind<'_>,
        known: &Records,
    ) -> Result<Self, GitError> {
        let mut tree = match commit {
            Some(commit) => repository.tree(commit, &kind.git.folder)?,
            None => Tree::new(),
        };
        tree.retain(|path, _| kind.takes(path));
        let mut look = Self { tree, files: BTreeMap::new(), broken: Vec::new() };
        let seen = look.as_before(repository, known)?;
        let own: HashMap<&str, &RecordName> =
            known.links.iter().map(|(name, link)| (link.path.as_str(), name)).collect();
        let paths: Vec<String> =
            look.tree.keys().filter(|path| !seen.contains(*path)).cloned().collect();
        let texts = look.texts(repository, paths)?;
        let (texts, contents) = {
            let is_record = |text: &Text| own.contains_key(text.path.as_str()) || !is_prose(text);
            let texts: Vec<Text> = texts.into_iter().filter(is_record).collect();
            let contents = kind.read(&texts);
            (texts, contents)
        };
        if let Some(commit) = commit {
            for (path, why) in repository.unreadable(commit, &kind.git.folder)? {
                if kind.takes(&path) {
                    let unknown = || kind.name(stem(&path), stem(&path));
                    let record =
                        own.get(path.as_str()).map_or_else(unknown, |name| (*name).clone());
                    let problem = format!("{path}:1:1: {why}");
                    look.broken.push(Broken { record, path, problem });
                }
            }
        }
        let names = Names::new(kind, known);
        for (Text { path, .. }, content) in texts.into_iter().zip(contents) {
            match content.and_then(|content| Ok((names.of(&path, &content)?, content))) {
                Ok((name, content)) => look.add(name, path, content),
                Err(problem) => {
                    let unknown = || kind.name(stem(&path), stem(&path));
                    let record =
                        own.get(path.as_str()).map_or_else(unknown, |name| (*name).clone());
                    look.broken.push(Broken { record, path, problem });
                }
            }
        }
        Ok(look)
    }

    /// Finds the files that are as they were last synced; gives their paths.
    fn as_before(
        &mut self,
        repository: &Repository,
        known: &Records,
    ) -> Result<HashSet<String>, GitError> {
        let links = known.links.iter().filter_map(|(name, link)| {
            Some((name, link, link.hash.as_ref()?, link.commit.as_ref()?))
        });
        let links: Vec<_> =
            links.filter(|(_, link, ..)| self.tree.contains_key(&link.path)).collect();
        let asked: Vec<(&str, &str)> = links
            .iter()
            .map(|(_, link, _, commit)| (commit.as_str(), link.path.as_str()))
            .collect();
        let mut seen = HashSet::new();
        for ((name, link, hash, _), blob) in links.iter().zip(repository.blobs_at(&asked)?) {
            let Some(file) = self.tree.get(&link.path) else { continue };
            if blob.as_ref() == Some(&file.blob) && seen.insert(link.path.clone()) {
                let (path, hash) = (link.path.clone(), (*hash).clone());
                let found = Found { path, file: file.clone(), hash, content: None };
                self.files.insert((*name).clone(), found);
            }
        }
        Ok(seen)
    }

    fn texts(&self, repository: &Repository, paths: Vec<String>) -> Result<Vec<Text>, GitError> {
        let blobs: Vec<&str> = paths.iter().map(|path| self.tree[path].blob.as_str()).collect();
        let contents = repository.read(&blobs)?;
        let text = |(path, bytes)| Text { path, bytes };
        Ok(paths.into_iter().zip(contents).map(text).collect())
    }

    fn add(&mut self, name: RecordName, path: String, content: Content) {
        if let Some(first) = self.files.get(&name) {
            let problem = format!(
                "{path}:1:1: `{}` is in {} already; remove one of the two files",
                name.key, first.path
            );
            self.broken.push(Broken { record: name, path, problem });
            return;
        }
        let file = self.tree[&path].clone();
        let hash = content.hash.clone();
        self.files.insert(name, Found { path, file, hash, content: Some(content) });
    }

    /// What is wrong with the file of a record.
    pub(super) fn problem(&self, record: &RecordName) -> Option<&Broken> {
        self.broken.iter().find(|broken| broken.record == *record)
    }

    /// The records that had a file and have none.
    pub(super) fn gone(&self, known: &Records) -> Vec<RecordName> {
        let has = |name: &RecordName| self.files.contains_key(name) || self.problem(name).is_some();
        let had = known.all.keys().filter(|name| known.file_of(name).is_some());
        had.filter(|name| !has(name)).cloned().collect()
    }

    /// Why a file that is not there may not be gone: it may be one that cannot be read, or none was read
    /// at all.
    pub(super) fn doubt(&self, known: &Records) -> Option<String> {
        let stranger = self.broken.iter().find(|broken| !known.all.contains_key(&broken.record));
        if let Some(Broken { path, .. }) = stranger {
            return Some(format!("its file is gone, and {path}, which may be it, cannot be read"));
        }
        let is_empty = self.files.is_empty() && self.broken.is_empty();
        is_empty.then(|| "the branch has no file of any record; is it the right one?".to_owned())
    }
}

/// The names of the records that files hold.
pub(super) struct Names<'k> {
    kind: &'k Kind<'k>,
    known: &'k Records,
    /// The records of the database.
    by_key: HashMap<&'k str, Vec<&'k RecordName>>,
}

impl<'k> Names<'k> {
    pub(super) fn new(kind: &'k Kind<'k>, known: &'k Records) -> Self {
        let mut by_key: HashMap<&str, Vec<&RecordName>> = HashMap::new();
        for name in known.all.keys() {
            by_key.entry(name.key.as_str()).or_default().push(name);
        }
        Self { kind, known, by_key }
    }

    /// The record that a file holds: one of the database with its key, or a new one.
    pub(super) fn of(&self, path: &str, content: &Content) -> Result<RecordName, String> {
        let there = self.by_key.get(content.key.as_str()).map_or(&[][..], Vec::as_slice);
        if let [only] = there {
            return Ok((*only).clone());
        }
        let linked = |name: &&&RecordName| {
            self.known.links.get(**name).is_some_and(|link| link.path == path)
        };
        let alike = |name: &&&RecordName| name.unit == content.unit;
        match there.iter().find(linked).or_else(|| there.iter().find(alike)) {
            Some(name) => Ok((*name).clone()),
            None if there.is_empty() => Ok(self.kind.name(&content.unit, &content.key)),
            None => Err(format!(
                "{path}:1:1: {} units have a record `{}`; name the file like one of them",
                there.len(),
                content.key
            )),
        }
    }
}

/// Whether a text is only that: Markdown without front matter is no record, but a page for readers.
pub(super) fn is_prose(text: &Text) -> bool {
    let is_markdown = matches!(text.path.rsplit_once('.'), Some((_, "md" | "markdown")));
    let bytes = text.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text.bytes);
    is_markdown && !bytes.starts_with(b"---")
}

//! Moves a branch, and the files where it is checked out along with it.

use std::collections::HashSet;

use super::command::{Git, parts};
use super::error::GitError;
use super::lock::{Lock, Move};
use super::repository::{Commit, Repository};

impl Repository {
    /// Which files below a folder are not as the branch has them where it is checked out: nobody but
    /// their owner may write these. What git ignores is among them.
    pub(super) fn dirty(&self, folder: &str) -> Result<Dirty, GitError> {
        let Some(checkout) = &self.checkout else { return Ok(Dirty::default()) };
        let mut arguments = vec![
            "--no-optional-locks",
            "status",
            "--porcelain",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=matching",
        ];
        if !folder.is_empty() {
            arguments.extend(["--", folder]);
        }
        let status = checkout.bytes("look for uncommitted changes in", &arguments)?;
        let mut dirty = Dirty::default();
        for path in parts(&status).filter_map(|line| line.get(3..)) {
            match path.strip_suffix('/') {
                Some(_) => dirty.folders.push(path.to_owned()),
                None => drop(dirty.files.insert(path.to_owned())),
            }
        }
        Ok(dirty)
    }

    /// Moves the branch from one commit to another: its files where it is checked out first, so that a
    /// crash between the two never leaves a change there that takes the new commit back.
    pub(super) fn advance(
        &self,
        lock: &mut Lock,
        old: Option<&Commit>,
        new: &Commit,
    ) -> Result<(), GitError> {
        let empty = self.empty_tree()?;
        let from = old.map_or(empty.as_str(), |old| &old.0);
        if let Some(checkout) = &self.checkout {
            let (from, to) = (from.to_owned(), new.0.clone());
            lock.note(&Move { branch: self.branch.clone(), from, to })?;
            self.carry(checkout, old.map_or(&empty, |old| &old.0), &new.0)?;
        }
        let none = "0".repeat(new.0.len());
        let was = old.map_or(none.as_str(), |old| &old.0);
        let reference = self.reference();
        let arguments = ["update-ref", "-m", "seedbank", &reference, &new.0, was];
        let moved = self.git.run(&arguments)?;
        if moved.code != Some(0) {
            let (path, branch, reason) = (self.path.clone(), self.branch.clone(), moved.reason());
            if let Some(checkout) = &self.checkout {
                self.carry(checkout, &new.0, from)?;
            }
            lock.forget()?;
            moved.locked(&self.git, "move the branch of")?;
            return Err(GitError::Moved { path, branch, reason });
        }
        lock.forget()
    }

    /// Finishes what a run that was killed has begun, be it for another branch: files that were brought
    /// along for a branch that did not move go back.
    pub(super) fn recover(&self, lock: &mut Lock) -> Result<(), GitError> {
        let Some(about) = lock.noted()? else { return Ok(()) };
        if about.branch == self.branch {
            self.take_back(&about)?;
        } else {
            match Self::open(&self.path, Some(&about.branch)) {
                Ok(other) => other.take_back(&about)?,
                // It was removed since.
                Err(GitError::NoBranch { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        lock.forget()
    }

    /// Takes files back that were brought along for a branch that did not move.
    fn take_back(&self, Move { from, to, .. }: &Move) -> Result<(), GitError> {
        let tip = self.tip()?.map_or(self.empty_tree()?, |tip| tip.0);
        match self.checkout.as_ref().filter(|_| tip == *from) {
            Some(checkout) => self.carry(checkout, to, from),
            None => Ok(()),
        }
    }

    /// Takes checked-out files from one state to another; those that were changed there stay, or nothing
    /// is done.
    fn carry(&self, checkout: &Git, from: &str, to: &str) -> Result<(), GitError> {
        // It says with its exit code that files are changed, which is no failure here.
        checkout.run(&["update-index", "-q", "--refresh"])?;
        let carried = checkout.run(&["read-tree", "-m", "-u", from, to])?;
        if carried.code == Some(0) {
            return Ok(());
        }
        carried.locked(checkout, "write the checked-out files of")?;
        let path = checkout.folder().to_owned();
        let (branch, reason) = (self.branch.clone(), carried.reason());
        Err(GitError::WorkTree { path, branch, reason })
    }

    /// The tree without files, in the hash that this repository has.
    fn empty_tree(&self) -> Result<String, GitError> {
        self.git.text("write to", &["hash-object", "-t", "tree", "/dev/null"])
    }
}

/// Files that somebody is changing.
#[derive(Debug, Default)]
pub(super) struct Dirty {
    files: HashSet<String>,
    /// Each with `/` at its end.
    folders: Vec<String>,
}

impl Dirty {
    /// Whether a file must be left alone.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path) || self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

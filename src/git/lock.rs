//! One run at a time in a repository.
//!
//! The operating system lets go of the lock when its process ends, however it ends. What the file then
//! holds says what was not finished.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use super::error::GitError;
use super::repository::Repository;

/// Held as long as it is there.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// The checked-out files of a branch are on their way from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub branch: String,
    /// A commit, or the empty tree.
    pub from: String,
    pub to: String,
}

impl Repository {
    /// Takes the lock, or says that another has it.
    pub(super) fn lock(&self) -> Result<Lock, GitError> {
        let path = self.directory.join("seedbank.lock");
        let failed = |source| GitError::File { doing: "lock", path: path.clone(), source };
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { file, path }),
            Err(TryLockError::WouldBlock) => Err(GitError::Busy { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A process that another thread is just starting has the file open for a moment too. Where this
        // fails, closing does it.
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Notes what is about to be done.
    pub(super) fn note(&mut self, about: &Move) -> Result<(), GitError> {
        let Move { branch, from, to } = about;
        self.write(&format!("{from} {to} {branch}\n"))
    }

    /// Notes that it is done.
    pub(super) fn forget(&mut self) -> Result<(), GitError> {
        self.write("")
    }

    /// What a run before this one did not finish.
    pub(super) fn noted(&mut self) -> Result<Option<Move>, GitError> {
        let mut text = String::new();
        let read = self.file.seek(SeekFrom::Start(0));
        let read = read.and_then(|_| self.file.read_to_string(&mut text));
        read.map_err(|source| self.failed("read", source))?;
        let mut words = text.trim_end().splitn(3, ' ').map(str::to_owned);
        let moved = (words.next(), words.next(), words.next());
        let (Some(from), Some(to), Some(branch)) = moved else { return Ok(None) };
        Ok(Some(Move { branch, from, to }))
    }

    fn write(&mut self, text: &str) -> Result<(), GitError> {
        let written = self.file.set_len(0).and_then(|()| self.file.seek(SeekFrom::Start(0)));
        let written = written.and_then(|_| self.file.write_all(text.as_bytes()));
        let written = written.and_then(|()| self.file.sync_data());
        written.map_err(|source| self.failed("write", source))
    }

    fn failed(&self, doing: &'static str, source: std::io::Error) -> GitError {
        GitError::File { doing, path: self.path.clone(), source }
    }
}

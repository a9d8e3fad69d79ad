use std::io;
use std::path::PathBuf;

use crate::store::Error;

/// Why a database and a git repository could not be brought in step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GitError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// A bundle of which nothing is kept in git.
    #[error(
        "cannot sync with git: no dataset of this bundle is kept there; name the collection and its files \
         in a manifest's `git`"
    )]
    NoDataset,
    /// There is no git on this machine, or it does not start.
    #[error("cannot run `git`: {source}; install git 2.38 or later, or correct the PATH")]
    NoGit {
        /// Why.
        source: io::Error,
    },
    /// A folder that git does not take for a repository.
    #[error(
        "cannot open the git repository {}: {reason}; name a clone or a bare repository", .path.display()
    )]
    NoRepository {
        /// As given.
        path: PathBuf,
        /// In git's words.
        reason: String,
    },
    /// Nothing says which branch is meant.
    #[error(
        "cannot tell which branch of {} is meant: its HEAD is detached and {problem}; say --branch NAME",
        .path.display()
    )]
    WhichBranch {
        /// The repository.
        path: PathBuf,
        /// Why HEAD is all there is to go by.
        problem: String,
    },
    /// A branch that is not there.
    #[error("no branch `{branch}` in {}; {there_is}", .path.display())]
    NoBranch {
        /// The repository.
        path: PathBuf,
        /// As asked for.
        branch: String,
        /// Those that there are, or how to make one.
        there_is: String,
    },
    /// Another run has the lock.
    #[error("cannot use {}: another seedbank is at work in it; let it end, and try again", .path.display())]
    Busy {
        /// The repository.
        path: PathBuf,
    },
    /// A file of the lock or the index that could not be written.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The checked-out files stand in the way.
    #[error(
        "cannot move `{branch}` of {}: its checked-out files would be overwritten ({reason}); commit or \
         stash what was changed there",
        .path.display()
    )]
    WorkTree {
        /// The checked-out folder.
        path: PathBuf,
        /// The branch.
        branch: String,
        /// In git's words.
        reason: String,
    },
    /// One of git's own lock files is there.
    #[error(
        "cannot {doing} {}: `{file}` is there: another git is at work, or one was killed; when none is, \
         remove that file and try again",
        .path.display()
    )]
    Locked {
        /// What was attempted.
        doing: &'static str,
        /// The repository.
        path: PathBuf,
        /// The lock file.
        file: String,
    },
    /// Somebody else committed meanwhile.
    #[error(
        "cannot move `{branch}` of {}: it moved meanwhile ({reason}); nothing was changed. Try again",
        .path.display()
    )]
    Moved {
        /// The repository.
        path: PathBuf,
        /// The branch.
        branch: String,
        /// In git's words.
        reason: String,
    },
    /// A folder of a repository, and not the repository.
    #[error(
        "cannot use {}: it is the folder `{prefix}` of a repository; name the folder that holds the \
         repository, or a clone for the records alone",
        .path.display()
    )]
    Inside {
        /// As given.
        path: PathBuf,
        /// Where it lies in the repository.
        prefix: String,
    },
    /// A file where the manifest wants the folder of the records.
    #[error(
        "cannot write into {}: `{file}` is a file there, and the manifest's `git` wants a folder; move the \
         one, or name another folder",
        .path.display()
    )]
    NoFolder {
        /// The repository.
        path: PathBuf,
        /// The file.
        file: String,
    },
    /// Files that cannot be read as records.
    #[error("cannot compare the records of {}: {}; correct that", .path.display(), .problems.join("; "))]
    Unreadable {
        /// The repository.
        path: PathBuf,
        /// What is wrong, each with file, line and column.
        problems: Vec<String>,
    },
    /// Both sides changed a file that holds no record.
    #[error(
        "cannot merge `{upstream}` into `{branch}` of {}: both changed {}; merge by hand, and try again",
        .path.display(), .files.join(", ")
    )]
    MergeByHand {
        /// The repository.
        path: PathBuf,
        /// The branch.
        branch: String,
        /// What it is to be merged with.
        upstream: String,
        /// The files.
        files: Vec<String>,
    },
    /// The remote refused a push, and did so again after a merge.
    #[error(
        "cannot push `{branch}` of {} to {remote}: {reason}; the commits are in the local branch, and \
         the next push takes them along",
        .path.display()
    )]
    Push {
        /// The repository.
        path: PathBuf,
        /// The branch.
        branch: String,
        /// The remote.
        remote: String,
        /// In git's words.
        reason: String,
    },
    /// Anything else that git says.
    #[error("cannot {doing} {}: git says: {reason}", .path.display())]
    Git {
        /// What was attempted.
        doing: &'static str,
        /// The repository.
        path: PathBuf,
        /// In git's words.
        reason: String,
    },
}

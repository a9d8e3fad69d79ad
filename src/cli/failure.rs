//! Why a command could not do its work.

use std::io;
use std::path::PathBuf;

/// In one line: what was attempted, on what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No data is compiled in, and no folder is named.
    #[cfg_attr(feature = "data", expect(dead_code, reason = "this build carries data"))]
    #[error(
        "cannot read the embedded data: this build carries none; name a folder with --data DIR"
    )]
    NoData,
    /// A path that is no folder.
    #[error("cannot read the data folder {}: {problem}", .path.display())]
    NoFolder {
        /// As given.
        path: PathBuf,
        /// What it is, and what to do.
        problem: &'static str,
    },
    /// A folder in which nothing can be booted or shown.
    #[error("cannot use the data in {}: it holds no valid dataset; correct what is reported above", .path.display())]
    NothingValid {
        /// As given.
        path: PathBuf,
    },
    /// A lock over invalid data would be worth nothing.
    #[error("cannot lock {}: the data is not valid; correct what is reported above", .path.display())]
    NotLocked {
        /// The data folder.
        path: PathBuf,
    },
    /// The database said no.
    #[error(transparent)]
    Database(#[from] seedbank::Error),
    /// Something that is not embedded.
    #[error("no {what} `{name}`{near}")]
    Missing {
        /// `dataset`, `collection`, `unit` or `record`.
        what: &'static str,
        /// As asked for.
        name: String,
        /// The names that there are.
        near: String,
    },
    /// A name that no dataset can have.
    #[error("cannot name a dataset `{name}`: use a-z, 0-9 and _, starting with a letter")]
    DatasetName {
        /// As given.
        name: String,
    },
    /// A draft overwrites nothing.
    #[error("cannot write {}: it exists; move it away, or choose another dataset name", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Two example files would be one unit.
    #[error("cannot copy {} and {} into one folder: they have one name; rename one", .one.display(), .other.display())]
    SameName {
        /// A file.
        one: PathBuf,
        /// Another one.
        other: PathBuf,
    },
    /// Example files that cannot be read.
    #[error("cannot draft `{dataset}`: some files cannot be read; correct what is reported above")]
    Unreadable {
        /// The dataset.
        dataset: String,
    },
    /// A file that could not be written, copied or looked at.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Standard output is closed or full.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// A value that the format of the output cannot hold.
    #[error("cannot print as YAML: {0}; use --json")]
    Yaml(#[from] serde_yaml::Error),
}

impl Failure {
    /// The exit code: 2 where the arguments are wrong, as clap has it.
    pub fn code(&self) -> u8 {
        match self {
            Self::NoFolder { .. } | Self::DatasetName { .. } => 2,
            _ => 1,
        }
    }
}

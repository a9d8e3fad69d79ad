//! Why a backup could not be taken, read or brought back.

use std::io;
use std::path::PathBuf;

use super::BackupFinding;
use crate::store::Error;

/// Why a backup could not be taken, read or brought back.
///
/// Whatever the error, the database is as it was before, and no file was overwritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// A file that could not be read or written.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing is overwritten.
    #[error("cannot write the backup {}: it exists; name another file", .path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// The bytes are no backup.
    #[error("cannot read {backup}: {problem}; use another one")]
    Unreadable {
        /// The file, or `the backup`.
        backup: String,
        /// What is wrong, and where.
        problem: String,
    },
    /// A format that this build does not know.
    #[error(
        "cannot read {backup}: it has format {found} and this build knows {known}; use the release that \
         made it, or a later one"
    )]
    LaterFormat {
        /// The file, or `the backup`.
        backup: String,
        /// The backup's.
        found: u64,
        /// This build's.
        known: u32,
    },
    /// This build was made without what the file is packed with.
    #[error(
        "cannot {doing} {backup}, which is packed with zstd: this build has no support for that; it needs the \
         feature `zstd`"
    )]
    NoZstd {
        /// The file, or `the backup`.
        backup: String,
        /// What was attempted.
        doing: &'static str,
    },
    /// The backup contradicts itself, or needs data that this bundle does not have.
    #[error("cannot bring {backup} back: {}; nothing was changed", first(.findings))]
    Damaged {
        /// The file, or `the backup`.
        backup: String,
        /// All that is wrong.
        findings: Vec<BackupFinding>,
    },
    /// The backup is of datasets that neither the bundle nor the database has.
    #[error(
        "cannot bring {backup} back: it holds the dataset {}, which neither this bundle nor the database \
         has; nothing was changed. Use the release that has it",
        .datasets.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    )]
    OtherDatasets {
        /// The file, or `the backup`.
        backup: String,
        /// Those.
        datasets: Vec<String>,
    },
}

/// The first of them, and how many more there are.
fn first(findings: &[BackupFinding]) -> String {
    let Some(BackupFinding { what, problem, .. }) = findings.first() else {
        return "it is damaged".to_owned();
    };
    let more = match findings.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more thing is wrong".to_owned(),
        more => format!(", and {more} more things are wrong"),
    };
    format!("{what}: {problem}{more}")
}
